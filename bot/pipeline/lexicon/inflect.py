"""The forms of an English verb, so that the word lists need only its base form."""

from __future__ import annotations

from collections.abc import Mapping

BASE, PRESENT, PAST, GERUND = "b", "s", "d", "g"
"""The form suffixes of a verb's tags: `block.b` block · `block.s` blocks · `block.d` blocked · `block.g` blocking."""

_SIBILANTS = ("s", "x", "z", "ch", "sh")


def forms(phrase: str, irregular: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every form of a verb phrase with its suffix; the first word is inflected ("strike down" → "struck down").

    Shape: `irregular` gives present, past, participle and gerund of a verb as one string of four words.
    """
    verb, _, rest = phrase.partition(" ")
    tail = f" {rest}" if rest else ""
    present, past, participle, gerund = irregular[verb].split() if verb in irregular else _regular(verb)
    found = [(verb, BASE), (present, PRESENT), (past, PAST), (participle, PAST), (gerund, GERUND)]
    return [(form + tail, suffix) for form, suffix in dict(found).items()]


def _regular(verb: str) -> tuple[str, str, str, str]:
    past = _past(verb)
    return _present(verb), past, past, _gerund(verb)


def _present(verb: str) -> str:
    if verb.endswith(_SIBILANTS):
        return verb + "es"
    if _ends_consonant_y(verb):
        return verb[:-1] + "ies"
    return verb + "s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if _ends_consonant_y(verb):
        return verb[:-1] + "ied"
    return _doubled(verb) + "ed"


def _gerund(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return _doubled(verb) + "ing"


def _doubled(verb: str) -> str:
    """One short vowel before one final consonant doubles it (ban → bann-), in words of one syllable."""
    n_vowels = sum(c in "aeiou" for c in verb)
    is_short = n_vowels == 1 and len(verb) > 2 and verb[-2] in "aeiou" and verb[-1] not in "aeiouwxy"  # noqa: PLR2004  a vowel and a consonant
    return verb + verb[-1] if is_short else verb


def _ends_consonant_y(verb: str) -> bool:
    return verb.endswith("y") and verb[-2:-1] not in ("", *"aeiou")
