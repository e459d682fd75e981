from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.deadlines.moves import Stays, added, end_of_day, move_for
from bot.domain.deadline import Deadline, DeadlineChange, DeadlineStatus
from bot.domain.event import Anchor, EventType, Scope, Stage, StatedTerm, Verdict
from tests import make

SIGNED = date(2025, 1, 20)


def moved(verdict: Verdict, current: Deadline | None = None, *, ends: bool = False) -> DeadlineChange | Stays:
    current = current or make.deadline()
    return move_for(
        verdict, current, signed_on=SIGNED, now=make.NOON, authority="Order 1", link="https://gov.example/1", ends=ends
    )


def after(verdict: Verdict, current: Deadline | None = None) -> Deadline:
    change = moved(verdict, current)
    assert isinstance(change, DeadlineChange)
    return change.after


@pytest.mark.parametrize(
    ("term", "due_at"),
    [
        (StatedTerm(until=date(2025, 6, 19)), datetime(2025, 6, 20, 3, 59, tzinfo=UTC)),
        (StatedTerm(length="P75D", anchor=Anchor.SIGNED), datetime(2025, 4, 6, 3, 59, tzinfo=UTC)),
        (StatedTerm(length="P90D", anchor=Anchor.DEADLINE), datetime(2025, 4, 20, 3, 59, tzinfo=UTC)),
    ],
    ids=["a date", "75 days from the date of the order", "by 90 days from the deadline in force"],
)
def test_move_for_ends_the_stated_day_in_the_court_zone(term: StatedTerm, due_at: datetime) -> None:
    assert after(make.verdict(term=term)).due_at == due_at


def test_move_for_counts_versions_and_extensions() -> None:
    twice = make.deadline(version=2, n_extensions=1)
    new = after(make.verdict(term=StatedTerm(until=date(2025, 6, 19))), twice)
    assert (new.version, new.supersedes, new.n_extensions, new.status) == (3, 2, 2, DeadlineStatus.EXTENDED)


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (make.verdict(stage=Stage.CONSIDERED), "extension/considered does not set a date"),
        (make.verdict(EventType.RULING), "ruling/ordered_or_happened does not set a date"),
        (make.verdict(scope=Scope.FILING), "speaks of another deadline (filing)"),
        (make.verdict(), "no date or length is stated"),
        (make.verdict(term=StatedTerm(length="P75D")), "the length states no day to count from"),
        (make.verdict(term=StatedTerm(until=date(2025, 1, 19))), "states 2025-01-19, not later than the date in force"),
    ],
)
def test_move_for_stays_and_says_why(verdict: Verdict, reason: str) -> None:
    assert moved(verdict) == Stays(reason)


def test_move_for_never_goes_back_when_an_old_order_is_seen_again() -> None:
    in_force = make.deadline(due_at=end_of_day(date(2025, 9, 17), "America/New_York"))
    again = make.verdict(term=StatedTerm(until=date(2025, 6, 19)))
    assert moved(again, in_force) == Stays("states 2025-06-19, not later than the date in force")


def test_move_for_meets_the_deadline_when_the_authority_ended_it() -> None:
    change = moved(make.verdict(EventType.DIVESTITURE_DEAL), ends=True)
    assert isinstance(change, DeadlineChange)
    assert (change.after.status, change.after.due_at) == (DeadlineStatus.MET, make.FIRST_DUE)


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        (date(2025, 1, 20), "P75D", date(2025, 4, 5)),
        (date(2025, 9, 25), "P120D", date(2026, 1, 23)),
        (date(2025, 1, 31), "P1M", date(2025, 2, 28)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2025, 11, 30), "P3M", date(2026, 2, 28)),
        (date(2025, 1, 1), "P2W", date(2025, 1, 15)),
        (date(2025, 1, 1), "75 days", None),
    ],
)
def test_added_counts_a_length_from_a_day(start: date, length: str, expected: date | None) -> None:
    assert added(start, length) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 3, 8), datetime(2025, 3, 9, 4, 59, tzinfo=UTC)),
        (date(2025, 3, 9), datetime(2025, 3, 10, 3, 59, tzinfo=UTC)),
        (date(2025, 11, 2), datetime(2025, 11, 3, 4, 59, tzinfo=UTC)),
    ],
    ids=["the day before summer time", "the night it begins", "the night it ends"],
)
def test_end_of_day_is_the_last_minute_there(day: date, expected: datetime) -> None:
    assert end_of_day(day, "America/New_York") == expected
