"""When the sources of a matter are asked more often."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.deadline import DeadlineStatus
from bot.domain.event import Action, AlertLevel, StoryEvent
from bot.domain.ids import EventId, MatterId, StoryId
from bot.domain.source import Pace
from bot.polling.heat import heat_of
from tests import make

HOUR = timedelta(hours=1)
DUE = make.FIRST_DUE
BREAKING = StoryEvent(
    EventId("e"), MatterId("tiktok"), StoryId("s"), Action.POST, AlertLevel.BREAKING, make.NOON, "first report"
)


@pytest.mark.parametrize(
    ("now", "pace"),
    [
        (DUE - 7 * HOUR, None),
        (DUE - 6 * HOUR, Pace.DEADLINE),
        (DUE, Pace.DEADLINE),
        (DUE + 1.9 * HOUR, Pace.DEADLINE),
        (DUE + 2 * HOUR, None),
    ],
)
def test_matter_is_hot_around_a_deadline(now: datetime, pace: Pace | None) -> None:
    assert pace == heat_of(make.matter(), [make.deadline()], [], now)


@pytest.mark.parametrize(
    ("status", "pace"),
    [
        (DeadlineStatus.EXTENDED, Pace.DEADLINE),
        (DeadlineStatus.STAYED, None),
        (DeadlineStatus.MET, None),
        (DeadlineStatus.LAPSED, None),
        (DeadlineStatus.MOOT, None),
    ],
)
def test_matter_is_hot_only_before_a_deadline_that_runs(status: DeadlineStatus, pace: Pace | None) -> None:
    assert pace == heat_of(make.matter(), [make.deadline(status=status)], [], DUE - HOUR)


@pytest.mark.parametrize(
    ("age", "pace"), [(timedelta(0), Pace.BREAKING), (0.9 * HOUR, Pace.BREAKING), (HOUR, None), (-HOUR, None)]
)
def test_matter_is_hot_for_an_hour_after_a_breaking_event(age: timedelta, pace: Pace | None) -> None:
    assert pace == heat_of(make.matter(), [], [BREAKING], make.NOON + age)


def test_notable_event_makes_nothing_hot() -> None:
    assert heat_of(make.matter(), [], [replace(BREAKING, level=AlertLevel.NOTABLE)], make.NOON) is None


@pytest.mark.parametrize(
    ("now", "pace"),
    [
        (datetime(2025, 6, 27, 3, 59, tzinfo=UTC), None),
        (datetime(2025, 6, 27, 4, 0, tzinfo=UTC), Pace.DECISION_DAY),
        (datetime(2025, 6, 28, 3, 59, tzinfo=UTC), Pace.DECISION_DAY),
        (datetime(2025, 6, 28, 4, 0, tzinfo=UTC), None),
    ],
)
def test_matter_is_hot_on_a_decision_day_of_its_own_zone(now: datetime, pace: Pace | None) -> None:
    assert pace == heat_of(make.matter(decision_days=(date(2025, 6, 27),)), [], [], now)
