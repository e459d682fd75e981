"""What contract tests start from: short ways to put values into a store through its ports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.channel import Channel, Platform
from bot.domain.deadline import DeadlineChange, Reminder
from bot.domain.delivery import Addressed, Delivery, Urgency
from bot.domain.event import Action, AlertLevel, EventType, ReminderEvent, Stage, StoryEvent
from bot.domain.ids import DeadlineId, EventId, MatterId, SourceId, StoryId, delivery_id_for
from bot.domain.plan import Plan
from bot.domain.source import Validators
from bot.domain.story import Story
from bot.domain.subscription import Subscription
from tests.make import NOON, deadline, matter, report
from tests.valkey import AnyStore

MATTER = MatterId("tiktok")
SOURCE = SourceId("wire")
LATER = NOON + timedelta(minutes=5)
LEASE = timedelta(seconds=30)
NOW = timedelta(0)
HERE = Channel(Platform.TELEGRAM, -1001)
THERE = Channel(Platform.DISCORD, 1234567890123456789)


def story(name: str = "s1", **changes: object) -> Story:
    values: dict[str, object] = {
        "id": StoryId(name),
        "matter_id": MATTER,
        "event": EventType.EXTENSION,
        "stage": Stage.ORDERED_OR_HAPPENED,
        "level": AlertLevel.BREAKING,
        "reports": (report(),),
        "opened_at": NOON,
        "updated_at": NOON,
    }
    return Story(**(values | changes))  # type: ignore[arg-type]


def event(name: str = "e1", **changes: object) -> StoryEvent:
    values: dict[str, object] = {
        "id": EventId(name),
        "matter_id": MATTER,
        "story_id": StoryId("s1"),
        "action": Action.POST,
        "level": AlertLevel.BREAKING,
        "at": NOON,
        "reason": "first report",
    }
    return StoryEvent(**(values | changes))  # type: ignore[arg-type]


def reminder_event(name: str = "r1") -> ReminderEvent:
    return ReminderEvent(EventId(name), MATTER, DeadlineId("divest"), 1, timedelta(hours=24), NOON, timedelta(0))


def reminder(version: int = 1, offset: timedelta = timedelta(hours=24), **changes: object) -> Reminder:
    values: dict[str, object] = {"matter_id": MATTER, "deadline_id": DeadlineId("divest"), "fire_at": NOON}
    return Reminder(version=version, offset=offset, **(values | changes))  # type: ignore[arg-type]


def change(version: int = 2) -> DeadlineChange:
    before = deadline(version=version - 1)
    return DeadlineChange(before, deadline(version=version, due_at=before.due_at + timedelta(days=75)), "an order")


def plan(**changes: object) -> Plan:
    values: dict[str, object] = {
        "source_id": SOURCE,
        "at": NOON,
        "marks": (),
        "validators": Validators(etag="e1"),
        "revisions": {},
    }
    return Plan(**(values | changes))  # type: ignore[arg-type]


def subscription(channel: Channel = HERE, **changes: object) -> Subscription:
    values: dict[str, object] = {
        "matter_id": MATTER,
        "level": AlertLevel.NOTABLE,
        "lang": "zh_Hans",
        "zone": "Asia/Shanghai",
        "created_at": NOON,
    }
    return Subscription(channel=channel, **(values | changes))  # type: ignore[arg-type]


async def commit(store: AnyStore, at: datetime = LATER, **changes: object) -> None:
    """Commits a plan that was made from the matter as it stands."""
    world = await store.items.world(SOURCE, (), (matter(),))
    made = plan(**({"revisions": {MATTER: world.matters[0].revision}} | changes))
    await store.items.commit(made, at)


async def queue(
    store: AnyStore,
    name: str = "e1",
    *,
    to: Sequence[Channel] = (HERE,),
    urgency: Urgency = Urgency.BREAKING,
    **changes: object,
) -> None:
    """One event, addressed to these channels."""
    await commit(store, events=(event(name, **changes),))
    await address(store, name, to=to, urgency=urgency)


async def address(
    store: AnyStore,
    name: str = "e1",
    *,
    to: Sequence[Channel] = (HERE,),
    urgency: Urgency = Urgency.BREAKING,
    cursor: int = 0,
) -> None:
    rows = [Addressed(delivery_id_for(EventId(name), c.id), c.id, urgency) for c in to]
    await store.outbox.address(EventId(name), rows, cursor)


async def claim(store: AnyStore) -> Delivery:
    delivery = await store.outbox.claim()
    assert delivery is not None, "nothing is due"
    return delivery
