"""The two chat platforms as far as a send needs them: what they accepted outlives the process that sent it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from bot.domain.channel import Channel, Platform

NONCE_WINDOW_S = 120.0
DISCORD_PATH = "/api/v10"
_BOT = {"id": "1", "username": "reprieve", "discriminator": "0", "avatar": None, "bot": True}
_APPLICATION = {
    "id": "1",
    "name": "Reprieve",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "owner": _BOT,
    "flags": 0,
}


@dataclass
class Kept:
    """One message that stands in a chat. `sent` is its payload as it was posted, `shown` as it stands now."""

    channel: Channel
    message_id: int
    sent: str
    shown: str
    nonce: str = ""
    n_copies: int = 1
    accepted_at_s: float = 0.0


@dataclass
class Receipts:
    """Both platforms on one loopback port. `on_accepted` is called before the answer to a send is written."""

    clock: Callable[[], float]
    on_accepted: Callable[[Platform], Awaitable[None]]
    kept: list[Kept] = field(default_factory=list)
    n_looks: int = 0
    port: int = 0
    _numbers: Any = field(default_factory=lambda: count(1001))
    _no_nonces_before_s: float = float("-inf")

    def forget_nonces(self) -> None:
        """As if more than the few minutes had passed for which Discord remembers them."""
        self._no_nonces_before_s = self.clock()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        app = web.Application()
        messages = f"{DISCORD_PATH}/channels/{{chat}}/messages"
        app.add_routes(
            [
                web.get(f"{DISCORD_PATH}/users/@me", _answer(_BOT)),
                web.get(f"{DISCORD_PATH}/oauth2/applications/@me", _answer(_APPLICATION)),
                web.post(messages, self._discord_post),
                web.patch(f"{messages}/{{message}}", self._discord_edit),
                web.get(messages, self._discord_history),
                web.post("/bot{token}/getMe", _answer({"ok": True, "result": _telegram_user()})),
                web.post("/bot{token}/sendMessage", self._telegram_post),
                web.post("/bot{token}/editMessageText", self._telegram_edit),
            ]
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, shutdown_timeout=1)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield
        finally:
            await runner.cleanup()

    async def _discord_post(self, request: web.Request) -> web.Response:
        payload = await request.json()
        channel = Channel(Platform.DISCORD, int(request.match_info["chat"]))
        nonce = str(payload.get("nonce", "")) if payload.get("enforce_nonce") else ""
        known = self._known(channel, nonce)
        if known is None:
            known = self._keep(channel, payload, nonce)
        else:
            known.n_copies += 1
        await self.on_accepted(Platform.DISCORD)
        return _json(_discord_message(known))

    async def _discord_edit(self, request: web.Request) -> web.Response:
        held = self._find(Platform.DISCORD, int(request.match_info["chat"]), int(request.match_info["message"]))
        if held is None:
            return _json({"code": 10008, "message": "Unknown Message"}, status=404)
        held.shown = json.dumps(await request.json(), ensure_ascii=False)
        return _json(_discord_message(held))

    async def _discord_history(self, request: web.Request) -> web.Response:
        self.n_looks += 1
        channel = Channel(Platform.DISCORD, int(request.match_info["chat"]))
        newest_first = [held for held in reversed(self.kept) if held.channel == channel]
        return _json([_discord_message(held) for held in newest_first[: int(request.query["limit"])]])

    async def _telegram_post(self, request: web.Request) -> web.Response:
        payload = dict(await request.post())
        held = self._keep(Channel(Platform.TELEGRAM, int(str(payload["chat_id"]))), payload)
        await self.on_accepted(Platform.TELEGRAM)
        return _json({"ok": True, "result": _telegram_message(held)})

    async def _telegram_edit(self, request: web.Request) -> web.Response:
        payload = dict(await request.post())
        held = self._find(Platform.TELEGRAM, int(str(payload["chat_id"])), int(str(payload["message_id"])))
        if held is None:
            return _telegram_refusal("Bad Request: message to edit not found")
        shown = json.dumps(payload, ensure_ascii=False)
        if shown == held.shown:
            return _telegram_refusal("Bad Request: message is not modified")
        held.shown = shown
        return _json({"ok": True, "result": _telegram_message(held)})

    def _keep(self, channel: Channel, payload: dict[str, Any], nonce: str = "") -> Kept:
        text = json.dumps(payload, ensure_ascii=False)
        held = Kept(channel, next(self._numbers), text, text, nonce, accepted_at_s=self.clock())
        self.kept.append(held)
        return held

    def _known(self, channel: Channel, nonce: str) -> Kept | None:
        since_s = max(self._no_nonces_before_s, self.clock() - NONCE_WINDOW_S)
        return next(
            (k for k in self.kept if k.nonce == nonce != "" and k.channel == channel and k.accepted_at_s > since_s), None
        )

    def _find(self, platform: Platform, chat_id: int, message_id: int) -> Kept | None:
        channel = Channel(platform, chat_id)
        return next((k for k in self.kept if k.channel == channel and k.message_id == message_id), None)


def _answer(value: dict[str, Any]) -> Callable[[web.Request], Any]:
    async def answer(request: web.Request) -> web.Response:
        return _json(value)

    return answer


def _json(value: Any, status: int = 200) -> web.Response:
    """Without a charset: discord.py reads nothing else as JSON."""
    return web.Response(body=json.dumps(value).encode(), status=status, content_type="application/json")


def _discord_message(held: Kept) -> dict[str, Any]:
    shown = json.loads(held.shown)
    return {
        "id": str(held.message_id),
        "channel_id": str(held.channel.chat_id),
        "author": _BOT,
        "content": shown.get("content") or "",
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [{"type": "rich", **embed} for embed in shown.get("embeds", [])],
        "pinned": False,
        "type": 0,
        "components": [],
        "nonce": held.nonce,
    }


def _telegram_user() -> dict[str, Any]:
    return {"id": 1, "is_bot": True, "first_name": "Reprieve", "username": "reprieve_bot"}


def _telegram_message(held: Kept) -> dict[str, Any]:
    chat_id = held.channel.chat_id
    chat = {"id": chat_id, "type": "private", "first_name": "Reader"}
    if chat_id < 0:
        chat = {"id": chat_id, "type": "group", "title": "Readers"}
    return {"message_id": held.message_id, "date": 1_767_225_600, "chat": chat, "text": json.loads(held.shown)["text"]}


def _telegram_refusal(description: str) -> web.Response:
    return _json({"ok": False, "error_code": 400, "description": description}, status=400)
