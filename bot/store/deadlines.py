"""Deadlines and their reminders in Redis."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot.domain.deadline import Deadline, Reminder
from bot.domain.errors import MalformedError
from bot.domain.event import Event
from bot.domain.ids import DeadlineId, MatterId, ReminderId
from bot.store.codec import DEADLINE, micros, reminder_from
from bot.store.connection import Connection
from bot.store.fields import event_fields
from bot.store.keys import Key

_MOST_DUE = 500


class RedisDeadlines:
    """The DeadlineStore port."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._redis = connection.redis

    async def current(self, matter_id: MatterId) -> list[Deadline]:
        newest: dict[DeadlineId, Deadline] = {}
        for version in await self._versions(matter_id):
            newest[version.id] = version
        return sorted(newest.values(), key=lambda d: (d.due_at, d.id))

    async def history(self, matter_id: MatterId, deadline_id: DeadlineId) -> list[Deadline]:
        return [d for d in await self._versions(matter_id) if d.id == deadline_id]

    async def due(self, now: datetime) -> list[Reminder]:
        rows = await self._connection.ask(
            self._redis.zrangebyscore(Key.REMINDERS, "-inf", micros(now), start=0, num=_MOST_DUE, withscores=True)
        )
        return [r for r in (_reminder(rid, score) for rid, score in rows) if r is not None]

    async def fire(self, reminders: Sequence[ReminderId], events: Sequence[Event]) -> bool:
        given = {"ids": list(reminders), "events": [event_fields(e) for e in events]}
        return bool(await self._connection.run("deadlines/fire", json.dumps(given)))

    async def _versions(self, matter_id: MatterId) -> list[Deadline]:
        """Every readable version, oldest first."""
        raws = await self._connection.ask(self._redis.hvals(Key.DEADLINES + matter_id))
        return sorted(DEADLINE.readable(raws), key=lambda d: d.version)


def field_of(deadline: Deadline) -> str:
    return f"{deadline.id}|{deadline.version}"


def _reminder(reminder_id: str, score: float) -> Reminder | None:
    try:
        return reminder_from(reminder_id, score)
    except MalformedError:
        return None
