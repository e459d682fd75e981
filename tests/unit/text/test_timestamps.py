"""A feed's date in every shape that feeds are known to use."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.timestamps import CHINA, FIRST_YEAR, LAST_YEAR, instant_from
from tests.shared import shared_dir

READ_BETTER = {
    "2020/1/10 14:33:00": (2020, 1, 10, 14, 33, 0),  # the other reads November 1
    "Sun, 20 Apr 2014 8:19 pm CEST": (2014, 4, 20, 18, 19, 0),  # ... leaves pm and the zone out
    "Mon, 21 Jan 2008 8:56 am PST": (2008, 1, 21, 16, 56, 0),
    "Sat, Dec 16 2023 02:02:33 PM": (2023, 12, 16, 14, 2, 33),
    "03 Apr 02 1500 GMT": (2002, 4, 3, 15, 0, 0),  # ... finds nothing
    "1518478934": (2018, 2, 12, 23, 42, 14),  # ... takes seconds for a date
}
"""Where an independent parser's reading in the table is wrong."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sun, 19 Jan 2025 12:00:00 GMT", "2025-01-19T12:00:00"),
        ("Sun, 19 Jan 2025 12:00:00 -0500", "2025-01-19T17:00:00"),
        ("19 Jan 2025 12:00 +0000", "2025-01-19T12:00:00"),
        ("Sunday, 19-Jan-25 12:00:00 UTC", "2025-01-19T12:00:00"),
        ("Sun Jan 19 12:00:00 2025", "2025-01-19T12:00:00"),
        ("Sun Jan 19 12:00:00 EST 2025", "2025-01-19T17:00:00"),
        ("January 19th, 2025", "2025-01-19T00:00:00"),
        ("Jan 5, 2025 at 3:04pm (PST)", "2025-01-05T23:04:00"),
        ("Tue, 1 Jul 2025 09:00:00 GMT+0800 (China Standard Time)", "2025-07-01T01:00:00"),
        ("Fri, 20 Jun 2025 12:30 am EDT", "2025-06-20T04:30:00"),
        ("Fri, 20 Jun 2025 12:30 p.m. EDT", "2025-06-20T16:30:00"),
        ("2025-01-19", "2025-01-19T00:00:00"),
        ("2025-01", "2025-01-01T00:00:00"),
        ("20250119", "2025-01-19T00:00:00"),
        ("20250119T170000Z", "2025-01-19T17:00:00"),
        ("2025-01-19T24:00:00Z", "2025-01-20T00:00:00"),
        ("2025-01-19T12:35:9+01:00", "2025-01-19T11:35:09"),
        ("2025-01-19T12:00:00.123456789Z", "2025-01-19T12:00:00"),
        ("2026-08-24 10:00:00  +0800", "2026-08-24T02:00:00"),
        ("2026\u5e748\u670824\u65e5 10:00", "2026-08-24T10:00:00"),
        ("1737300000", "2025-01-19T15:20:00"),
        ("1737300000123", "2025-01-19T15:20:00"),
    ],
)
def test_date_is_read_as_utc(text: str, expected: str):
    assert f"{expected}+00:00" == instant_from(text).isoformat()


@pytest.mark.parametrize(
    "text",
    [
        *("", "but not", "12 PM", "42", "Monday", "2025", "2025-13-01", "2024-02-30", "30 Feb 2024 00:00:00 GMT"),
        *("Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00", "9999-12-31T00:00:00Z", "2025-01-19T12:00:00+2500"),
        *("Sun, 19 Foo 2025 12:00:00 GMT", "19/01/2025", "Sun, 19 Jan 2025 30:00:00 GMT", "1 Jan 2025 " + "0" * 200),
    ],
)
def test_what_is_no_date_is_none(text: str):
    assert None is instant_from(text)


def test_every_shape_of_real_feeds_is_read_as_an_independent_parser_reads_it():
    with (shared_dir("data") / "date_strings.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert rows
    expected = {row["sample"]: READ_BETTER.get(row["sample"], _numbers(row["feedparser_parsed"])) for row in rows}
    assert expected == {row["sample"]: _fields(instant_from(unescape(row["sample"]))) for row in rows}


@given(st.text(alphabet="0123456789-:/.,+ TZamp\u5e74\u6708JanSu", max_size=40))
def test_no_text_raises_or_gives_an_implausible_date(text: str):
    at = instant_from(text)
    assert at is None or (at.tzinfo is UTC and FIRST_YEAR <= at.year <= LAST_YEAR)


@given(st.integers(631_152_000, 4_070_908_800).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_usual_forms_say_what_they_mean(at: datetime):
    assert [at] * 3 == [
        instant_from(at.strftime("%a, %d %b %Y %H:%M:%S +0000")),
        instant_from(at.isoformat()),
        instant_from(at.strftime("%Y-%m-%d %H:%M:%S")),
    ]


def _numbers(text: str) -> tuple[int, ...] | None:
    return tuple(int(part) for part in text.strip("()").split(",")) if text else None


def _fields(at: datetime | None) -> tuple[int, ...] | None:
    return at.timetuple()[:6] if at else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-08-24 10:00:00 +0800", "2026-08-24T02:00:00"),
        ("2026-08-24 10:00:00  +0800", "2026-08-24T02:00:00"),
        ("2026-08-24 10:00:00 CST", "2026-08-24T02:00:00"),
        ("2026-08-24 10:00", "2026-08-24T02:00:00"),
        ("2026-08-24 10:00 北京时间", "2026-08-24T02:00:00"),
        ("2026年8月24日", "2026-08-23T16:00:00"),
        ("2026年8月24日10时30分", "2026-08-24T02:30:00"),
        ("2026年8月24日（周一）上午9時5分", "2026-08-24T01:05:00"),
        ("2026年8月24日 星期一 下午3:05", "2026-08-24T07:05:00"),
        ("2026-08-24 晚上 11：05", "2026-08-24T15:05:00"),
        ("2026年8月24日 凌晨12:30", "2026-08-23T16:30:00"),
        ("2026年8月24日 10:00 GMT", "2026-08-24T10:00:00"),
        ("Mon, 24 Aug 2026 10:00:00 EST", "2026-08-24T15:00:00"),
    ],
)
def test_date_of_a_chinese_outlet_is_in_its_own_time(text: str, expected: str):
    assert datetime.fromisoformat(expected).replace(tzinfo=UTC) == instant_from(text, CHINA)


def test_chinese_date_of_another_outlet_is_read_as_utc():
    assert datetime(2026, 8, 24, 15, 5, tzinfo=UTC) == instant_from("2026年8月24日 下午3:05")
