"""The deliverer ends when it is told to, whatever it is at."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.domain.delivery import Delivery
from bot.loops.clock import SystemClock
from bot.loops.compose import Composer
from bot.loops.deliver import Deliverer, FanOutWorker
from bot.loops.supervise import Crew
from bot.metrics import Metrics
from bot.phrases import phrases_for
from bot.store.memory.store import MemoryStore
from tests import make
from tests.fakes.senders import KeepingSender
from tests.unit.loops.engine import CHANNEL, Engine


@dataclass
class SlowClaims:
    """An outbox whose claim waits until it is let go, as that of a busy server does."""

    outbox: Any
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.outbox, name)

    async def claim(self) -> Delivery | None:
        self.asked.set()
        await self.let_go.wait()
        claimed: Delivery | None = await self.outbox.claim()
        return claimed


def deliverer(store: MemoryStore, outbox: Any, sender: KeepingSender, crew: Crew) -> Deliverer:
    clock, metrics = SystemClock(), Metrics()
    composer = Composer([make.matter()], store.items, store.deadlines, phrases_for, clock)
    fan_out = FanOutWorker(outbox, store.subscriptions)
    return Deliverer(outbox, fan_out, composer, {CHANNEL.platform: sender}, crew, clock, metrics)


@pytest.mark.parametrize("n_turns", range(6))
async def test_cancelled_deliverer_ends_when_news_come_at_the_same_moment(n_turns: int):
    store = MemoryStore()
    async with Crew(Metrics()) as crew:
        idle = deliverer(store, store.outbox, KeepingSender(), crew)
        running = asyncio.ensure_future(idle.run())
        for _ in range(20):
            await asyncio.sleep(0)
        idle.nudge()
        for _ in range(n_turns):
            await asyncio.sleep(0)
        running.cancel()
        async with asyncio.timeout(1):
            await asyncio.wait([running])
    assert running.cancelled()


async def test_stop_waits_for_the_send_of_a_claim_under_way():
    engine = Engine()
    await engine.open()
    await engine.take(engine.matter.sources[0], make.item())
    claims, sender = SlowClaims(engine.store.outbox), KeepingSender()
    async with Crew(Metrics()) as crew:
        busy = deliverer(engine.store, claims, sender, crew)
        crew.keep("deliver", busy.run)
        await claims.asked.wait()
        asyncio.get_running_loop().call_later(0.05, claims.let_go.set)
        await busy.stop()
    assert (1, 0) == (len(sender.attempts), await engine.store.outbox.backlog())
