"""The lexicon's files: the shipped ones are sound, a broken one is refused with its name and entry."""

from __future__ import annotations

import pytest

from bot.domain.errors import PackError
from bot.domain.event import EventType, Stage
from bot.pipeline.lexicon.inflect import forms
from bot.pipeline.lexicon.load import Lexicon, lexicon, lexicon_from
from bot.pipeline.rules import Matcher
from bot.pipeline.tags import Tagger

WORDS = """
grammars = ["test"]
[tags]
court = ["court", "# judges"]
[cased]
place = ["US"]
[verbs]
block = ["block", "put on hold"]
[irregular]
put = "puts put put putting"
"""
RULES = """
grammars = ["test"]
[groups]
WHO = "court"
[[rules]]
name = "a court blocks"
when = ["WHO block!"]
event = "block"
stage = "ordered_or_happened"
"""


def loaded(*texts: str) -> Lexicon:
    return lexicon_from("test", [(f"{n}.toml", text) for n, text in enumerate(texts)])


def problems_of(*texts: str) -> list[str]:
    with pytest.raises(PackError) as caught:
        loaded(*texts)
    return caught.value.problems


@pytest.mark.parametrize("grammar", ["en", "zh", "docket", "official"])
def test_lexicon_ships_words_and_rules_for_every_grammar(grammar: str) -> None:
    shipped = lexicon(grammar)
    assert shipped.words
    assert shipped.rules
    names = [rule.name for rule in shipped.rules]
    assert sorted(set(names)) == sorted(names)


def test_lexicon_makes_the_forms_of_a_verb() -> None:
    words = loaded(WORDS).words
    assert [words[w] for w in ("blocks", "blocked", "blocking", "puts on hold")] == [
        "block.s",
        "block.d",
        "block.g",
        "block.s",
    ]


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("ban", ["ban", "bans", "banned", "banning"]),
        ("deny", ["deny", "denies", "denied", "denying"]),
        ("pause", ["pause", "pauses", "paused", "pausing"]),
        ("delay", ["delay", "delays", "delayed", "delaying"]),
        ("dismiss", ["dismiss", "dismisses", "dismissed", "dismissing"]),
        ("agree", ["agree", "agrees", "agreed", "agreeing"]),
    ],
)
def test_forms_spells_regular_verbs(verb: str, expected: list[str]) -> None:
    assert [form for form, _ in forms(verb, {})] == expected


def test_tagger_counts_a_cased_word_only_as_written() -> None:
    tagger = Tagger(loaded(WORDS))
    assert [t.name for t in tagger.tags("us court, us", "US court, us")] == ["place", "court"]


def test_tagger_reads_any_number_for_the_number_sign() -> None:
    assert [t.name for t in Tagger(loaded(WORDS)).tags("12 judges", "12 judges")] == ["court"]


def test_matcher_finds_the_rule_and_its_words() -> None:
    lex = loaded(WORDS, RULES)
    text = "the court blocks it"
    match = Matcher(lex).first(Tagger(lex).tags(text, text), 2)
    assert match is not None
    assert (match.rule.event, match.rule.stage) == (None, Stage.ORDERED_OR_HAPPENED)
    assert text[match.start : match.end] == "court blocks"


def test_matcher_looks_at_the_statement_only() -> None:
    lex = loaded(WORDS, RULES)
    text = "the court blocks it"
    assert Matcher(lex).first(Tagger(lex).tags(text, text), 1) is None


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("grammars = [", "1.toml: not valid TOML"),
        ('grammars = ["test"]\n[tag]\na = ["b"]', "1.toml: unknown key 'tag'; did you mean 'tags'?"),
        (
            'grammars = ["test"]\n[tags]\nplace = ["court"]',
            "1.toml: 'court' is given to 'place' and to 'court'; keep one",
        ),
        (
            RULES.replace("block!", "blok!"),
            "1.toml: 'a court blocks': no word has the tag 'blok!'; did you mean 'block.s'?",
        ),
        (RULES.replace("ordered_or_happened", "ordered"), "1.toml: 'a court blocks': 'ordered' is not a valid Stage"),
        (RULES.replace("stage =", "stag ="), "1.toml: 'a court blocks': unknown key 'stag'; did you mean 'stage'?"),
        ('grammars = ["test"]\n[[rules]]\nname = "x"', "1.toml: 'x': 'when' is missing"),
    ],
)
def test_lexicon_refuses_a_broken_file_with_its_name_and_entry(broken: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems_of(WORDS, broken))


def test_lexicon_reports_every_problem_at_once() -> None:
    assert len(problems_of("nonsense = ", RULES)) > 1


def test_every_event_has_a_rule_in_both_languages() -> None:
    for grammar in ("en", "zh"):
        events = {rule.event for rule in lexicon(grammar).rules} | {EventType.STAY, EventType.INJUNCTION}
        assert set(EventType) <= events
