"""What the store says of itself at one instant, for the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.delivery import Urgency
from bot.domain.ids import ChannelId, DeliveryId, EventId, SourceId


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A delivery on its way whose lease ended, and which nobody has taken over since."""

    delivery_id: DeliveryId
    channel_id: ChannelId
    since_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingFanOut:
    """The event that has waited longest for its recipients."""

    event_id: EventId
    since_at: datetime


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """A look at the books. Units: `at` and every instant but those of `polls` are of the ledger's clock.

    Shape: `waiting` holds since when the oldest delivery of each urgency waits in a channel that is not suspended;
    `unclosed` are deliveries that a platform gave a receipt for, and that the ledger does not hold as arrived. `flaws`
    are sentences, of the rows that were looked at: a large store is gone through a share at a time. `polls` is when
    each source is polled next.
    """

    at: datetime
    waiting: Mapping[Urgency, datetime] = field(default_factory=dict)
    lapsed: tuple[Lapsed, ...] = ()
    fan_out: WaitingFanOut | None = None
    unclosed: tuple[DeliveryId, ...] = ()
    flaws: tuple[str, ...] = ()
    polls: Mapping[SourceId, datetime] = field(default_factory=dict)
    n_dead: int = 0
