"""One poll's items through the chain into the store, in one step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.domain.errors import ConflictError
from bot.domain.item import Parsed
from bot.domain.matter import Matter
from bot.domain.plan import Batch, Plan
from bot.domain.source import SourceSpec, Validators
from bot.pipeline.plan import plan
from bot.ports import Clock, ItemStore, Metrics

_log = structlog.get_logger("ingest")
_MAX_REPLANS = 20


class Ingest:
    """Reads the world, plans, commits; replans when another process changed a matter meanwhile."""

    def __init__(
        self,
        items: ItemStore,
        matters: Sequence[Matter],
        clock: Clock,
        metrics: Metrics,
        on_events: Callable[[], None],
    ) -> None:
        self._items = items
        self._matters = matters
        self._clock = clock
        self._metrics = metrics
        self._on_events = on_events

    async def take(self, source: SourceSpec, parsed: Parsed, validators: Validators, next_poll_at: datetime) -> Plan:
        """Commits what the items change and returns it. Raises: StoreError."""
        batch = Batch(source, parsed.items, validators)
        matters = [m for m in self._matters if any(s.id == source.id for s in m.sources)]
        made = await self._committed(batch, matters, next_poll_at)
        self._tell(batch, made)
        if made.events:
            self._on_events()
        return made

    async def _committed(self, batch: Batch, matters: Sequence[Matter], next_poll_at: datetime) -> Plan:
        marks = [item.mark for item in batch.items]
        for attempt in range(_MAX_REPLANS):
            world = await self._items.world(batch.source.id, marks, matters)
            made = plan(batch, world, self._clock.now())
            try:
                await self._items.commit(made, next_poll_at)
            except ConflictError:
                self._metrics.count("replans")
                await asyncio.sleep(0.01 * attempt)
                continue
            return made
        raise ConflictError(f"{batch.source.id}: the matter kept changing; the next poll tries again")

    def _tell(self, batch: Batch, made: Plan) -> None:
        self._metrics.count("items", len(batch.items))
        self._metrics.count("duplicates", made.n_duplicates)
        for trace in made.traces:
            self._metrics.count("item_ends", stage=trace.stage)
            if trace.verdict is not None:
                _log.info(
                    "item",
                    source=batch.source.id,
                    item=trace.item_key,
                    matter=trace.matter_id,
                    stage=trace.stage,
                    reason=trace.reason,
                    happened=trace.verdict.event,
                    said=trace.verdict.stage,
                    why=trace.verdict.why,
                )
        for event in made.events:
            self._metrics.count("events", action=event.action, level=event.level)
        for change in made.changes:
            self._metrics.count("deadline_moves")
            _log.info("deadline moved", deadline=change.after.id, to=change.after.due_at.isoformat(), why=change.reason)
