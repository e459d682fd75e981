"""The two chat platforms of a crash walk: what they accepted outlives the process that sent it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.domain.channel import Channel, Platform
from bot.loops.clock import SystemClock
from tests.fakes.discord_server import DiscordServer, Receipt

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


@dataclass
class Telegram:
    """A Bot API server as far as a send needs it. Use it in `async with`."""

    on_accepted: OnAccepted
    messages: list[Kept] = field(default_factory=list)
    port: int = 0
    _ids: Any = field(default_factory=lambda: count(1))

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _serve(self, request: web.Request) -> web.Response:
        params = {name: str(value) for name, value in (await request.post()).items()}
        answer = {"getMe": self._me, "sendMessage": self._post, "editMessageText": self._edit}
        result = answer[request.match_info["method"]](params)
        if request.match_info["method"] == "sendMessage":
            await self.on_accepted(Platform.TELEGRAM)
        if result is None:
            refusal = {"ok": False, "error_code": 400, "description": "Bad Request: message to edit not found"}
            return web.json_response(refusal, status=400)
        return web.json_response({"ok": True, "result": result})

    def _me(self, params: dict[str, str]) -> dict[str, Any]:
        return {"id": 1, "is_bot": True, "first_name": "Reprieve", "username": "reprieve_bot"}

    def _post(self, params: dict[str, str]) -> dict[str, Any]:
        text = json.dumps(params)
        held = Kept(Channel(Platform.TELEGRAM, int(params["chat_id"])), next(self._ids), text, text)
        self.messages.append(held)
        return _message(held)

    def _edit(self, params: dict[str, str]) -> dict[str, Any] | None:
        place = Channel(Platform.TELEGRAM, int(params["chat_id"])), int(params["message_id"])
        for held in self.messages:
            if (held.channel, held.message_id) == place:
                held.shown = json.dumps(params)
                return _message(held)
        return None


def _message(held: Kept) -> dict[str, Any]:
    chat_id = held.channel.chat_id
    chat = {"id": chat_id, "type": "private" if chat_id > 0 else "group", "first_name": "Reader", "title": "Readers"}
    return {"message_id": held.message_id, "date": 1_767_225_600, "chat": chat, "text": json.loads(held.shown)["text"]}
