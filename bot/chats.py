"""The chat platforms that have a token: their senders, and what runs while they listen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.config import Settings
from bot.domain.channel import Platform
from bot.loops.supervise import Crew
from bot.ports import Clock, Outbox, Sender
from handlers.dispatch import Dispatcher


@dataclass(frozen=True, slots=True)
class Chats:
    senders: Mapping[Platform, Sender]

    @asynccontextmanager
    async def running(self, crew: Crew) -> AsyncIterator[None]:
        yield


async def open_chats(
    settings: Settings, dispatcher: Dispatcher, outbox: Outbox, clock: Clock, stack: AsyncExitStack
) -> Chats:
    return Chats({})
