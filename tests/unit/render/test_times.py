from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.message import TimeShow
from bot.phrases import phrases_for
from bot.render import times
from tests import make

EN, ZH = phrases_for("en"), phrases_for("zh")
NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"
EVENING = datetime(2025, 1, 19, 3, 30, tzinfo=UTC)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


@pytest.mark.parametrize(
    ("size", "english", "chinese"),
    [
        (timedelta(days=400), "400 days", "400天"),
        (timedelta(days=75, hours=3), "75 days", "75天"),
        (timedelta(days=75, hours=23, minutes=59), "75 days", "75天"),
        (timedelta(days=7), "7 days", "7天"),
        (timedelta(days=6, hours=23, minutes=50), "6 days, 23 hours", "6天23小时"),
        (timedelta(days=3), "3 days", "3天"),
        (timedelta(days=2, hours=1), "2 days, 1 hour", "2天1小时"),
        (timedelta(hours=48), "2 days", "2天"),
        (timedelta(hours=47, minutes=59), "47 hours", "47小时"),
        (timedelta(hours=24), "24 hours", "24小时"),
        (timedelta(hours=24) - timedelta(seconds=2), "24 hours", "24小时"),
        (timedelta(hours=6), "6 hours", "6小时"),
        (timedelta(hours=5, minutes=20), "5 hours, 20 minutes", "5小时20分钟"),
        (timedelta(hours=1), "1 hour", "1小时"),
        (minutes(15), "15 minutes", "15分钟"),
        (minutes(1), "1 minute", "1分钟"),
        (timedelta(seconds=20), "less than a minute", "不到1分钟"),
        (timedelta(0), "less than a minute", "不到1分钟"),
        (-minutes(90), "1 hour, 30 minutes", "1小时30分钟"),
    ],
)
def test_length_reads_in_at_most_two_units(size: timedelta, english: str, chinese: str):
    assert (english, chinese) == (times.length(size, EN), times.length(size, ZH))


@pytest.mark.parametrize(
    ("at", "english", "chinese"),
    [
        (EVENING + minutes(60), "in 1 hour", "1小时后"),
        (EVENING - minutes(60), "1 hour ago", "1小时前"),
        (EVENING + timedelta(seconds=29), "now", "现在"),
        (EVENING - timedelta(seconds=29), "now", "现在"),
    ],
)
def test_left_tells_the_direction(at: datetime, english: str, chinese: str):
    assert (english, chinese) == (times.left(at, EVENING, EN), times.left(at, EVENING, ZH))


@pytest.mark.parametrize(
    ("zone", "english", "chinese"),
    [
        (NEW_YORK, "Sat, Jan 18, 2025, 10:30 PM Eastern Time", "北美东部时间 2025年1月18日周六 22:30"),
        (SHANGHAI, "Sun, Jan 19, 2025, 11:30 AM China Time", "中国时间 2025年1月19日周日 11:30"),
        ("UTC", "Sun, Jan 19, 2025, 3:30 AM UTC", "UTC 2025年1月19日周日 03:30"),
        ("Etc/GMT+5", "Sat, Jan 18, 2025, 10:30 PM GMT+5", "GMT+5 2025年1月18日周六 22:30"),
    ],
)
def test_moment_names_day_clock_and_zone(zone: str, english: str, chinese: str):
    assert (english, chinese) == (times.moment(EVENING, zone, EN), times.moment(EVENING, zone, ZH))


def test_moment_follows_summer_time():
    july = datetime(2025, 7, 1, 12, tzinfo=UTC)
    assert "Tue, Jul 1, 2025, 8:00 AM Eastern Time" == times.moment(july, NEW_YORK, EN)


def test_clock_holds_no_space_but_ordinary_ones():
    assert "10:30 PM" == times.clock(EVENING, NEW_YORK, EN)


def test_date_text_is_the_day_itself():
    assert "Sat, Apr 5, 2025" == times.date_text(date(2025, 4, 5), EN)


def test_countdown_is_an_instant_that_the_platform_may_keep_up_to_date():
    span = times.countdown(EVENING + minutes(60), EVENING, EN)
    assert ("in 1 hour", EVENING + minutes(60), TimeShow.RELATIVE) == (span.text, span.at, span.show)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (NEW_YORK, ["Sat, Jan 18, 2025", " (10:30 PM Eastern Time)"]),
        ("America/Toronto", ["Sat, Jan 18, 2025", " (10:30 PM Eastern Time)"]),
        (SHANGHAI, ["Sun, Jan 19, 2025, 11:30 AM China Time", " (Sat, Jan 18, 2025, 10:30 PM Eastern Time)"]),
    ],
)
def test_instant_shows_the_courts_zone_beside_the_readers(zone: str, expected: list[str]):
    line = times.instant(EVENING, zone, NEW_YORK, EN)
    assert expected == [span.text for span in line]
    assert [EVENING, None] == [span.at for span in line]


def test_due_of_a_whole_day_names_the_day_in_the_authoritys_zone():
    line = times.due(make.deadline(), SHANGHAI, EN)
    assert "Sun, Jan 19, 2025 (Eastern Time), ends Mon, Jan 20, 2025, 12:59 PM China Time" == "".join(
        span.text for span in line
    )
    assert make.FIRST_DUE == line[-1].at


def test_due_of_an_hour_is_an_instant():
    line = times.due(make.deadline(is_whole_day=False), NEW_YORK, EN)
    assert ["Sun, Jan 19, 2025", " (11:59 PM Eastern Time)"] == [span.text for span in line]
