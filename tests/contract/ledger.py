"""A matter, channels and queued events for the contract tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.deadlines.chain import versions_at
from bot.deadlines.reminders import ladder_for
from bot.domain.channel import Channel, Platform
from bot.domain.event import Action, AlertLevel, StoryEvent
from bot.domain.ids import EventId, StoryId
from bot.domain.item import Item
from bot.domain.plan import Plan
from bot.domain.subscription import Subscription
from bot.pipeline.address import recipients
from bot.pipeline.plan import plan
from tests import make
from tests.valkey import AnyStore

ONE, TWO = Channel(Platform.DISCORD, 11), Channel(Platform.TELEGRAM, -22, 3)
MATTER = make.matter()
WIRE = MATTER.sources[0]


def subscription(channel: Channel = ONE, **changes: object) -> Subscription:
    made = Subscription(channel, MATTER.id, AlertLevel.NOTABLE, "en", "UTC", make.NOON - timedelta(days=1))
    return replace(made, **changes)  # type: ignore[arg-type]


def event(name: str = "e1", level: AlertLevel = AlertLevel.BREAKING, story: str = "s1") -> StoryEvent:
    return StoryEvent(EventId(name), MATTER.id, StoryId(story), Action.POST, level, make.NOON, "a reason")


async def opened(store: AnyStore, *channels: Channel) -> None:
    """The matter with its deadline and ladder, followed by these channels."""
    versions = versions_at(MATTER, make.NOON)
    await store.items.open_matter(MATTER, versions, ladder_for(versions[-1], make.NOON))
    for channel in channels:
        await store.subscriptions.subscribe(subscription(channel))


async def planned(store: AnyStore, *items: Item) -> Plan:
    """What the real chain makes of these items in the stored world; the source counts as known."""
    world = await store.items.world(WIRE.id, [i.mark for i in items], [MATTER])
    return plan(make.batch(*items, of=WIRE), replace(world, is_baselined=True), make.NOON)


async def queued(store: AnyStore, *events: StoryEvent) -> None:
    """Events in the outbox, addressed to all who follow the matter, in this order."""
    await committed(store, *events)
    await addressed(store)


async def committed(store: AnyStore, *events: StoryEvent) -> None:
    """Events that nobody is addressed for yet."""
    await store.items.commit(replace(await planned(store), events=events), make.NOON)


async def addressed(store: AnyStore) -> None:
    while (job := await store.outbox.next_fan_out()) is not None:
        chunk, cursor = await store.subscriptions.of_matter(job.event.matter_id, job.cursor)
        await store.outbox.address(job.event.id, recipients(job.event, chunk), cursor)
