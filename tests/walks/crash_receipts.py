"""The two chat platforms of a crash walk: what they accepted outlives the process that sent it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.domain.channel import Channel, Platform
from bot.loops.clock import SystemClock
from tests.fakes.discord_server import DiscordServer, Receipt
from tests.fakes.telegram_server import Receipt as Call
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Chat, TelegramWorld

OnAccepted = Callable[[Platform], Awaitable[None]]
"""Awaited after a platform has taken a new message, and before its answer leaves."""


@dataclass
class Kept:
    """One message that stands in a chat. `sent` is what was posted, `shown` what stands there now."""

    channel: Channel
    message_id: int
    sent: str
    shown: str


class Discord(DiscordServer):
    """The fake Discord, which tells when it has taken a message."""

    def __init__(self, on_accepted: OnAccepted) -> None:
        super().__init__(SystemClock().now)
        self._on_accepted = on_accepted

    async def _answer(self, receipt: Receipt, request: web.Request) -> Any:
        answer = await super()._answer(receipt, request)
        if receipt.method == "POST":
            await self._on_accepted(Platform.DISCORD)
        return answer

    def forget_nonces(self) -> None:
        """As if more than the few minutes had passed for which Discord remembers them."""
        self._nonces.clear()

    def kept(self) -> list[Kept]:
        """Every message, in the order of its channel."""
        return [
            Kept(Channel(Platform.DISCORD, chat_id), int(message["id"]), text, text)
            for chat_id, messages in self.messages.items()
            for message in messages
            for text in [json.dumps(message)]
        ]


class Telegram(TelegramServer):
    """The fake Bot API server, which tells when it has taken a message."""

    def __init__(self, on_accepted: OnAccepted, chat_ids: Iterable[int]) -> None:
        super().__init__(TelegramWorld(now=SystemClock().now()))
        self._on_accepted = on_accepted
        for chat_id in chat_ids:
            self.world.add(Chat(chat_id, "private" if chat_id > 0 else "group", "Readers"))

    async def _do(self, method: str, params: dict[str, Any]) -> Any:
        result = await super()._do(method, params)
        if method == "sendMessage":
            await self._on_accepted(Platform.TELEGRAM)
        return result

    def kept(self) -> list[Kept]:
        """Every message, in the order of its chat."""
        return [self._kept(call) for call in self.calls("sendMessage") if call.result]

    def _kept(self, call: Call) -> Kept:
        chat_id, message_id = call.params["chat_id"], call.result["message_id"]
        shown = self.world.chats[chat_id].messages[message_id]
        return Kept(Channel(Platform.TELEGRAM, chat_id), message_id, json.dumps(call.params), json.dumps(shown))
