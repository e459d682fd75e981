"""A Discord on loopback: REST v10 and the gateway, with receipts of every request, nonces, and faults on demand."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import web

from tests.fakes.discord_faults import Fault, refusing
from tests.fakes.discord_gateway import Gateway
from tests.fakes.discord_schema import faults_in_request

TOKEN = "a-token"
BOT_ID = APP_ID = 1_100_000_000_000_000_001
GUILD_ID = 1_100_000_000_000_000_002
OTHER_ID = 1_100_000_000_000_000_003
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
NONCE_KEPT = timedelta(seconds=120)
_PREFIX = "/api/v10"
_NO_MENTIONS = {"parse": []}
_LIMITS = {"title": 256, "description": 4096}
_BUCKET = {
    "Via": "1.1 google",
    "X-RateLimit-Limit": "5",
    "X-RateLimit-Remaining": "4",
    "X-RateLimit-Reset-After": "1.000",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One request as it came in. Shape: `path` without the API's prefix, `body` None when there was none."""

    method: str
    path: str
    query: dict[str, str]
    body: Any


class RefusedError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.body)
        self.fault = fault


class DiscordServer:
    """Use it in `async with`. `faults[channel_id]` is what the next requests of that channel meet, `any_faults` of all.

    `problems` collects what the real Discord would have refused or we would regret; a test ends with none.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.receipts: list[Receipt] = []
        self.problems: list[str] = []
        self.messages: dict[int, list[dict[str, Any]]] = defaultdict(list)
        self.commands: list[dict[str, Any]] = []
        self.faults: dict[int, deque[Fault]] = defaultdict(deque)
        self.any_faults: deque[Fault] = deque()
        self.bucket = dict(_BUCKET)
        self.invisible: set[int] = set()
        self.without_history: set[int] = set()
        self.misroutes_to = 0
        self.guild: dict[str, Any] = _guild()
        self.gateway = Gateway(TOKEN, self._ready)
        self._now = now
        self._nonces: dict[tuple[int, str], tuple[dict[str, Any], datetime]] = {}
        self._n_ids = 0
        self._news = asyncio.Condition()
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/", self.gateway.serve)
        app.router.add_route("*", _PREFIX + "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port: int = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}{_PREFIX}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    def of(self, method: str, part: str) -> list[Receipt]:
        """The receipts of one kind: those of a method whose path holds `part`."""
        return [r for r in self.receipts if r.method == method and part in r.path]

    async def until(self, method: str, part: str, n: int = 1) -> list[Receipt]:
        """Returns when so many requests of one kind have been answered."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.of(method, part)) >= n)
        return self.of(method, part)

    def post(self, channel_id: int, content: str = "chat", author_id: int = OTHER_ID) -> dict[str, Any]:
        """Somebody writes into a channel."""
        message = self._message(channel_id, {"content": content}, author_id)
        self.messages[channel_id].append(message)
        return message

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        receipt = Receipt(request.method, request.path.removeprefix(_PREFIX), dict(request.query), body)
        self.problems += _faults_in(receipt)
        fault = self._next_fault(receipt)
        try:
            answer = None if fault and not fault.is_accepted else await self._answer(receipt, request)
        except RefusedError as error:
            fault = error.fault
        self.receipts.append(receipt)
        async with self._news:
            self._news.notify_all()
        if fault is not None:
            return await self._fail(fault, request)
        return _response(200, answer, self.bucket)

    async def _answer(self, receipt: Receipt, request: web.Request) -> Any:
        for method, pattern, needs_token, call in _ROUTES:
            found = re.fullmatch(pattern, receipt.path)
            if found and method == receipt.method:
                if needs_token and request.headers.get("Authorization") != f"Bot {TOKEN}":
                    raise RefusedError(refusing(401, 0, "401: Unauthorized"))
                if needs_token and not request.headers.get("User-Agent", "").startswith("DiscordBot ("):
                    raise RefusedError(refusing(403, 40333, "internal network error"))
                return await call(self, receipt, *found.groups())
        raise RefusedError(refusing(404, 0, "404: Not Found"))

    def _next_fault(self, receipt: Receipt) -> Fault | None:
        found = re.match(r"/channels/(\d+)", receipt.path)
        queue = self.faults[int(found[1])] if found else deque[Fault]()
        queue = queue or self.any_faults
        return queue.popleft() if queue else None

    async def _fail(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        if fault.is_hanging:
            await self._closing.wait()
        if not fault.status and request.transport is not None:
            request.transport.abort()
        return _response(fault.status or 200, fault.body, {"Via": "1.1 google", **fault.headers})

    async def _me(self, _: Receipt) -> Any:
        return _user(BOT_ID)

    async def _application(self, _: Receipt) -> Any:
        return {
            "id": str(APP_ID), "name": "Reprieve", "icon": None, "description": "", "bot_public": True,
            "bot_require_code_grant": False, "verify_key": "00", "flags": 0, "flags_new": "0",
            "owner": _user(OTHER_ID), "interactions_endpoint_url": None, "redirect_uris": [],
        }  # fmt: skip

    async def _put_commands(self, receipt: Receipt, _app_id: str) -> Any:
        self.commands = receipt.body
        return [{**c, "id": str(n), "application_id": str(APP_ID), "version": "1"} for n, c in enumerate(receipt.body)]

    async def _create(self, receipt: Receipt, channel_id_: str) -> Any:
        channel_id, body = int(channel_id_), receipt.body
        self._refuse_entry(channel_id)
        _refuse_shape(body)
        if body.get("message_reference") and channel_id in self.without_history:
            raise RefusedError(refusing(403, 160002, "Cannot reply without permission to read message history"))
        key = channel_id, body.get("nonce", "")
        known = self._nonces.get(key)
        if body.get("enforce_nonce") and known and self._now() - known[1] <= NONCE_KEPT:
            return known[0]
        message = self._message(self.misroutes_to or channel_id, body, BOT_ID)
        self.messages[int(message["channel_id"])].append(message)
        self._nonces[key] = message, self._now()
        return message

    async def _list(self, receipt: Receipt, channel_id_: str) -> Any:
        channel_id = int(channel_id_)
        self._refuse_entry(channel_id)
        if channel_id in self.without_history:
            return []
        before = int(receipt.query.get("before", 2**63))
        older = [m for m in self.messages[channel_id] if int(m["id"]) < before]
        return older[::-1][: int(receipt.query.get("limit", 50))]

    async def _update(self, receipt: Receipt, channel_id: str, message_id: str) -> Any:
        self._refuse_entry(int(channel_id))
        _refuse_shape(receipt.body)
        for message in self.messages[int(channel_id)]:
            if message["id"] == message_id:
                message.update({k: receipt.body[k] for k in ("content", "embeds", "flags") if k in receipt.body})
                message["edited_timestamp"] = self._now().isoformat()
                return message
        raise RefusedError(refusing(404, 10008, "Unknown Message"))

    async def _callback(self, receipt: Receipt, interaction_id: str, _token: str) -> Any:
        said = {"id": interaction_id, "type": 2, "response_message_id": None, "response_message_loading": False}
        if receipt.body["type"] != 4:
            return {"interaction": said}
        message = self._message(0, receipt.body["data"], BOT_ID)
        return {"interaction": said, "resource": {"type": 4, "message": message}}

    async def _follow_up(self, receipt: Receipt, _app_id: str, _token: str) -> Any:
        return self._message(0, receipt.body, BOT_ID)

    def _refuse_entry(self, channel_id: int) -> None:
        if channel_id in self.invisible:
            raise RefusedError(refusing(403, 50001, "Missing Access"))

    def _message(self, channel_id: int, body: dict[str, Any], author_id: int) -> dict[str, Any]:
        message = {
            "id": self._snowflake(), "channel_id": str(channel_id), "author": _user(author_id), "type": 0,
            "content": body.get("content") or "", "embeds": [{"type": "rich", **e} for e in body.get("embeds", ())],
            "timestamp": self._now().isoformat(), "edited_timestamp": None, "flags": body.get("flags") or 0,
            "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [],
            "components": [], "pinned": False,
        }  # fmt: skip
        reference = body.get("message_reference")
        return message | ({"type": 19, "message_reference": {"type": 0, **reference}} if reference else {})

    def _snowflake(self) -> str:
        self._n_ids += 1
        return str((int((self._now() - EPOCH).total_seconds() * 1000) << 22) + self._n_ids)

    def _ready(self, session_id: str) -> list[tuple[str, Any]]:
        ready = {
            "v": 10, "user": _user(BOT_ID), "guilds": [{"id": self.guild["id"], "unavailable": True}],
            "session_id": session_id, "resume_gateway_url": self.gateway_url,
            "application": {"id": str(APP_ID), "flags": 0}, "shard": [0, 1],
        }  # fmt: skip
        return [("READY", ready), ("GUILD_CREATE", self.guild)]


_Call = Callable[..., Awaitable[Any]]
_ROUTES: tuple[tuple[str, str, bool, _Call], ...] = (
    ("GET", "/users/@me", True, DiscordServer._me),
    ("GET", "/oauth2/applications/@me", True, DiscordServer._application),
    ("PUT", r"/applications/(\d+)/commands", True, DiscordServer._put_commands),
    ("POST", r"/channels/(\d+)/messages", True, DiscordServer._create),
    ("GET", r"/channels/(\d+)/messages", True, DiscordServer._list),
    ("PATCH", r"/channels/(\d+)/messages/(\d+)", True, DiscordServer._update),
    ("POST", r"/interactions/(\d+)/([\w-]+)/callback", False, DiscordServer._callback),
    ("POST", r"/webhooks/(\d+)/([\w-]+)", False, DiscordServer._follow_up),
)


def _faults_in(receipt: Receipt) -> list[str]:
    faults = faults_in_request(receipt.method, receipt.path, receipt.body)
    spoken = receipt.body.get("data", receipt.body) if isinstance(receipt.body, dict) else None
    if spoken and ("embeds" in spoken or "content" in spoken) and spoken.get("allowed_mentions") != _NO_MENTIONS:
        faults.append(f"{receipt.method} {receipt.path}: mentions are allowed: {spoken.get('allowed_mentions')}")
    return faults


def _refuse_shape(body: dict[str, Any]) -> None:
    """What the description of the API does not say: nothing empty, and the sizes of embeds."""
    embeds = body.get("embeds") or []
    sizes = [sum(len(e.get(part) or "") for part in _LIMITS) for e in embeds]
    if not (body.get("content") or embeds):
        raise RefusedError(refusing(400, 50006, "Cannot send an empty message"))
    if sum(sizes) > 6000 or len(body.get("content") or "") > 2000 or 0 in sizes:
        raise RefusedError(refusing(400, 50035, "Invalid Form Body"))


def _response(status: int, answer: Any, headers: dict[str, str]) -> web.Response:
    is_page = isinstance(answer, str)
    # Discord's type has no charset, and discord.py reads no JSON of another type.
    content_type = "text/html" if is_page else "application/json"
    body = answer.encode() if is_page else json.dumps(answer).encode()
    return web.Response(status=status, body=body, content_type=content_type, headers=headers)


def _user(user_id: int) -> dict[str, Any]:
    is_bot = user_id == BOT_ID
    return {
        "id": str(user_id), "username": "reprieve" if is_bot else "ada", "discriminator": "0000", "avatar": None,
        "bot": is_bot, "public_flags": 0, "flags": 0, "global_name": None, "primary_guild": None,
    }  # fmt: skip


def _guild() -> dict[str, Any]:
    everyone = {
        "id": str(GUILD_ID), "name": "@everyone", "color": 0, "hoist": False, "position": 0, "permissions": "0",
        "managed": False, "mentionable": False, "flags": 0, "colors": {"primary_color": 0},
    }  # fmt: skip
    return {
        "id": str(GUILD_ID), "name": "A server", "icon": None, "owner_id": str(OTHER_ID), "roles": [everyone],
        "emojis": [], "features": [], "members": [], "channels": [], "threads": [], "member_count": 2,
        "preferred_locale": "en-US", "unavailable": False, "large": False, "voice_states": [], "presences": [],
        "stage_instances": [], "stickers": [], "soundboard_sounds": [], "guild_scheduled_events": [],
    }  # fmt: skip
