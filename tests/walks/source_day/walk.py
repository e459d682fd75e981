"""The walk itself: the real loops over the memory store, with nothing made up but the web, the time and the chance."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from structlog.testing import capture_logs

from bot.domain.event import StoryEvent
from bot.loops.backfill import Backfill
from bot.loops.heat import Heat
from bot.loops.ingest import Ingest
from bot.loops.opening import open_matters
from bot.loops.poll import Poller
from bot.loops.receive import Receiver
from bot.loops.supervise import Crew
from bot.metrics import Metrics
from bot.ports import Source
from bot.sources.courtlistener.events import Events
from bot.sources.courtlistener.known import Dockets
from bot.sources.courtlistener.rest import Rest, budget_of
from bot.sources.courtlistener.source import DocketSource
from bot.sources.polled import PolledSource
from bot.sources.registry import build
from bot.sources.worker import ParseWorker
from bot.store.codec import micros
from bot.store.memory.store import MemoryStore
from tests.walks.source_day.cast import Cast
from tests.walks.source_day.entries import BEGIN, hour
from tests.walks.source_day.history import History, Line
from tests.walks.source_day.press import END_H
from tests.walks.source_day.virtual_time import LeapingClock, LeapingLoop
from tests.walks.source_day.web import Web

TICK_S = 10.0
HEAT_TICKS = 12
"""Both are ten times as long as in a running bot and more, to spend the time on polls."""

BUDGET = budget_of(5, 50, 125)
_EVERYTHING = 1 << 30
"""Every body is read in this process: a child's time is not ours."""


def walked(cast: Cast, seed: int) -> History:
    """What comes of the cast's day. Shape: the same for the same cast and seed."""
    random.seed(seed)
    store = MemoryStore()

    def on_leap(now_s: float) -> None:
        store.state.now_us = micros(BEGIN + timedelta(seconds=now_s))

    on_leap(0.0)
    with asyncio.Runner(loop_factory=lambda: LeapingLoop(on_leap)) as runner:
        return runner.run(_Walk(cast, store, LeapingClock(BEGIN)).run())


@dataclass(slots=True)
class _Walk:
    cast: Cast
    store: MemoryStore
    clock: LeapingClock

    async def run(self) -> History:
        history = History()
        with capture_logs(processors=[self._stamped]) as logs:
            async with ParseWorker(inline_bytes=_EVERYTHING) as worker, Crew(Metrics()) as crew:
                await self._walk(history, worker, crew)
                await crew.settle("poll", within_s=60)
                await crew.settle("backfill", within_s=60)
        history.lines = [Line(line.pop("at"), str(line.pop("event")), line) for line in logs]
        state = self.store.state
        history.events = [event for event in state.events.values() if isinstance(event, StoryEvent)]
        history.stories = {sid: story for stories in state.stories.values() for sid, story in stories.items()}
        history.states = dict(state.sources)
        return history

    async def _walk(self, history: History, worker: ParseWorker, crew: Crew) -> None:
        cast, store, clock, metrics = self.cast, self.store, self.clock, Metrics()
        web = Web(cast.publishers, clock, history)
        dockets = Dockets(cast.matters)
        rest = Rest(web, "a-token", BUDGET, store.budgets, store.dockets, dockets, clock)
        ingest = Ingest(store.items, cast.matters, clock, metrics, lambda: None)
        heat = Heat(cast.matters, store.items, store.deadlines, clock, metrics)
        backfill = Backfill(rest, ingest, metrics)
        sources = [_joined(build(p.spec, web, worker, {"congress": "a-key"}), dockets, rest) for p in cast.publishers]
        poller = Poller(sources, store.items, ingest, crew, clock, metrics, heat, backfill)
        receiver = Receiver(Events(dockets), ingest, store.pushes, metrics)
        await open_matters(cast.matters, store.items, clock)
        pushes = list(cast.pushed)
        n_ticks = 0
        while clock.now() < hour(END_H):
            if n_ticks % HEAT_TICKS == 0:
                await heat.tick()
            await poller.tick()
            while pushes and pushes[0].at <= clock.now():
                push = pushes.pop(0)
                await receiver.take(push.key, push.body)
                history.pushed.append((clock.now(), push.numbers))
            n_ticks += 1
            await asyncio.sleep(TICK_S)

    def _stamped(self, _: object, __: str, line: Any) -> Any:
        return line | {"at": self.clock.now()}


def _joined(source: Source, dockets: Dockets, rest: Rest) -> Source:
    is_docket = isinstance(source, PolledSource) and source.spec.kind == "courtlistener"
    return DocketSource(source, dockets, rest) if is_docket else source  # type: ignore[arg-type]
