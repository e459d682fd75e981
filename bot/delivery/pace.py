"""How fast a platform lets us speak: overall, per chat, and per group."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from bot.domain.channel import Channel


@dataclass(frozen=True, slots=True)
class Rate:
    """So many messages in so many seconds, of which `burst` may come at once."""

    n: float
    per_s: float
    burst: int = 1

    @property
    def gap_s(self) -> float:
        return self.per_s / self.n


@dataclass(slots=True)
class _Bucket:
    """The generic cell rate algorithm: one number says when the next message conforms."""

    rate: Rate
    conforms_at_s: float = float("-inf")

    def wait_s(self, now_s: float) -> float:
        return max(0.0, self.conforms_at_s - self.rate.gap_s * (self.rate.burst - 1) - now_s)

    def take(self, now_s: float) -> None:
        self.conforms_at_s = max(self.conforms_at_s, now_s) + self.rate.gap_s


TELEGRAM_ALL = Rate(30, 1.0, burst=30)
TELEGRAM_CHAT = Rate(1, 1.0, burst=3)
TELEGRAM_GROUP = Rate(20, 60.0, burst=5)
"""SOURCE: core.telegram.org/bots/faq, on hitting limits, and telegram.constants.FloodLimit; read 2026-11-24."""

_MOST_CHATS = 20_000


@dataclass(slots=True)
class Pace:
    """The waits of one platform. A lane that must wait is given back to the outbox, so it never holds up another."""

    overall: Rate = TELEGRAM_ALL
    chat: Rate = TELEGRAM_CHAT
    group: Rate = TELEGRAM_GROUP
    _all: _Bucket = field(init=False)
    _chats: OrderedDict[int, _Bucket] = field(default_factory=OrderedDict, init=False)

    def __post_init__(self) -> None:
        self._all = _Bucket(self.overall)

    def delay_for(self, channel: Channel, now_s: float) -> float:
        """Seconds until this chat may get its next message; 0 takes the turn at once."""
        bucket = self._bucket(channel)
        wait = max(self._all.wait_s(now_s), bucket.wait_s(now_s))
        if wait == 0.0:
            self._all.take(now_s)
            bucket.take(now_s)
        return wait

    def _bucket(self, channel: Channel) -> _Bucket:
        bucket = self._chats.pop(channel.chat_id, None)
        if bucket is None:
            # Telegram's groups and channels have negative ids.
            bucket = _Bucket(self.group if channel.chat_id < 0 else self.chat)
        self._chats[channel.chat_id] = bucket
        if len(self._chats) > _MOST_CHATS:
            self._chats.popitem(last=False)
        return bucket
