"""How the director sees the product at work: when it has come to rest, what it will do next, what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.demo.engine import Engine
from bot.domain.deadline import Deadline, Reminder
from bot.domain.errors import ReprieveError
from bot.domain.ids import SourceId
from tests.make import FIRST_DUE, NOON, deadline, matter

HOUR = timedelta(hours=1)


@dataclass
class Stores:
    """The three stores that are looked at. Shape: each list holds what successive looks find, the last one for ever."""

    polls: list[list[SourceId]] = field(default_factory=lambda: [[]])
    reminders: list[list[Reminder]] = field(default_factory=lambda: [[]])
    queued: list[int] = field(default_factory=lambda: [0])
    versions: list[Deadline] = field(default_factory=lambda: [deadline()])
    n_looks: int = 0

    async def due_sources(self, source_ids: Sequence[SourceId], now: datetime) -> list[SourceId]:
        self.n_looks += 1
        return _next(self.polls)

    async def due(self, now: datetime) -> list[Reminder]:
        return _next(self.reminders)

    async def backlog(self) -> int:
        return _next(self.queued)

    async def current(self, matter_id: str) -> list[Deadline]:
        return self.versions[-1:]

    async def history(self, matter_id: str, deadline_id: str) -> list[Deadline]:
        return self.versions


def _next(looks):
    return looks.pop(0) if len(looks) > 1 else looks[0]


class Clock:
    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return 0.0


def engine(stores: Stores, patience_s: float = 5.0) -> Engine:
    return Engine(matter(), stores, stores, stores, Clock(), patience_s)  # type: ignore[arg-type]


async def test_settle_waits_for_polls_reminders_and_deliveries():
    stores = Stores(polls=[[SourceId("wire")], []], queued=[2, 1, 0])
    await engine(stores).settle()
    assert stores.n_looks == 4


async def test_settle_gives_up_with_a_sentence_when_something_never_ends():
    with pytest.raises(ReprieveError, match="stalled on 15 Jan 2025"):
        await engine(Stores(queued=[1]), patience_s=0.05).settle()


@pytest.mark.parametrize(
    ("before", "expected"),
    [(FIRST_DUE, FIRST_DUE - 3 * HOUR * 24), (FIRST_DUE - 3 * HOUR * 24, None)],
)
async def test_next_reminder_is_the_first_wanted_one_before_the_next_stop(before, expected):
    assert await engine(Stores()).next_reminder([3 * HOUR * 24, HOUR], before) == expected


async def test_moves_are_the_days_in_the_zone_of_the_authority():
    moved = deadline(version=2, due_at=datetime(2025, 4, 6, 3, 59, tzinfo=UTC))
    settled = deadline(version=3, due_at=moved.due_at)
    assert await engine(Stores(versions=[deadline(), moved, settled])).moves() == (date(2025, 4, 5),)
