"""Senders that keep what they are given and answer as a test tells them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from bot.domain.delivery import Delivery, Outcome, Sent
from bot.domain.message import Message
from bot.render.plain_format import plain


@dataclass(frozen=True)
class Sending:
    """One attempt as the sender saw it."""

    delivery: Delivery
    text: str
    edits: str
    replies_to: str


@dataclass
class KeepingSender:
    """Takes everything, unless `answers` holds another outcome for the next attempt."""

    attempts: list[Sending] = field(default_factory=list)
    answers: deque[Outcome] = field(default_factory=deque)

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        self.attempts.append(Sending(delivery, plain(message), edits, replies_to))
        if self.answers:
            return self.answers.popleft()
        return Sent(edits or f"m{len(self.attempts)}")
