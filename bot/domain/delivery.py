"""One event for one channel, from claim to receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.domain.channel import Channel
from bot.domain.event import Event
from bot.domain.ids import ChannelId, DeliveryId, EventId
from bot.domain.subscription import Subscription


class DeliveryState(StrEnum):
    PENDING = "P"
    SENDING = "S"  # intent is durable, bytes may have left
    UNKNOWN = "U"  # an attempt ended without telling whether it arrived
    ACKED = "A"
    DEAD = "X"
    PARKED = "K"  # its channel is suspended
    GATHERED = "G"  # part of a digest, whose fate it shares


class Urgency(IntEnum):
    """The lane's order: lower leaves first."""

    BREAKING = 0
    REMINDER = 1
    NOTABLE = 2
    UPDATE = 3


@dataclass(frozen=True, slots=True)
class Addressed:
    """One row for the outbox: who gets an event, and how urgent it is there."""

    delivery_id: DeliveryId
    channel_id: ChannelId
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed delivery: everything a sender may need to decide how to send it safely.

    Shape: `was` is the state before this claim: SENDING or UNKNOWN mean that an earlier attempt may have arrived.
    `story_message_id` is the message this channel already has for the event's story, empty if none; `told_in` is the
    digest in which it was told instead, and `told_with` what that consists of.
    `subscription` is None when the channel no longer follows the matter. `gathered` holds what waited for the channel
    when it was too much for single messages, the most urgent first: this delivery is a digest of them then, its event
    the first one's.
    """

    id: DeliveryId
    event: Event
    channel: Channel
    epoch: int
    n_tries: int
    was: DeliveryState
    first_tried_at: datetime
    subscription: Subscription | None
    story_message_id: str = ""
    told_in: str = ""
    told_with: tuple[Delivery, ...] = ()
    gathered: tuple[Delivery, ...] = ()

    @property
    def may_have_arrived(self) -> bool:
        return self.was in (DeliveryState.SENDING, DeliveryState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took it. `message_id` is empty when nothing needed to be sent."""

    message_id: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Definitely not delivered: no copy exists. Tried again after `retry_after` (None: after a backoff)."""

    reason: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The attempt ended without an answer: a copy may exist."""

    reason: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform will never take this one message: it goes to the dead letters, others flow on."""

    reason: str


@dataclass(frozen=True, slots=True)
class ChannelGone:
    """The chat refuses us (kicked, blocked, deleted, no permission): suspend it, keep its queue."""

    reason: str


@dataclass(frozen=True, slots=True)
class ChannelMoved:
    """The chat has another id now (Telegram group → supergroup)."""

    new: Channel


Outcome = Sent | NotSent | Unknown | Refused | ChannelGone | ChannelMoved


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up, with the reason; kept until a person looks."""

    delivery_id: DeliveryId
    event_id: EventId
    channel_id: ChannelId
    reason: str
    at: datetime
