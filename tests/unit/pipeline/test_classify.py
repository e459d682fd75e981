"""What holds for every text: totality, the quoted phrase, terms, flags, clauses, official documents, the markers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.event import AlertLevel, Anchor, EventType, Scope, Stage, StatedTerm
from bot.domain.ids import ItemKey
from bot.domain.item import Item
from bot.domain.source import Trust
from bot.pipeline.classify import NOTHING, Text, TextKind, classify, explain, kind_for

ON = date(2025, 4, 4)
WORDS = (
    "court", "Supreme Court", "judge", "blocks", "refuses to", "extend", "deadline", "until April 5, 2025", "TikTok",
    "ORDER granting", "MOTION to Stay", "(Attachments: # 1", "after", "as", ",", "?",
    "法院", "驳回", "延長", "75天", "將", "；", "\n",
)  # fmt: skip


def said(body: str, lang: str = "en", kind: TextKind = TextKind.HEADLINE) -> tuple[EventType, Stage, AlertLevel]:
    verdict = classify(Text(body, lang, kind, ON))
    return verdict.event, verdict.stage, verdict.alert


any_text = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(body=any_text, lang=st.sampled_from(["en", "zh", "zh_Hant", "pt", ""]), kind=st.sampled_from(list(TextKind)))
def test_classify_is_total_and_quotes_the_text(body: str, lang: str, kind: TextKind) -> None:
    text = Text(body, lang, kind, ON)
    verdict = classify(text)
    assert verdict == classify(text)
    assert verdict.phrase in body
    assert verdict.rule
    if verdict.term:
        assert verdict.term.phrase in body
    assert (verdict.scope is not None) == (verdict.event in (EventType.STAY, EventType.INJUNCTION, EventType.EXTENSION))


def test_classify_ignores_when_nothing_is_met() -> None:
    verdict = classify(Text("A quiet day at the seaside", "en", TextKind.HEADLINE))
    assert (verdict.event, verdict.alert, verdict.rule) == (EventType.NONE, AlertLevel.IGNORE, NOTHING)


def test_classify_names_the_rule_and_the_words() -> None:
    verdict = classify(Text("Breaking: Trump extends TikTok deadline by 75 days", "en", TextKind.HEADLINE, ON))
    assert verdict.why == "extra time is given: “extends TikTok deadline”"


def test_classify_quotes_the_original_of_a_traditional_text() -> None:
    verdict = classify(Text("川普簽署命令 TikTok出售期限延長90天", "zh", TextKind.HEADLINE, ON))
    assert verdict.phrase == "川普簽署命令 TikTok出售期限延長"
    assert verdict.term == StatedTerm(length="P90D", anchor=Anchor.DEADLINE, phrase="延長90天")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Judge halts tariffs as appeals court sets hearing", (EventType.INJUNCTION, Stage.ORDERED_OR_HAPPENED)),
        ("After losing appeal, company asks Supreme Court to halt ban", (EventType.STAY, Stage.REQUESTED)),
        ("Senator, who once backed the ban, introduces bill to repeal it", (EventType.LEGISLATION, Stage.PROPOSED)),
        ("Appeals court upholds ban; company vows to appeal", (EventType.RULING, Stage.ORDERED_OR_HAPPENED)),
        ("White House: Trump signs order extending deadline", (EventType.EXTENSION, Stage.ORDERED_OR_HAPPENED)),
    ],
)
def test_classify_takes_the_clause_that_changes_most(body: str, expected: tuple[EventType, Stage]) -> None:
    assert said(body)[:2] == expected


def test_classify_reads_the_lede_when_the_title_says_nothing() -> None:
    body = "A dramatic turn in Washington\nThe Supreme Court on Friday struck down the tariffs."
    assert said(body, kind=TextKind.LEDE) == (EventType.RULING, Stage.ORDERED_OR_HAPPENED, AlertLevel.BREAKING)


def test_classify_lets_the_title_decide_over_the_lede() -> None:
    body = "Regulator to ban video app\nA court last year blocked an earlier order."
    assert said(body, kind=TextKind.LEDE)[0] is EventType.EXECUTIVE_ACTION


def test_classify_marks_what_is_temporary() -> None:
    verdict = classify(Text("Appeals court temporarily pauses ruling against tariffs", "en", TextKind.HEADLINE))
    assert (verdict.event, verdict.is_temporary) == (EventType.STAY, True)


def test_classify_marks_what_unnamed_sources_say_was_decided() -> None:
    verdict = classify(Text("消息：商务部决定禁用该应用", "zh", TextKind.HEADLINE))
    assert (verdict.stage, verdict.alert) == (Stage.ORDERED_OR_HAPPENED, AlertLevel.BREAKING)
    assert classify(Text("消息 商务部决定禁用该应用", "zh", TextKind.HEADLINE)).event is EventType.EXECUTIVE_ACTION


def test_classify_keeps_a_report_that_it_may_happen_as_considered() -> None:
    assert said("据报特朗普考虑延长期限", "zh")[1] is Stage.CONSIDERED


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Extending the Video App Enforcement Delay", (EventType.EXTENSION, Stage.ORDERED_OR_HAPPENED)),
        ("Further Extending the Video App Enforcement Delay", (EventType.EXTENSION, Stage.ORDERED_OR_HAPPENED)),
        ("Reporting Rule; Delay of Effective Date", (EventType.EXTENSION, Stage.ORDERED_OR_HAPPENED)),
        (
            "Bill Signed: H.R. 1\nThe President signed into law H.R. 1.",
            (EventType.LEGISLATION, Stage.ORDERED_OR_HAPPENED),
        ),
        ("Rescission of the Reporting Rule", (EventType.EXECUTIVE_ACTION, Stage.LIFTED_OR_REVERSED)),
        (
            "Protecting Users\nBy the authority vested in me as President, it is hereby ordered:",
            (EventType.EXECUTIVE_ACTION, Stage.ORDERED_OR_HAPPENED),
        ),
    ],
)
def test_classify_takes_an_official_title_for_the_act(body: str, expected: tuple[EventType, Stage]) -> None:
    assert said(body, kind=TextKind.OFFICIAL) == (*expected, AlertLevel.BREAKING)


@pytest.mark.parametrize(
    "body",
    [
        "Fact Sheet: President Saves the App",
        "Remarks by the President on Tariffs",
        "Presidential Message on National Poetry Day",
        "Nominations Sent to the Senate",
    ],
)
def test_classify_ignores_official_papers_that_order_nothing(body: str) -> None:
    assert said(body, kind=TextKind.OFFICIAL) == (EventType.NONE, Stage.NONE, AlertLevel.IGNORE)


def test_classify_keeps_time_to_comment_apart_from_the_deadline() -> None:
    verdict = classify(Text("Click-to-Cancel Rule; Extension of Comment Period", "en", TextKind.OFFICIAL))
    assert (verdict.event, verdict.scope, verdict.alert) == (EventType.EXTENSION, Scope.FILING, AlertLevel.IGNORE)


def test_classify_states_the_date_of_an_official_extension() -> None:
    body = "Extending the App Enforcement Delay\nThe delay is further extended until June 19, 2025."
    verdict = classify(Text(body, "en", TextKind.OFFICIAL, ON))
    assert verdict.term == StatedTerm(until=date(2025, 6, 19), phrase="until June 19, 2025")


def test_classify_takes_an_order_not_to_enforce_for_an_extension() -> None:
    body = (
        "Application of the Act\nBy the authority vested in me, it is hereby ordered: I am instructing the Attorney"
        " General not to take any action to enforce the Act for a period of 75 days from the date of this order."
    )
    verdict = classify(Text(body, "en", TextKind.OFFICIAL, ON))
    assert (verdict.event, verdict.alert) == (EventType.EXTENSION, AlertLevel.BREAKING)
    assert verdict.term == StatedTerm(length="P75D", anchor=Anchor.SIGNED, phrase="for a period of 75 days")


@pytest.mark.parametrize(
    "body",
    [
        "Will the agency extend the deadline again?",
        "How the court blocked the ban",
        "Deadline extended. What happens now?",
        "Poll: most voters back the ban",
    ],
)
def test_classify_ignores_titles_that_ask_or_explain(body: str) -> None:
    assert said(body) == (EventType.NONE, Stage.NONE, AlertLevel.IGNORE)


def test_classify_takes_the_motion_granted_for_the_one_named_before() -> None:
    body = "OPINION re: 15 MOTION for Preliminary Injunction. The motion is GRANTED."
    assert said(body, kind=TextKind.DOCKET)[:2] == (EventType.INJUNCTION, Stage.ORDERED_OR_HAPPENED)


def test_classify_states_no_date_for_a_paused_case() -> None:
    body = "ORDER granting 31 Motion to Stay. All deadlines are stayed for 30 days, until 3-04-2026."
    verdict = classify(Text(body, "en", TextKind.DOCKET, ON))
    assert (verdict.scope, verdict.term) == (Scope.PROCEEDINGS, StatedTerm(length="P30D", phrase="until 3-04-2026"))


def test_explain_shows_every_clause_with_its_rule() -> None:
    findings = explain(Text("Judge blocks ban; hearing set for May", "en", TextKind.HEADLINE))
    assert [f.match.rule.name if f.match else None for f in findings] == [
        "a court pauses or blocks",
        "a hearing is set",
    ]
    assert [tag.name for tag in findings[0].clause.tags] == ["court.trial", "block.s", "ban.b"]


@pytest.mark.parametrize(
    ("trust", "summary", "expected"),
    [
        (Trust.OFFICIAL, "x", TextKind.OFFICIAL),
        (Trust.COURT, "", TextKind.DOCKET),
        (Trust.PRESS, "x", TextKind.LEDE),
        (Trust.SOCIAL, "", TextKind.HEADLINE),
    ],
)
def test_kind_for_follows_the_source(trust: Trust, summary: str, expected: TextKind) -> None:
    assert kind_for(trust, Item(ItemKey("k"), "title", "", summary)) is expected
