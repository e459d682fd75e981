"""Polls the sources whose time has come, each on its own, and says when the next time is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import SourceError
from bot.domain.ids import SourceId
from bot.domain.source import Polled, SourceState, Validators
from bot.loops.ingest import Ingest
from bot.loops.supervise import Crew
from bot.ports import Clock, ItemStore, Metrics, Source

_log = structlog.get_logger("poll")
_JITTER = 0.1
_FIRST_BACKOFF = timedelta(minutes=1)
_LONGEST_BACKOFF = timedelta(hours=1)
_MAX_DOUBLINGS = 6
_FULL_FETCH_AFTER_S = 6 * 3600.0


class Poller:
    """`tick` starts what is due and returns at once; a slow source holds up nothing but itself."""

    def __init__(
        self, sources: Sequence[Source], items: ItemStore, ingest: Ingest, crew: Crew, clock: Clock, metrics: Metrics
    ) -> None:
        self._sources = {s.spec.id: s for s in sources}
        self._items = items
        self._ingest = ingest
        self._crew = crew
        self._clock = clock
        self._metrics = metrics
        self._in_flight: set[SourceId] = set()
        self._asked_in_full_s: dict[SourceId, float] = {}

    async def tick(self) -> None:
        waiting = [sid for sid in self._sources if sid not in self._in_flight]
        for source_id in await self._items.due_sources(waiting, self._clock.now()):
            self._in_flight.add(source_id)
            self._crew.start("poll", self._poll(self._sources[source_id]))

    async def _poll(self, source: Source) -> None:
        sid = source.spec.id
        try:
            state = (await self._items.source_states([sid]))[sid]
            began_s = self._clock.monotonic()
            try:
                polled = await source.poll(self._validators(sid, state.validators))
            except SourceError as error:
                await self._note_failure(source, state, error)
            else:
                await self._note_answer(source, state, polled)
            self._metrics.observe("poll_s", self._clock.monotonic() - began_s)
        finally:
            self._in_flight.discard(sid)

    def _validators(self, source_id: SourceId, stored: Validators) -> Validators:
        """The stored ones; every few hours without those that a server could answer 304 to for ever."""
        now_s = self._clock.monotonic()
        if now_s - self._asked_in_full_s.setdefault(source_id, now_s) < _FULL_FETCH_AFTER_S:
            return stored
        self._asked_in_full_s[source_id] = now_s
        return Validators(body_hash=stored.body_hash)

    async def _note_answer(self, source: Source, state: SourceState, polled: Polled) -> None:
        now = self._clock.now()
        next_poll_at = now + _jittered(max(source.spec.interval, polled.min_interval or timedelta(0)))
        if polled.parsed is None:
            self._metrics.count("polls", outcome="unchanged")
            await self._items.note_unchanged(source.spec.id, polled.validators, now, next_poll_at)
        else:
            self._metrics.count("polls", outcome="changed")
            await self._ingest.take(source.spec, polled.parsed, polled.validators, next_poll_at)
        if not state.is_healthy:
            _log.info("source recovered", source=source.spec.id, failures=state.n_fails)

    async def _note_failure(self, source: Source, state: SourceState, error: SourceError) -> None:
        self._metrics.count("polls", outcome="failed")
        next_poll_at = _after_failure(self._clock.now(), state.n_fails, error.retry_after)
        await self._items.note_failure(source.spec.id, str(error), self._clock.now(), next_poll_at)
        if state.is_healthy:
            _log.warning("source fails", source=source.spec.id, problem=str(error))


def _after_failure(now: datetime, n_fails: int, retry_after: timedelta | None) -> datetime:
    """Doubling from a minute to an hour, never earlier than the source asked for."""
    backoff = min(_FIRST_BACKOFF * 2 ** min(n_fails, _MAX_DOUBLINGS), _LONGEST_BACKOFF)
    return now + max(_jittered(backoff), retry_after or timedelta(0))


def _jittered(interval: timedelta) -> timedelta:
    """Spread by a tenth, so that many sources do not ask at the same second for ever."""
    return interval * random.uniform(1.0, 1.0 + _JITTER)  # noqa: S311  spreading load, not a secret
