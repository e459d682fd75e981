"""What the outside may know of the running bot's health."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.errors import StoreError
from bot.domain.ids import SourceId
from bot.loops.audit import Auditor
from bot.ports import Clock, ItemStore, Outbox
from bot.web.health import Health


class Vitals:
    """Collects the facts of /healthz; `beat` and `audit` are called by ticks, so that a stuck loop shows."""

    def __init__(
        self,
        items: ItemStore,
        outbox: Outbox,
        source_ids: Sequence[SourceId],
        clock: Clock,
        auditor: Auditor,
    ) -> None:
        self._items = items
        self._auditor = auditor
        self._outbox = outbox
        self._source_ids = source_ids
        self._clock = clock
        self._beat_s = clock.monotonic()

    async def beat(self) -> None:
        self._beat_s = self._clock.monotonic()

    async def audit(self) -> None:
        await self._auditor.tick()

    async def health(self) -> Health:
        now_s = self._clock.monotonic()
        audited = self._auditor.newest
        health = Health(
            is_store_up=False,
            heartbeat_age_s=now_s - self._beat_s,
            n_sources=len(self._source_ids),
            n_sources_healthy=0,
            backlog=0,
            audit_age_s=now_s - audited.at_s if audited else None,
            audit_problems=audited.counts if audited else None,
        )
        try:
            states = await self._items.source_states(self._source_ids)
            backlog = await self._outbox.backlog()
        except StoreError:
            return health
        n_healthy = sum(s.is_healthy and s.last_ok_at is not None for s in states.values())
        return replace(health, is_store_up=True, n_sources_healthy=n_healthy, backlog=backlog)
