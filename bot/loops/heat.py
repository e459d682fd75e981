"""Which sources are asked more often now, because something is about to happen to their matter or just did."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.domain.ids import MatterId, SourceId
from bot.domain.matter import Matter
from bot.domain.source import Pace
from bot.polling.heat import heat_of
from bot.ports import Clock, DeadlineStore, ItemStore, Metrics

_log = structlog.get_logger("poll")
_N_EVENTS = 20


class Heat:
    """`tick` looks at every matter; the next polls of one that has become hot are brought forward."""

    def __init__(
        self, matters: Sequence[Matter], items: ItemStore, deadlines: DeadlineStore, clock: Clock, metrics: Metrics
    ) -> None:
        self._matters = matters
        self._items = items
        self._deadlines = deadlines
        self._clock = clock
        self._metrics = metrics
        self._hot: dict[MatterId, Pace] = {}
        self._paces: dict[SourceId, Pace] = {}

    def of(self, source_id: SourceId) -> Pace | None:
        """Why this source is asked more often now; None in an ordinary hour."""
        return self._paces.get(source_id)

    async def tick(self) -> None:
        matters = tuple(self._matters)
        hot = {m.id: pace for m in matters if (pace := await self._pace(m)) is not None}
        before, self._hot = self._hot, hot
        self._paces = {s.id: hot[m.id] for m in matters if m.id in hot for s in m.sources}
        self._metrics.gauge("hot_matters", len(hot))
        for matter in matters:
            if matter.id in hot and matter.id not in before:
                _log.info("matter is hot", matter=matter.id, why=hot[matter.id])
                await self._hasten(matter)

    async def _pace(self, matter: Matter) -> Pace | None:
        deadlines = await self._deadlines.current(matter.id)
        events = await self._items.events(matter.id, _N_EVENTS)
        return heat_of(matter, deadlines, events, self._clock.now())

    async def _hasten(self, matter: Matter) -> None:
        """A source that fails keeps the pause it is given; the others are asked as soon as manners allow."""
        now = self._clock.now()
        states = await self._items.source_states([s.id for s in matter.sources])
        healthy = {sid: state.habits.may_ask_at or now for sid, state in states.items() if state.is_healthy}
        await self._items.hasten({sid: max(now, at) for sid, at in healthy.items()})
