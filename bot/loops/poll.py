"""Polls the sources whose time has come, each on its own, and says when the next time is."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.errors import SourceError
from bot.domain.ids import SourceId
from bot.domain.source import Habits, Pace, Polled, SourceState, Validators
from bot.loops.backfill import Backfill
from bot.loops.heat import Heat
from bot.loops.hubs.keeper import HubKeeper
from bot.loops.ingest import Ingest
from bot.loops.supervise import Crew
from bot.loops.watchman import Watchman
from bot.polling.habits import Found, asked_with, gap_opened, habits_after, validators_after
from bot.polling.interval import Case, Wait, next_wait, rhythm_of, wait_after_failure
from bot.ports import Clock, ItemStore, Metrics, Source


class Poller:
    """`tick` starts what is due and returns at once; a slow source holds up nothing but itself."""

    def __init__(
        self,
        sources: Sequence[Source],
        items: ItemStore,
        ingest: Ingest,
        crew: Crew,
        clock: Clock,
        metrics: Metrics,
        heat: Heat | None = None,
        backfill: Backfill | None = None,
        hubs: HubKeeper | None = None,
    ) -> None:
        self._hubs = hubs
        self.watch(sources)
        self._items = items
        self._ingest = ingest
        self._crew = crew
        self._clock = clock
        self._metrics = metrics
        self._heat = heat
        self._backfill = backfill
        self._watchman = Watchman(clock, metrics)
        self._in_flight: set[SourceId] = set()

    def watch(self, sources: Iterable[Source]) -> None:
        """From now on these are polled, and pushed by their hubs, and no others."""
        self._sources = {s.spec.id: s for s in sources}
        if self._hubs:
            self._hubs.watch(s.spec for s in self._sources.values())

    async def tick(self) -> None:
        sources = self._sources
        waiting = [sid for sid in sources if sid not in self._in_flight]
        for source_id in await self._items.due_sources(waiting, self._clock.now()):
            self._in_flight.add(source_id)
            self._crew.start("poll", self._poll(sources[source_id]))

    async def _poll(self, source: Source) -> None:
        sid = source.spec.id
        try:
            state = (await self._items.source_states([sid]))[sid]
            began_s = self._clock.monotonic()
            asked = asked_with(state, self._clock.now())
            try:
                polled = await source.poll(asked)
            except SourceError as error:
                await self._note_failure(source, state, error)
            else:
                await self._note_answer(source, state, asked, polled)
            self._metrics.observe("poll_s", self._clock.monotonic() - began_s)
        finally:
            self._in_flight.discard(sid)

    async def _note_answer(self, source: Source, before: SourceState, asked: Validators, polled: Polled) -> None:
        spec, now = source.spec, self._clock.now()
        wait = self._wait(source, before.habits, polled, now)

        def learnt(found: Found | None) -> Habits:
            habits = habits_after(before, asked, polled, found, now)
            return replace(habits, pace=wait.pace, may_ask_at=now + wait.at_least)

        habits = learnt(None)
        validators = validators_after(asked, polled, habits.redirect, now)
        if polled.parsed is None:
            self._metrics.count("polls", outcome="unchanged")
            await self._items.note_unchanged(spec.id, validators, now, now + wait.after, habits)
            after = replace(before, habits=habits, last_ok_at=now, n_fails=0)
        else:
            self._metrics.count("polls", outcome="changed")
            await self._ingest.take(spec, polled.parsed, validators, now + wait.after, learnt)
            after = (await self._items.source_states([spec.id]))[spec.id]
        self._watchman.tell(spec, before, after)
        if self._backfill and gap_opened(before.habits, after.habits):
            self._crew.start("backfill", self._backfill.fill(spec))
        if self._hubs and polled.parsed is not None:
            await self._hubs.learn(spec.id, polled.hub)

    async def _note_failure(self, source: Source, before: SourceState, error: SourceError) -> None:
        self._metrics.count("polls", outcome="failed")
        spec, now = source.spec, self._clock.now()
        wait = wait_after_failure(before.n_fails, error.retry_after, self._heat_of(spec.id), _chance(), error.at_least)
        after = await self._items.note_failure(spec.id, str(error), now, now + wait.after)
        self._watchman.tell(spec, before, after)

    def _wait(self, source: Source, habits: Habits, polled: Polled, now: datetime) -> Wait:
        hints = polled.parsed.hints if polled.parsed else habits.hints
        rhythm = rhythm_of(habits.arrivals)
        heat = self._heat_of(source.spec.id)
        is_pushed = self._hubs is not None and self._hubs.carries(source.spec.id, habits)
        return next_wait(Case(source.spec, polled, hints, rhythm, now, heat, is_pushed), _chance())

    def _heat_of(self, source_id: SourceId) -> Pace | None:
        return self._heat.of(source_id) if self._heat else None


def _chance() -> float:
    return random.random()  # noqa: S311  spreading load, not a secret
