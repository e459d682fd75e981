"""Stated dates and lengths in English and Chinese, and what states none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.event import Anchor, StatedTerm
from bot.text.dates import find_term

ON = date(2025, 4, 2)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("enforcement is delayed until April 5, 2025", date(2025, 4, 5)),
        ("is further extended until June 19, 2025.", date(2025, 6, 19)),
        ("extended to and including December 10, 2024", date(2024, 12, 10)),
        ("from January 16, 2025 to March 17, 2025, submitted to the Clerk", date(2025, 3, 17)),
        ("no later than 5 p.m. (EST), Friday, December 27, 2024", date(2024, 12, 27)),
        ("until 11:59 p.m. ET on Saturday, April 5, 2025", date(2025, 4, 5)),
        ("through the close of business on March 14, 2026", date(2026, 3, 14)),
        ("(Response due April 9, 2025)", date(2025, 4, 9)),
        ("due on or before 3 p.m., Monday, June 12, 2017", date(2017, 6, 12)),
        ("brief is due by 11/22/16", date(2016, 11, 22)),
        ("stayed until 3-28-2016", date(2016, 3, 28)),
        ("delayed until 30 June 2025", date(2025, 6, 30)),
        ("postponed until 2025-07-14", date(2025, 7, 14)),
        ("Through August 31st, 2022", date(2022, 8, 31)),
        ("pauses tariffs until July 9", date(2025, 7, 9)),
        ("pushed to May 14", date(2025, 5, 14)),
        ("期限延长至2025年9月17日", date(2025, 9, 17)),
        ("出售令延至12月4日", date(2025, 12, 4)),
        ("延期至四月五日", date(2025, 4, 5)),
        ("禁令将于5月19日生效", date(2025, 5, 19)),
        ("须在6月30日前完成剥离", date(2025, 6, 30)),
    ],
)
def test_find_term_reads_a_stated_day(text: str, until: date | None) -> None:
    found = find_term(text, ON)
    assert (found.until if found else None) == until


@pytest.mark.parametrize(
    ("text", "length", "anchor"),
    [
        ("extended by 75 days", "P75D", Anchor.DEADLINE),
        ("extend the deadline by ninety days", "P90D", Anchor.DEADLINE),
        ("for a period of 75 days from the date of this order", "P75D", Anchor.SIGNED),
        ("for a period of not less than seventy-five days", "P75D", None),
        ("for one hundred and twenty days after the date of this proclamation", "P120D", Anchor.SIGNED),
        ("no enforcement, 90 days from today", "P90D", Anchor.SIGNED),
        ("an additional 30 days", "P30D", Anchor.DEADLINE),
        ("granted two more weeks to reach a deal", "P14D", Anchor.DEADLINE),
        ("extends mask mandate for another month", "P1M", Anchor.DEADLINE),
        ("a 90-day extension", "P90D", Anchor.DEADLINE),
        ("FAA delays drone ID enforcement six months", "P6M", None),
        ("SEC gives public companies extra year on disclosure", "P1Y", Anchor.DEADLINE),
        ("Pentagon gives Anthropic six months to wind down contracts", "P6M", None),
        ("TikTok is shut down for a year after a killing", "P1Y", None),
        ("台湾将封锁小红书一年", "P1Y", None),
        ("House passes 45-day funding plan", "P45D", None),
        ("delays the rule by a year", "P1Y", None),
        ("must sell within 165 days", "P165D", None),
        ("延长90天", "P90D", Anchor.DEADLINE),
        ("延长九十天", "P90D", Anchor.DEADLINE),
        ("延期一百二十天", "P120D", Anchor.DEADLINE),
        ("推迟三个月执行", "P3M", Anchor.DEADLINE),
        ("资产出售令延长两周", "P14D", Anchor.DEADLINE),
        ("获75天宽限期", "P75D", None),
        ("再给予90天宽限期", "P90D", Anchor.DEADLINE),
        ("自签署之日起75天内不执行", "P75D", Anchor.SIGNED),
        ("实施1年禁令", "P1Y", None),
        ("封禁该应用半年", "P6M", None),
    ],
)
def test_find_term_reads_a_stated_length_and_its_anchor(text: str, length: str, anchor: Anchor | None) -> None:
    found = find_term(text, ON)
    assert found is not None
    assert (found.length, found.anchor) == (length, anchor)


@pytest.mark.parametrize(
    "text",
    [
        "until Friday",
        "until December",
        "until further notice",
        "two weeks later the court ruled",
        "the 35-day shutdown ended",
        "Section 2(a) of Executive Order 14166 of January 20, 2025",
        "filed on March 3, 2025",
        "May we ask the court to rule in March",
        "Pub. L. 118-50",
        "政府停摆43天",
        "长达40天的停摆结束",
        "下月20日上线",
        "延长至明年1月19日",
        "2025年的法案",
        "三年前的命令",
        "特朗普周日签署命令",
    ],
)
def test_find_term_finds_none_where_none_is_stated(text: str) -> None:
    assert find_term(text, ON) is None


def test_find_term_keeps_both_a_day_and_a_length() -> None:
    found = find_term("出售令延长两周至11月27日", date(2020, 11, 14))
    assert found == StatedTerm(date(2020, 11, 27), "P14D", Anchor.DEADLINE, "至11月27日")


def test_find_term_takes_the_renewed_day_over_the_history_before_it() -> None:
    text = "the delay ran until April 5, 2025, and is further extended until June 19, 2025"
    assert find_term(text, ON) == StatedTerm(until=date(2025, 6, 19), phrase="until June 19, 2025")


def test_find_term_states_no_day_when_two_ends_differ() -> None:
    text = "The brief is extended until December 10, 2024. The reply is extended until January 15, 2025."
    assert find_term(text, ON) is None


def test_find_term_takes_the_year_of_the_item() -> None:
    assert find_term("until June 19", date(2031, 1, 1)) == StatedTerm(until=date(2031, 6, 19), phrase="until June 19")


def test_find_term_leaves_a_day_without_a_year_alone_when_no_date_is_known() -> None:
    assert find_term("until June 19", None) is None


def test_find_term_leaves_a_day_alone_that_would_lie_long_ago() -> None:
    assert find_term("until January 19", date(2024, 12, 16)) is None


def test_find_term_leaves_an_impossible_day_alone() -> None:
    assert find_term("until February 30, 2025", ON) is None


@given(st.text(max_size=200), st.none() | st.dates())
def test_find_term_is_total_and_quotes_the_text(text: str, on: date | None) -> None:
    found = find_term(text, on)
    assert found is None or found.phrase in text


@given(st.integers(1, 999))
def test_find_term_reads_every_number_of_days(n: int) -> None:
    english, chinese = find_term(f"extended by {n} days", ON), find_term(f"延长{n}天", ON)
    assert [found.length for found in (english, chinese) if found] == [f"P{n}D", f"P{n}D"]
