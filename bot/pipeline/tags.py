"""A text as a row of tags: every known word with its place, found in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.pipeline.lexicon.load import Lexicon, lexicon

_DIGITS = re.compile(r"\d+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = r"0-9a-z_\u00c0-\u024f"  # of folded text; Chinese stands beside a Latin name without a space
_FIRST_CODE = 0xE000  # private-use characters: one per tag, so that a row of tags is a short string


@dataclass(frozen=True, slots=True)
class Tag:
    """One known word: its tag and where it stands. Shape: `verb` is the tag of a noun that can also be a verb."""

    name: str
    start: int
    end: int
    verb: str = ""


class Tagger:
    """Finds the words of one lexicon. Shape: the longest word wins; words never overlap."""

    def __init__(self, lex: Lexicon) -> None:
        self._words = lex.words
        self._cased = lex.cased
        self._verbs = {word: tag for word, tag in lex.verbs.items() if lex.words[word] != tag}
        self._pattern = re.compile(_alternation({*lex.words, *(w.lower() for w in lex.cased)}))

    def tags(self, folded: str, original: str) -> list[Tag]:
        """The tags in reading order. `folded` is `original` in lower case and simple quotes, of the same length."""
        found = []
        for match in self._pattern.finditer(folded):
            name = self._name(match.group(), original[match.start() : match.end()])
            if name:
                found.append(Tag(name, match.start(), match.end(), self._verbs.get(match.group(), "")))
        return found

    def _name(self, folded: str, written: str) -> str | None:
        name = self._cased.get(written) or self._words.get(folded)
        if name is None:
            spaced = " ".join(folded.split())
            name = self._words.get(spaced) or self._words.get(_DIGITS.sub("#", spaced))
        return name


def codes_for(tags: Iterable[str]) -> Mapping[str, str]:
    """One character for each tag."""
    return {tag: chr(_FIRST_CODE + n) for n, tag in enumerate(sorted(tags))}


@lru_cache(maxsize=8)
def tagger(grammar: str) -> Tagger:
    return Tagger(lexicon(grammar))


def _alternation(words: Iterable[str]) -> str:
    """One pattern for all words, sharing their beginnings, so that its cost does not grow with their number."""
    letters: dict[str, dict] = {}  # type: ignore[type-arg]  # a trie holds tries
    han: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:
        node = han if _HAN.search(word) else letters
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    parts = []
    if letters:
        parts.append(rf"(?<![{_LETTER}-]){_branch(letters)}(?!-?[{_LETTER}])")
    if han:
        parts.append(_branch(han))
    return "|".join(parts) or r"(?!)"


def _branch(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
    is_end = "" in node
    options = [_char(c) + _branch(below) for c, below in sorted(node.items()) if c]
    if not options:
        return ""
    joined = options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
    if not is_end:
        return joined
    return f"(?:{joined})?"


def _char(char: str) -> str:
    if char == " ":
        return r"[ \n]{1,3}"
    return r"\d{1,6}" if char == "#" else re.escape(char)
