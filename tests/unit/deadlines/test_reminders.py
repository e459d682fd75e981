from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.deadlines.moves import end_of_day
from bot.deadlines.reminders import is_wanted_by, ladder_for, reminder_event, silence_for
from bot.domain.channel import Channel, Platform
from bot.domain.deadline import Deadline, DeadlineStatus
from bot.domain.event import AlertLevel
from bot.domain.ids import MatterId
from bot.domain.subscription import LADDER, Subscription
from tests import make

H24, H6, H1, NOW = timedelta(hours=24), timedelta(hours=6), timedelta(hours=1), timedelta(0)


def subscription(*reminders: timedelta) -> Subscription:
    channel = Channel(Platform.CONSOLE, 1)
    return Subscription(channel, MatterId("tiktok"), AlertLevel.NOTABLE, "en", "UTC", make.NOON, reminders or LADDER)


def test_ladder_for_holds_only_the_rungs_still_ahead() -> None:
    offsets = [r.offset for r in ladder_for(make.deadline(), make.FIRST_DUE - timedelta(hours=25))]
    assert offsets == [H24, H6, H1, NOW, timedelta(minutes=-15)]


@pytest.mark.parametrize("status", [DeadlineStatus.MET, DeadlineStatus.STAYED, DeadlineStatus.MOOT])
def test_ladder_for_is_empty_when_the_deadline_does_not_run(status: DeadlineStatus) -> None:
    assert ladder_for(make.deadline(status=status), make.NOON) == ()


def test_ladder_for_counts_24_hours_over_the_night_summer_time_begins() -> None:
    due_at = end_of_day(date(2025, 3, 9), "America/New_York")
    fires = {r.offset: r.fire_at for r in ladder_for(make.deadline(due_at=due_at), make.NOON)}
    assert fires[H24] == datetime(2025, 3, 9, 3, 59, tzinfo=UTC)


def test_reminder_event_knows_how_late_it_is_and_which_rungs_are_nearer() -> None:
    due = [r for r in ladder_for(make.deadline(), make.NOON) if r.offset in (H24, H6, H1)]
    event = reminder_event(due[0], due, due[0].fire_at + timedelta(hours=23))
    assert (event.offset, event.late_by, event.nearer) == (H24, timedelta(hours=23), (H6, H1))


@pytest.mark.parametrize(
    ("wants", "spoken"),
    [((H24, H6, H1), [H1]), ((H24, H6), [H6]), ((H24,), [H24]), ((timedelta(days=7),), [])],
)
def test_is_wanted_by_lets_only_the_nearest_overdue_rung_speak(
    wants: tuple[timedelta, ...], spoken: list[timedelta]
) -> None:
    due = [r for r in ladder_for(make.deadline(), make.NOON) if r.offset in (H24, H6, H1)]
    events = [reminder_event(r, due, make.FIRST_DUE - timedelta(minutes=30)) for r in due]
    assert [e.offset for e in events if is_wanted_by(subscription(*wants), e)] == spoken


@pytest.mark.parametrize(
    ("current", "reason"),
    [
        (make.deadline(), ""),
        (make.deadline(version=2), "superseded by version 2"),
        (make.deadline(status=DeadlineStatus.MET), "the deadline is met"),
        (None, "the deadline is gone"),
    ],
)
def test_silence_for_names_why_a_reminder_would_lie(current: Deadline | None, reason: str) -> None:
    rung = ladder_for(make.deadline(), make.NOON)[0]
    assert silence_for(rung, current) == reason
