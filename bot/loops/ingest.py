"""One poll's items through the chain into the store, in one step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.domain.errors import ConflictError
from bot.domain.item import Parsed
from bot.domain.matter import Matter
from bot.domain.plan import Batch, Plan
from bot.domain.source import Habits, SourceSpec, Validators
from bot.pipeline.plan import plan
from bot.polling.gap import Contents, contents_of, known_again
from bot.polling.habits import Found
from bot.ports import Clock, ItemStore, Metrics

Learn = Callable[[Found], Habits | None]
"""From what was found to the habits to store with it."""

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
        self._turn = asyncio.Lock()

    async def take(
        self,
        source: SourceSpec,
        parsed: Parsed,
        validators: Validators,
        next_poll_at: datetime,
        learn: Learn = lambda _: None,
    ) -> Plan:
        """Commits what the items change and what the poll teaches; returns the former. Raises: StoreError."""
        return await self._through(Batch(source, parsed.items, validators), next_poll_at, learn)

    async def push(self, source: SourceSpec, parsed: Parsed) -> Plan:
        """Commits what entries change that came without our asking; polls go on as if nothing had come.

        Raises: StoreError.
        """
        batch = Batch(source, parsed.items, Validators(), is_pushed=True)
        return await self._through(batch, None, lambda _: None)

    async def _through(self, batch: Batch, next_poll_at: datetime | None, learn: Learn) -> Plan:
        matters = [m for m in self._matters if any(s.id == batch.source.id for s in m.sources)]
        # One at a time: two batches of one matter would only make each other plan again.
        async with self._turn:
            made = await self._committed(batch, matters, next_poll_at, learn)
        self._tell(batch, made)
        if made.events:
            self._on_events()
        return made

    async def _committed(
        self, batch: Batch, matters: Sequence[Matter], next_poll_at: datetime | None, learn: Learn
    ) -> Plan:
        contents = _contents(batch)
        listed = tuple(mark for marks in contents.values() for mark in marks)
        for attempt in range(_MAX_REPLANS):
            world = await self._items.world(batch.source.id, [*contents, *listed], matters)
            again = known_again(contents, world)
            made = plan(batch, replace(world, seen=world.seen | again), self._clock.now())
            made = replace(made, known_again=tuple(sorted(again)), contents=listed)
            try:
                n_new = len(made.marks)
                await self._items.commit(made, next_poll_at, learn(Found(len(contents), n_new)))
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


def _contents(batch: Batch) -> Contents:
    """A push is no window: it does not say what the source lists now."""
    if batch.is_pushed:
        return {item.mark: () for item in batch.items}
    return contents_of(batch.items, batch.source.trust)
