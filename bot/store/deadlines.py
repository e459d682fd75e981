"""Deadlines and their reminders in Redis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog

from bot.domain.deadline import Deadline, Reminder
from bot.domain.errors import MalformedError
from bot.domain.event import Event
from bot.domain.ids import DeadlineId, MatterId, ReminderId
from bot.store.codec import micros, packed, reminder_from
from bot.store.connection import Connection
from bot.store.fields import event_fields, versions_from
from bot.store.keys import Key

_MOST_DUE = 500
_log = structlog.get_logger("store")


class RedisDeadlines:
    """The DeadlineStore port."""

    def __init__(self, connection: Connection, instance: str) -> None:
        self._connection = connection
        self._redis = connection.redis
        self._instance = instance

    async def current(self, matter_id: MatterId) -> list[Deadline]:
        newest = {version.id: version for version in await self._versions(matter_id)}
        return sorted(newest.values(), key=lambda d: (d.due_at, d.id))

    async def history(self, matter_id: MatterId, deadline_id: DeadlineId) -> list[Deadline]:
        return [d for d in await self._versions(matter_id) if d.id == deadline_id]

    async def due(self, now: datetime) -> list[Reminder]:
        rows = await self._connection.ask(
            self._redis.zrangebyscore(Key.REMINDERS, "-inf", micros(now), start=0, num=_MOST_DUE, withscores=True)
        )
        return list(_readable(rows))

    async def fire(self, reminders: Sequence[ReminderId], events: Sequence[Event]) -> bool:
        given = {"ids": list(reminders), "events": [event_fields(e) for e in events]}
        return bool(await self._connection.run("deadlines/fire", self._instance, packed(given)))

    async def _versions(self, matter_id: MatterId) -> list[Deadline]:
        return versions_from(matter_id, await self._connection.ask(self._redis.hvals(Key.DEADLINES + matter_id)))


def _readable(rows: Sequence[tuple[str, float]]) -> Iterator[Reminder]:
    for reminder_id, fires in rows:
        try:
            yield reminder_from(reminder_id, fires)
        except MalformedError as error:
            _log.warning("skipped a reminder", error=str(error))
