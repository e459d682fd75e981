"""How words are read beside one another: who is many, what is planned, what is background, which May is a month."""

from __future__ import annotations

from time import perf_counter

import pytest

from bot.domain.event import Stage
from bot.pipeline.classify import Text, TextKind, classify

_DONE, _PLAN = Stage.ORDERED_OR_HAPPENED, Stage.ANNOUNCED_PLAN
_MOST_SECONDS = 0.5  # ten times what the worst text takes, so that a busy machine does not fail


def _stage(text: str, lang: str) -> Stage:
    return classify(Text(text, lang, TextKind.HEADLINE)).stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("特朗普将TikTok出售期限延长75天", _DONE),
        ("特朗普将期限延长90天", _DONE),
        ("美国将暂停关税期限延长90天", _DONE),
        ("美国将大疆列入实体清单", _DONE),
        ("特朗普将延长TikTok期限", _PLAN),
        ("拜登将最后一次延长驱逐禁令", _PLAN),
        ("美国将禁止中国无人机", _PLAN),
        ("TikTok称若无保证将于19日停止在美服务", _PLAN),
    ],
)
def test_a_chinese_jiang_is_a_plan_or_marks_an_object(text: str, stage: Stage) -> None:
    assert _stage(text, "zh") is stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("CDC ends Title 42 on May 11", Stage.LIFTED_OR_REVERSED),
        ("Trump extends tariff deadline to early May", _DONE),
        ("Trump extends TikTok deadline until May 4", _DONE),
        ("Trump may extend TikTok deadline", Stage.CONSIDERED),
        ("Supreme Court may block the ban in May", Stage.CONSIDERED),
    ],
)
def test_the_month_of_may_is_no_hedge(text: str, stage: Stage) -> None:
    assert _stage(text, "en") is stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Apple, Google ask judge to block Texas law", Stage.REQUESTED),
        ("Oracle and Silver Lake close TikTok deal", _DONE),
        ("Drugmakers sue over price law", Stage.REQUESTED),
        ("Rival wireless carriers ask court to block the rule", Stage.REQUESTED),
        ("Student loan payments resume in January", Stage.NONE),
    ],
)
def test_several_names_or_a_plural_let_a_base_form_assert(text: str, stage: Stage) -> None:
    assert _stage(text, "en") is stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("When TikTok was banned in India, creators moved on", Stage.NONE),
        ("As deadline nears, Trump extends TikTok reprieve", _DONE),
        ("As shutdown looms, Congress passes stopgap bill", _DONE),
        ("Microsoft emerges as suitor for TikTok", Stage.CONSIDERED),
    ],
)
def test_what_as_and_when_begin_a_sentence_with_is_background(text: str, stage: Stage) -> None:
    assert _stage(text, "en") is stage


def test_a_word_far_before_a_noun_makes_it_no_verb() -> None:
    verdict = classify(Text("Commerce adds 80 Chinese firms to export blacklist", "en", TextKind.HEADLINE))
    assert f"{verdict.event}/{verdict.stage}" == "executive_action/ordered_or_happened"


@pytest.mark.parametrize("name", ["美国FTC禁止竞业条款", "FTC禁止竞业条款", "美国 FTC 禁止竞业条款"])
def test_a_latin_name_is_known_between_chinese_characters(name: str) -> None:
    assert _stage(name, "zh") is _DONE


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "lang"),
    [
        ("入禀 ", "zh"),
        ("将", "zh"),
        ("延长", "zh"),
        ("extend ", "en"),
        ("may ", "en"),
        ("delay x 9 ", "en"),
        ("a, ", "en"),
    ],
)
def test_the_longest_text_is_read_in_a_moment(word: str, lang: str) -> None:
    text = Text((word * 4000)[:4000], lang, TextKind.HEADLINE)
    classify(text)
    start = perf_counter()
    classify(text)
    assert perf_counter() - start < _MOST_SECONDS
