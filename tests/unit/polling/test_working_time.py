"""Time as sources count it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.source import Trust
from bot.polling.working_time import working_time
from tests import make

COURT = make.source(trust=Trust.COURT, zone="America/New_York")
NEWSROOM = make.source(zone="Asia/Shanghai")


def at(day: int, hour: int, month: int = 1) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("earlier", "later", "hours"),
    [
        (at(15, 14), at(15, 17), 3),  # a Wednesday morning in New York
        (at(15, 4), at(15, 17), 4),  # from before it opens
        (at(15, 20), at(16, 20), 12),  # over a night
        (at(10, 20), at(13, 14), 6),  # over a weekend
        (at(17, 20), at(21, 14), 6),  # over a weekend and a holiday
        (at(11, 12), at(12, 12), 0),  # a Saturday
        (at(7, 20, month=3), at(10, 13, month=3), 6),  # over the change to summer time
        (at(16, 20), at(15, 20), 0),  # backwards
    ],
)
def test_court_works_from_eight_to_eight_on_working_days(earlier: datetime, later: datetime, hours: int) -> None:
    assert timedelta(hours=hours) == working_time(earlier, later, COURT)


def test_newsroom_works_every_day_but_not_at_night() -> None:
    assert timedelta(hours=17 * 7) == working_time(at(8, 0), at(15, 0), NEWSROOM)


def test_an_endless_silence_costs_no_more_than_a_year() -> None:
    assert working_time(datetime(1980, 1, 1, tzinfo=UTC), at(1, 0), NEWSROOM) < timedelta(days=400)
