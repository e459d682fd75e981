"""How fast a platform lets us speak, overall, in a chat, in a group: pure waits, and the gate that sits them out."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections import deque
from dataclasses import dataclass, field
from itertools import count

from bot.domain.channel import Channel
from bot.domain.delivery import Urgency
from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `n` messages in any `per_s` seconds."""

    n: int
    per_s: float


TELEGRAM_ALL = Rate(30, 1.0)
TELEGRAM_CHAT = Rate(1, 1.0)
TELEGRAM_GROUP = Rate(20, 60.0)
# SOURCE: core.telegram.org/bots/faq, on limits of broadcasts, and FloodLimit in telegram.constants; read 2026-11-24.

LONGEST_WAIT_S = 2.0
"""A longer wait is given back to the outbox: it would hold a place that other chats need, and the lease runs."""


@dataclass(slots=True)
class Window:
    """The last messages under one rate."""

    rate: Rate
    _sent: deque[float] = field(default_factory=deque)

    def wait_s(self, now_s: float, n_ahead: int = 0) -> float:
        """Seconds until a message may go that lets `n_ahead` others go first."""
        index = len(self._sent) + n_ahead - self.rate.n
        if index < 0 or not self._sent:
            return 0.0
        laps, index = divmod(index, len(self._sent))
        return max(0.0, self._sent[index] + (laps + 1) * self.rate.per_s - now_s)

    def take(self, now_s: float) -> None:
        self._sent.append(now_s)
        if len(self._sent) > self.rate.n:
            self._sent.popleft()

    def is_idle(self, now_s: float) -> bool:
        return not self._sent or self._sent[-1] + self.rate.per_s <= now_s


class Pace:
    """The waits of one platform. Shape: instants are monotonic seconds and never go back; topics share their chat's."""

    def __init__(self, overall: Rate = TELEGRAM_ALL, chat: Rate = TELEGRAM_CHAT, group: Rate = TELEGRAM_GROUP) -> None:
        self._overall = Window(overall)
        self._chat = chat
        self._group = group
        self._lanes: dict[int, tuple[Window, ...]] = {}
        self._parked: dict[int, float] = {}

    def delay_for(self, channel: Channel, now_s: float, n_ahead: int = 0) -> float:
        """Seconds until this chat may get its next message, when `n_ahead` to other chats go first."""
        lane = self._lanes.get(channel.chat_id, ())
        own = max((window.wait_s(now_s) for window in lane), default=0.0)
        parked = self._parked.get(channel.chat_id, now_s) - now_s
        return max(own, parked, self._overall.wait_s(now_s, n_ahead))

    def take(self, channel: Channel, now_s: float) -> None:
        """Counts a message that leaves now."""
        self._forget_idle(now_s)
        # Telegram's groups and channels have negative ids.
        rates = (self._chat, self._group) if channel.chat_id < 0 else (self._chat,)
        # Put in again at the end, so that the longest idle lane stays in front.
        lane = self._lanes.pop(channel.chat_id, None) or tuple(Window(rate) for rate in rates)
        self._lanes[channel.chat_id] = lane
        for window in (self._overall, *lane):
            window.take(now_s)

    def park(self, channel: Channel, now_s: float, pause_s: float) -> None:
        """Keeps one chat silent, as the platform asked; every other chat goes on."""
        self._parked = {chat_id: until_s for chat_id, until_s in self._parked.items() if until_s > now_s}
        self._parked[channel.chat_id] = now_s + pause_s

    def _forget_idle(self, now_s: float) -> None:
        while self._lanes:
            chat_id, lane = next(iter(self._lanes.items()))
            if not all(window.is_idle(now_s) for window in lane):
                return
            del self._lanes[chat_id]


class Gate:
    """Lets messages out at a pace, the most urgent first."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock
        self._waiting: list[tuple[Urgency, int]] = []
        self._numbers = count()

    async def admit(self, channel: Channel, urgency: Urgency) -> float:
        """0 when the message may go now, and is counted; else the seconds it has to wait somewhere else."""
        ticket = (urgency, next(self._numbers))
        insort(self._waiting, ticket)
        patience_s = LONGEST_WAIT_S
        try:
            while True:
                now_s = self._clock.monotonic()
                wait_s = self._pace.delay_for(channel, now_s, self._waiting.index(ticket))
                if wait_s == 0.0:
                    self._pace.take(channel, now_s)
                if wait_s == 0.0 or wait_s > patience_s:
                    return wait_s
                patience_s -= wait_s
                await asyncio.sleep(wait_s)
        finally:
            self._waiting.remove(ticket)
