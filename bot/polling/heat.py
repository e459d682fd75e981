"""When a matter is hot: a deadline is near, a decision is expected, or something has just happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.deadline import Deadline, DeadlineStatus
from bot.domain.event import AlertLevel, StoryEvent
from bot.domain.matter import Matter
from bot.domain.source import Pace

BEFORE_DEADLINE = timedelta(hours=6)
AFTER_DEADLINE = timedelta(hours=2)
AFTER_BREAKING = timedelta(hours=1)
_RUNNING = frozenset({DeadlineStatus.PENDING, DeadlineStatus.EXTENDED})


def heat_of(matter: Matter, deadlines: Iterable[Deadline], events: Iterable[StoryEvent], now: datetime) -> Pace | None:
    """Why the matter's sources are asked more often now, the most urgent reason; None in an ordinary hour."""
    if any(_is_fresh(event, now) for event in events):
        return Pace.BREAKING
    if any(_is_near(deadline, now) for deadline in deadlines):
        return Pace.DEADLINE
    if now.astimezone(ZoneInfo(matter.zone)).date() in matter.decision_days:
        return Pace.DECISION_DAY
    return None


def _is_fresh(event: StoryEvent, now: datetime) -> bool:
    return event.level is AlertLevel.BREAKING and timedelta(0) <= now - event.at < AFTER_BREAKING


def _is_near(deadline: Deadline, now: datetime) -> bool:
    is_running = deadline.status in _RUNNING
    return is_running and deadline.due_at - BEFORE_DEADLINE <= now < deadline.due_at + AFTER_DEADLINE
