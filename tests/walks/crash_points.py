"""Ports that end the process at a named point, as `kill -9` would."""

from __future__ import annotations

import os
import secrets
import signal
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.delivery import Delivery, DeliveryState, Outcome
from bot.domain.ids import DeliveryId
from bot.domain.message import Message
from bot.ports import Sender

CALLS = frozenset({"world", "commit", "address", "claim", "ack", "fire"})


@dataclass
class Doom:
    """Ends the process when `point` is passed for the `n_left`-th time; never when it is empty."""

    point: str
    n_left: int = 1

    def at(self, point: str) -> None:
        if point != self.point:
            return
        self.n_left -= 1
        if self.n_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class DoomedPort:
    """A store port; its calls named in `CALLS` may be the last ones."""

    def __init__(self, port: Any, doom: Doom) -> None:
        self._port = port
        self._doom = doom

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._port, name)
        if name not in CALLS:
            return call

        async def doomed(*args: Any, **options: Any) -> Any:
            self._doom.at(f"before {name}")
            answer = await call(*args, **options)
            if name != "claim" or answer is not None:
                self._doom.at(f"after {name}")
            return answer

        return doomed


class DoomedSender:
    """A sender that may end before it sends anything."""

    def __init__(self, sender: Sender, doom: Doom) -> None:
        self._sender = sender
        self._doom = doom

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        self._doom.at("before send")
        return await self._sender.send(delivery, message, edits=edits, replies_to=replies_to)


class HastyOutbox:
    """What a bot does that marks as sent before it sends; a walk with it must lose something."""

    def __init__(self, outbox: Any) -> None:
        self._outbox = outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)

    async def claim(self) -> Delivery | None:
        delivery: Delivery | None = await self._outbox.claim()
        if delivery is not None:
            await self._outbox.ack(delivery, "")
        return delivery


class ForgetfulSender:
    """What a bot does that marks only after it sent, and knows of no attempt before; it must repeat itself."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        fresh = replace(delivery, id=DeliveryId(secrets.token_hex(12)), was=DeliveryState.PENDING)
        return await self._sender.send(fresh, message, edits=edits, replies_to=replies_to)
