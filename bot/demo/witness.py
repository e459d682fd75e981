"""What was really sent: it stands before the real sender and keeps a receipt of every success."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.scene_clock import SceneClock
from bot.domain.delivery import Delivery, Outcome, Sent
from bot.domain.event import Event, ReminderEvent
from bot.domain.message import Message
from bot.ports import Sender


@dataclass(frozen=True, slots=True)
class Receipt:
    """One message that left. Units: `latency` counts from the moment its cause came into the world."""

    event: Event
    latency: timedelta
    is_edit: bool

    @property
    def is_reminder(self) -> bool:
        return isinstance(self.event, ReminderEvent)


@dataclass(frozen=True, slots=True)
class Telling:
    """A message and what stood behind it when it left. Shape: `tells` is empty when nothing had happened."""

    receipt: Receipt
    at: datetime
    title: str
    tells: frozenset[str]


class Witness:
    """A Sender that passes everything on."""

    def __init__(self, inner: Sender, clock: SceneClock) -> None:
        self._inner = inner
        self._clock = clock
        self.receipts: list[Receipt] = []

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        outcome = await self._inner.send(delivery, message, edits=edits, replies_to=replies_to)
        if isinstance(outcome, Sent):
            latency = self._clock.now() - self._clock.scene_at
            self.receipts.append(Receipt(delivery.event, latency, is_edit=bool(edits)))
        return outcome
