"""Ingest, reminders and delivery joined over the memory store, driven step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.channel import Channel, Platform
from bot.domain.event import AlertLevel
from bot.domain.item import Item, Parsed
from bot.domain.matter import Matter
from bot.domain.source import SourceSpec, Validators
from bot.domain.subscription import LADDER, Subscription
from bot.loops.compose import Composer
from bot.loops.deliver import Deliverer, FanOutWorker
from bot.loops.ingest import Ingest
from bot.loops.opening import open_matters
from bot.loops.remind import Reminders
from bot.loops.supervise import Crew
from bot.metrics import Metrics
from bot.phrases import phrases_for
from bot.store.memory.store import MemoryStore
from tests import make
from tests.fakes.clock import StandingClock
from tests.fakes.senders import KeepingSender

CHANNEL = Channel(Platform.CONSOLE, 1)


@dataclass
class Engine:
    """One matter, one console channel. `step` delivers all that is due and returns when nothing is."""

    matter: Matter = field(default_factory=make.matter)
    clock: StandingClock = field(default_factory=StandingClock)
    store: MemoryStore = field(default_factory=MemoryStore)
    metrics: Metrics = field(default_factory=Metrics)
    sender: KeepingSender = field(default_factory=KeepingSender)

    async def open(self, level: AlertLevel = AlertLevel.NOTABLE, reminders: tuple[timedelta, ...] = LADDER) -> None:
        await open_matters([self.matter], self.store.items, self.clock)
        await self.store.subscriptions.subscribe(
            Subscription(CHANNEL, self.matter.id, level, "en", self.matter.zone, self.clock.now(), reminders)
        )
        for source in self.matter.sources:
            await self.take(source)

    async def take(self, source: SourceSpec, *items: Item) -> None:
        ingest = Ingest(self.store.items, [self.matter], self.clock, self.metrics, lambda: None)
        await ingest.take(source, Parsed(items), Validators(), self.clock.now())

    async def remind(self) -> None:
        await Reminders(self.store.deadlines, self.clock, self.metrics, lambda: None).tick()

    async def step(self) -> list[str]:
        """The titles of what was sent by this step."""
        n_before = len(self.sender.attempts)
        fan_out = FanOutWorker(self.store.outbox, self.store.subscriptions)
        composer = Composer([self.matter], self.store.items, self.store.deadlines, phrases_for, self.clock)
        async with Crew(self.metrics) as crew:
            senders = {Platform.CONSOLE: self.sender}
            deliverer = Deliverer(self.store.outbox, fan_out, composer, senders, crew, self.clock, self.metrics)
            await fan_out.work()
            while await deliverer.claim_one():
                await crew.settle("send", within_s=5)
        return [a.text.splitlines()[0] for a in self.sender.attempts[n_before:]]
