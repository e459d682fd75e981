"""Fires the reminders whose instant has come, and explains those that stay silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

import structlog

from bot.deadlines.reminders import reminder_event, silence_for
from bot.domain.deadline import Deadline, Reminder
from bot.domain.ids import DeadlineId, MatterId
from bot.ports import Clock, DeadlineStore, Metrics

_log = structlog.get_logger("remind")


class Reminders:
    """`tick` looks at what is due by the wall clock, read afresh each time: a step of the clock is noticed at once."""

    def __init__(self, deadlines: DeadlineStore, clock: Clock, metrics: Metrics, on_events: Callable[[], None]) -> None:
        self._deadlines = deadlines
        self._clock = clock
        self._metrics = metrics
        self._on_events = on_events

    async def tick(self) -> None:
        due = await self._deadlines.due(self._clock.now())
        for (matter_id, deadline_id, _), group in groupby(sorted(due, key=_version), key=_version):
            current = await self._current(matter_id, deadline_id)
            await self._fire(tuple(group), current)

    async def _fire(self, due: Sequence[Reminder], current: Deadline | None) -> None:
        """All due rungs of one deadline version; who gets which is decided when they are addressed."""
        reason = silence_for(due[0], current)
        events = [] if reason else [reminder_event(r, due, self._clock.now()) for r in due]
        if not await self._deadlines.fire([r.id for r in due], events):
            return
        self._metrics.count("reminders", len(due), outcome="silent" if reason else "fired")
        if reason:
            _log.info("reminder stays silent", deadline=due[0].deadline_id, reason=reason)
        else:
            self._on_events()

    async def _current(self, matter_id: MatterId, deadline_id: DeadlineId) -> Deadline | None:
        return next((d for d in await self._deadlines.current(matter_id) if d.id == deadline_id), None)


def _version(reminder: Reminder) -> tuple[MatterId, DeadlineId, int]:
    return reminder.matter_id, reminder.deadline_id, reminder.version
