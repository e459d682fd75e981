"""A channel follows a matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.channel import Channel
from bot.domain.event import AlertLevel
from bot.domain.ids import MatterId

LADDER: tuple[timedelta, ...] = (
    timedelta(days=30),
    timedelta(days=7),
    timedelta(days=3),
    timedelta(hours=24),
    timedelta(hours=6),
    timedelta(hours=1),
    timedelta(0),
    timedelta(minutes=-15),  # "what happened?"
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What one channel wants of one matter.

    Shape: `level` is the quietest alert it wants; `reminders` is a subset of `LADDER`.
    """

    channel: Channel
    matter_id: MatterId
    level: AlertLevel
    lang: str
    zone: str
    created_at: datetime
    reminders: tuple[timedelta, ...] = LADDER
