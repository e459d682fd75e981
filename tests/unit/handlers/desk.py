"""A desk over the memory store, and calls to hand to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.domain.channel import Channel, Platform
from bot.domain.event import AlertLevel
from bot.domain.ids import MatterId
from bot.domain.item import Item
from bot.domain.matter import Matter
from bot.domain.source import SourceSpec, Trust
from bot.domain.subscription import Subscription
from bot.loops.opening import open_matters
from bot.metrics import Metrics
from bot.packs.watched import Matters
from bot.phrases import phrases_for
from bot.pipeline.plan import plan
from bot.render.plain_format import plain
from bot.store.memory.store import MemoryStore
from handlers.call import Call, Desk, Reply
from handlers.dispatch import Dispatcher, menu
from tests import make
from tests.fakes.clock import StandingClock
from tests.fakes.follows import follows_over
from tests.fakes.sources import Shelf

CHANNEL = Channel(Platform.DISCORD, 7)
WIRE = make.source("wire")
GOV = make.source("gov", Trust.OFFICIAL, outlet="White House")
TIKTOK = make.matter(sources=(WIRE, GOV))
DRONES = make.matter(id=MatterId("drones"), names={"en": "Drone ban", "zh": "无人机禁令"}, sources=(), deadlines=())
ORDER = make.item(
    "order", "Extending the TikTok Enforcement Delay", summary="The delay is extended until June 19, 2025."
)
TALK = make.item("talk", "President considers extending the TikTok deadline")


@dataclass
class Counter:
    """A Desk with its dispatcher; `ask` answers a command line as one plain text."""

    matters: Sequence[Matter] = (TIKTOK, DRONES)
    clock: StandingClock = field(default_factory=StandingClock)
    store: MemoryStore = field(default_factory=MemoryStore)
    metrics: Metrics = field(default_factory=Metrics)
    shelf: Shelf = field(default_factory=Shelf)

    def __post_init__(self) -> None:
        self.watched = Matters(self.matters)
        self.follows = follows_over(self.store, self.matters, self.clock, self.shelf, self.watched)
        self.desk = Desk(
            clock=self.clock,
            items=self.store.items,
            subscriptions=self.store.subscriptions,
            deadlines=self.store.deadlines,
            outbox=self.store.outbox,
            matters=self.matters,
            follows=self.follows,
            phrases=phrases_for,
            version="1.2.3",
            menu=menu(),
        )
        self.dispatcher = Dispatcher(self.desk, self.metrics)

    async def open(self) -> None:
        """Stores the deadlines of every matter, and an empty first poll of every source."""
        await open_matters(self.matters, self.store.items, self.clock)
        for matter in self.matters:
            for source in matter.sources:
                await self.take(source)

    async def take(self, source: SourceSpec, *items: Item) -> None:
        batch = make.batch(*items, of=source)
        matters = [m for m in self.matters if source in m.sources]
        world = await self.store.items.world(source.id, [i.mark for i in items], matters)
        made = plan(batch, world, self.clock.now())
        await self.store.items.commit(made, self.clock.now() + timedelta(minutes=5))

    async def ask(self, line: str, **changes: object) -> str:
        return plain((await self.reply(line, **changes)).message)

    async def reply(self, line: str, **changes: object) -> Reply:
        return await self.dispatcher.handle(a_call(line, **changes))

    async def followed(self, channel: Channel = CHANNEL) -> dict[MatterId, Subscription]:
        return {s.matter_id: s for s in await self.store.subscriptions.of_channel(channel)}

    async def follow(self, matter: Matter = TIKTOK, **changes: object) -> None:
        made = Subscription(CHANNEL, matter.id, AlertLevel.NOTABLE, "en", matter.zone, self.clock.now())
        await self.store.subscriptions.subscribe(replace(made, **changes))  # type: ignore[arg-type]


def a_call(
    line: str, *, lang: str = "en", is_manager: bool = True, missing: Sequence[str] = (), **changes: object
) -> Call:
    async def may_manage() -> bool:
        return is_manager

    async def missing_rights() -> Sequence[str]:
        return missing

    name, _, text = line.partition(" ")
    values = {"channel": CHANNEL, "user_id": 1, "is_private": False} | changes
    return Call(name=name, text=text, lang=lang, may_manage=may_manage, missing_rights=missing_rights, **values)  # type: ignore[arg-type]


async def opened(*matters: Matter) -> Counter:
    counter = Counter(matters or (TIKTOK, DRONES))
    await counter.open()
    return counter
