"""Every seam of the house, as Protocols. Edges implement them, loops and handlers use them, `app.py` joins the two."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.audit.facts import AuditFacts
from bot.domain.channel import Channel
from bot.domain.deadline import Deadline, Reminder
from bot.domain.delivery import Addressed, DeadLetter, Delivery, Outcome
from bot.domain.event import Event, StoryEvent
from bot.domain.ids import ChannelId, DeadlineId, DeliveryId, EventId, MatterId, ReminderId, SourceId, StoryId
from bot.domain.item import Parsed
from bot.domain.matter import Docket, Follow, KnownDocket, Matter
from bot.domain.message import Message
from bot.domain.plan import Plan, Preview, PushedEvent, World
from bot.domain.source import Budget, Habits, HubLease, Polled, SourceSpec, SourceState, Usage, Validators
from bot.domain.story import Story
from bot.domain.subscription import Subscription


class Clock(Protocol):
    """The only way to know the time. `now()` is aware UTC and may jump; `monotonic()` never does, in seconds."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...


class Source(Protocol):
    """A watched place. `poll` raises SourceError and nothing else; it never stores."""

    @property
    def spec(self) -> SourceSpec: ...
    async def poll(self, validators: Validators) -> Polled: ...


class DocketLookup(Protocol):
    """What a publisher tells of a docket when asked. Raises SourceError, also when the budget is spent; StoreError."""

    async def find(self, docket: Docket) -> KnownDocket | None:
        """The docket that a court has under this number; None when it is not known there."""
        ...

    async def entries(self, source: SourceSpec) -> Parsed:
        """The newest entries of a source's docket, beyond those that its feed lists; none when it is no docket."""
        ...


class PushReader(Protocol):
    """Understands what one publisher pushes. Raises MalformedError for what is no event of it at all."""

    @property
    def name(self) -> str: ...
    def read(self, body: object) -> PushedEvent: ...


class PushStore(Protocol):
    """Which events were taken already. All raise StoreError."""

    async def is_taken(self, publisher: str, key: str) -> bool: ...

    async def take(self, publisher: str, key: str) -> None:
        """Remembers it for longer than a publisher repeats an event."""
        ...


class BodyParser(Protocol):
    """Parsing that cannot hurt. Raises SourceError for a body that takes too long or kills its parser."""

    async def parse(self, kind: str, body: bytes, spec: SourceSpec) -> Parsed: ...


class HubCaller(Protocol):
    """Sends what `lease.asked` says to its hub, which confirms it at the callback. Raises SourceError when refused."""

    async def ask(self, lease: HubLease, callback_url: str, lasts: timedelta) -> None: ...


class HubStore(Protocol):
    """What is agreed with hubs, one lease a source. Writing to another version changes nothing and returns False.

    All raise StoreError.
    """

    async def all(self) -> list[HubLease]: ...
    async def find(self, callback: str) -> HubLease | None: ...
    async def save(self, lease: HubLease) -> bool: ...
    async def remove(self, lease: HubLease) -> bool: ...


class DocketStore(Protocol):
    """Dockets that were looked up. All raise StoreError."""

    async def find(self, docket: Docket) -> KnownDocket | None: ...
    async def keep(self, docket: KnownDocket) -> None: ...


class BudgetStore(Protocol):
    """Requests that publishers grant, counted for all processes together. All raise StoreError."""

    async def reserve(self, budget: Budget) -> timedelta | None:
        """Takes one request and returns None, or how long until one is free; nothing is taken then."""
        ...

    async def hold(self, budget: Budget, wait: timedelta) -> None:
        """The publisher counts otherwise: nothing is granted for this long."""
        ...

    async def used(self, budget: Budget) -> list[Usage]:
        """What is spent of each allowance now."""
        ...


class ItemStore(Protocol):
    """Sources, items, stories and events: what `plan()` reads and what it decided. All raise StoreError."""

    async def open_matter(self, matter: Matter, deadlines: Sequence[Deadline], reminders: Sequence[Reminder]) -> None:
        """Stores a matter's deadlines and reminders if it has none yet; a known matter keeps what it has."""
        ...

    async def world(self, source_id: SourceId, marks: Sequence[int], matters: Sequence[Matter]) -> World:
        """Everything a plan for this source may know; `marks` are of items and of contents.

        Shape: stories of each matter newest first, at most 200.
        """
        ...

    async def commit(self, plan: Plan, next_poll_at: datetime | None, habits: Habits | None = None) -> None:
        """Applies a plan in one script: marks, validators, stories, events with their fan-out, deadlines, reminders.

        Without a next poll the items were pushed: validators, baseline, health and the next poll stay as they are.
        Habits are stored beside the validators; without any, those it has are kept.
        The source counts as baselined and healthy afterwards. The reminders of a changed deadline
        replace those of its earlier version. Raises: ConflictError when a matter's revision is not the one the plan
        was made from; nothing is changed then.
        """
        ...

    async def note_unchanged(
        self,
        source_id: SourceId,
        validators: Validators,
        at: datetime,
        next_poll_at: datetime,
        habits: Habits | None = None,
    ) -> None:
        """A poll that found nothing new: the source is healthy."""
        ...

    async def hasten(self, polls: Mapping[SourceId, datetime]) -> None:
        """Brings next polls forward; one that is due sooner, or was never set, stays as it is."""
        ...

    async def note_failure(
        self, source_id: SourceId, problem: str, at: datetime, next_poll_at: datetime
    ) -> SourceState:
        """A failed poll; returns the state after it. Validators and items stay as they were."""
        ...

    async def source_states(self, source_ids: Sequence[SourceId]) -> dict[SourceId, SourceState]:
        """The state of each source, a fresh one for those never polled."""
        ...

    async def due_sources(self, source_ids: Sequence[SourceId], now: datetime) -> list[SourceId]:
        """Those whose next poll is due, the longest overdue first."""
        ...

    async def find_story(self, matter_id: MatterId, story_id: StoryId) -> Story | None: ...

    async def latest(self, matter_id: MatterId, n: int) -> list[Story]:
        """The newest stories that were told to anyone, newest first."""
        ...

    async def find_event(self, event_id: EventId) -> Event | None: ...

    async def events(self, matter_id: MatterId, n: int) -> list[StoryEvent]:
        """The newest story events, newest first."""
        ...


class SubscriptionStore(Protocol):
    """Who follows what. All raise StoreError."""

    async def subscribe(self, subscription: Subscription) -> bool:
        """Saves it; False when it replaced an earlier one of the same channel and matter."""
        ...

    async def unsubscribe(self, channel: Channel, matter_id: MatterId) -> bool:
        """Removes it and drops what is queued for it; False when there was none."""
        ...

    async def of_channel(self, channel: Channel) -> list[Subscription]: ...

    async def of_matter(self, matter_id: MatterId, cursor: int = 0) -> tuple[list[Subscription], int]:
        """A chunk of at most 500 and the next cursor; cursor 0 ends. One may come twice, never not at all."""
        ...


class FollowStore(Protocol):
    """The matters that channels made for themselves. All raise StoreError."""

    async def save(self, follow: Follow, subscription: Subscription) -> bool:
        """Saves both in one step; False when it is one too many for the channel or for all: nothing is changed then."""
        ...

    async def remove(self, channel: Channel, follow_id: MatterId) -> bool:
        """Ends the subscription, drops what is queued and forgets the matter; False when the channel has none such."""
        ...

    async def all(self) -> list[Follow]:
        """Every one, the oldest first."""
        ...


class Following(Protocol):
    """What channels follow of their own, as commands reach it."""

    async def preview(self, channel: Channel, asked: str | Docket, zone: str) -> Preview:
        """What a feed's address or a docket would have told in the last 30 days; nothing is saved.

        Raises: UnfollowableError, SourceError.
        """
        ...

    async def begin(self, follow: Follow, subscription: Subscription) -> bool:
        """As `FollowStore.save`; it is polled from now on. Raises: StoreError."""
        ...

    async def end(self, channel: Channel, follow_id: MatterId) -> bool:
        """As `FollowStore.remove`. Raises: StoreError."""
        ...

    def find(self, ids: Collection[MatterId]) -> list[Follow]:
        """Those of these ids, the oldest first."""
        ...


class DeadlineStore(Protocol):
    """Deadlines and their reminders. All raise StoreError."""

    async def current(self, matter_id: MatterId) -> list[Deadline]:
        """The newest version of each deadline of the matter, soonest first."""
        ...

    async def history(self, matter_id: MatterId, deadline_id: DeadlineId) -> list[Deadline]:
        """Every version, oldest first; the last one is the current."""
        ...

    async def due(self, now: datetime) -> list[Reminder]:
        """Reminders whose instant has come, earliest first, at most 500."""
        ...

    async def fire(self, reminders: Sequence[ReminderId], events: Sequence[Event]) -> bool:
        """Removes the reminders and queues the events, in one script; False when another process was first."""
        ...


@dataclass(frozen=True, slots=True)
class FanOut:
    """An event whose recipients are not all addressed yet."""

    event: Event
    cursor: int


class Outbox(Protocol):
    """The delivery ledger of RELIABILITY (d). All raise StoreError; every method may be repeated."""

    async def next_fan_out(self) -> FanOut | None:
        """The oldest event with recipients still to address."""
        ...

    async def address(self, event_id: EventId, rows: Sequence[Addressed], cursor: int) -> None:
        """Queues the rows of one chunk (known ones are left alone) and moves the cursor; cursor 0 ends the fan-out."""
        ...

    async def claim(self) -> Delivery | None:
        """The head of the lane that is due longest, marked SENDING before this returns; None when nothing is due."""
        ...

    async def ack(self, delivery: Delivery, message_id: str) -> None: ...

    async def retry(self, delivery: Delivery, *, may_have_arrived: bool, after: timedelta, reason: str) -> None: ...

    async def bury(self, delivery: Delivery, reason: str) -> None:
        """To the dead letters, with the reason."""
        ...

    async def suspend(self, channel: Channel, reason: str) -> None:
        """Parks a channel's lane: nothing is claimed for it, nothing is dropped. A stranger's channel is ignored."""
        ...

    async def resume(self, channel: Channel) -> bool:
        """Opens a suspended lane again; False when it was open."""
        ...

    async def move(self, old: Channel, new: Channel) -> None:
        """Renames a channel everywhere: lane, ledger, subscriptions, story messages."""
        ...

    async def suspended(self) -> dict[ChannelId, str]:
        """The suspended channels with the reason of each."""
        ...

    async def dead_letters(self, n: int) -> list[DeadLetter]:
        """The newest first."""
        ...

    async def redrive(self, delivery_ids: Sequence[DeliveryId]) -> list[DeliveryId]:
        """Puts dead letters back into their lanes, as if never tried; returns those, and leaves any other id alone."""
        ...

    async def recover(self) -> int:
        """After a start: makes every lease of a previous life due now; returns how many."""
        ...

    async def backlog(self) -> int:
        """How many deliveries wait or are on their way, fan-outs included."""
        ...


class AuditStore(Protocol):
    """The store's account of itself. Raises StoreError."""

    async def facts(self, receipts: Sequence[DeliveryId], source_ids: Sequence[SourceId]) -> AuditFacts:
        """How things stand; `receipts` are deliveries that have arrived, whatever the ledger says of them."""
        ...


class Sender(Protocol):
    """One platform's way out. Never raises: every end of an attempt is an Outcome."""

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        """Sends, or edits message `edits`; `replies_to` is a message id.

        A repeat that cannot be ruled out is labelled.
        """
        ...


class Metrics(Protocol):
    """Counts and durations. Labels are of small fixed sets, never chat ids or addresses."""

    def count(self, name: str, n: int = 1, **labels: str) -> None: ...
    def observe(self, name: str, value: float, **labels: str) -> None: ...
    def gauge(self, name: str, value: float, **labels: str) -> None: ...
