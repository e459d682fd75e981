"""What the memory store holds; one object, so that every part of it changes together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.domain.deadline import Deadline
from bot.domain.delivery import DeliveryState
from bot.domain.event import Event
from bot.domain.ids import ChannelId, DeadlineId, DeliveryId, EventId, MatterId, ReminderId, SourceId, StoryId
from bot.domain.matter import Docket, Follow, KnownDocket
from bot.domain.source import HubLease, SourceState
from bot.domain.story import Story
from bot.domain.subscription import Subscription
from bot.store.keys import LIMITS

OPEN = frozenset({DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN})


@dataclass(slots=True)
class Row:
    """One delivery of the ledger. Units: `queued_us` and `first_us` in microseconds."""

    event: EventId
    channel: ChannelId
    matter: MatterId
    story: StoryId | None
    score: tuple[int, int]
    queued_us: int = 0
    state: DeliveryState = DeliveryState.PENDING
    n_tries: int = 0
    n_claims: int = 0
    epoch: int = 0
    first_us: int | None = None
    is_in_doubt: bool = False
    reason: str = ""
    digest: DeliveryId | None = None
    members: tuple[DeliveryId, ...] = ()
    is_alone: bool = False


@dataclass(slots=True)
class Lane:
    """One channel's turn. Units: microseconds."""

    due_us: int
    wait_us: int


@dataclass(slots=True)
class State:
    """Everything. Units: `now_us`, the ledger's clock, counts microseconds; a test sets it."""

    now_us: int = 1_700_000_000_000_000
    order: count[int] = field(default_factory=lambda: count(1))
    epochs: count[int] = field(default_factory=lambda: count(1))
    seen: defaultdict[SourceId, set[int]] = field(default_factory=lambda: defaultdict(set))
    contents: defaultdict[SourceId, set[int]] = field(default_factory=lambda: defaultdict(set))
    sources: dict[SourceId, SourceState] = field(default_factory=dict)
    polled: dict[SourceId, datetime] = field(default_factory=dict)
    revisions: defaultdict[MatterId, int] = field(default_factory=lambda: defaultdict(int))
    stories: defaultdict[MatterId, dict[StoryId, Story]] = field(default_factory=lambda: defaultdict(dict))
    deadlines: defaultdict[MatterId, dict[tuple[DeadlineId, int], Deadline]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    reminders: dict[ReminderId, int] = field(default_factory=dict)
    events: dict[EventId, Event] = field(default_factory=dict)
    fans: dict[EventId, int] = field(default_factory=dict)
    decided_us: dict[EventId, int] = field(default_factory=dict)
    followers: defaultdict[MatterId, dict[ChannelId, tuple[int, Subscription]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    follows: dict[MatterId, Follow] = field(default_factory=dict)
    pushed: dict[tuple[str, str], int] = field(default_factory=dict)
    hubs: dict[SourceId, HubLease] = field(default_factory=dict)
    dockets: dict[Docket, KnownDocket] = field(default_factory=dict)
    granted: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    budget_ends: dict[str, int] = field(default_factory=dict)
    rows: dict[DeliveryId, Row] = field(default_factory=dict)
    lanes: dict[ChannelId, Lane] = field(default_factory=dict)
    sending: dict[ChannelId, DeliveryId] = field(default_factory=dict)
    parked: dict[ChannelId, str] = field(default_factory=dict)
    aliases: dict[ChannelId, ChannelId] = field(default_factory=dict)
    messages: dict[tuple[ChannelId, StoryId], str] = field(default_factory=dict)
    dead: dict[DeliveryId, int] = field(default_factory=dict)

    def add_events(self, events: list[Event]) -> None:
        """Stores events and queues their fan-out; a known event is left alone."""
        for event in events:
            if event.id not in self.events:
                self.events[event.id] = event
                self.fans[event.id] = 0
                self.decided_us[event.id] = self.now_us

    def open_rows(self, channel: ChannelId) -> list[DeliveryId]:
        """The rows of a lane, in the order in which they leave."""
        mine = [(row.score, did) for did, row in self.rows.items() if row.channel == channel and row.state in OPEN]
        return [did for _, did in sorted(mine)]

    def set_turn(self, channel: ChannelId, wait_us: int) -> None:
        """The lane's next turn, while it holds rows and is not suspended."""
        if channel in self.parked or not self.open_rows(channel):
            self.lanes.pop(channel, None)
        else:
            self.lanes[channel] = Lane(self.now_us + wait_us, wait_us)

    def join_turns(self, channel: ChannelId) -> None:
        """Rows came into the lane; one that has a turn, or an attempt on its way, waits for it."""
        if channel not in self.lanes:
            self.set_turn(channel, LIMITS["lease_us"] if channel in self.sending else 0)

    def end_attempt(self, channel: ChannelId, row: DeliveryId, wait_us: int) -> None:
        """The lane moves on, unless another of its rows is on its way by now."""
        if self.sending.get(channel) == row:
            del self.sending[channel]
            self.set_turn(channel, wait_us)
        elif not self.open_rows(channel):
            self.lanes.pop(channel, None)

    def take_back(self, channel: ChannelId) -> None:
        """The chat itself refuses what is on its way: back into the queue, in doubt if an earlier attempt was, or if
        nobody has been waiting for the answer any more.
        """
        did = self.sending.pop(channel, None)
        if did is not None and self.rows[did].state is DeliveryState.SENDING:
            row, lane = self.rows[did], self.lanes.get(channel)
            row.is_in_doubt = row.is_in_doubt or lane is None or lane.due_us <= self.now_us
            row.state = DeliveryState.UNKNOWN if row.is_in_doubt else DeliveryState.PENDING
            row.n_claims = 0
