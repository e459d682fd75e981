"""A Bot API server on loopback: real HTTP under the real client, receipts of every call, and trouble on demand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.telegram_schema import answer_problems, decoded, problems
from tests.fakes.telegram_world import ANONYMOUS, ME, Chat, Refusal, TelegramWorld, member, result_type

TOKEN = "4242:canary-TOKEN-that-no-log-may-hold"
_LONGEST_POLL_S = 5.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """One call as it came in. `result` is what Telegram did, None when it did nothing."""

    method: str
    params: dict[str, Any]
    result: Any


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens instead of an answer: a refusal, a bare status, or (neither) a broken or hanging connection.

    `is_after` lets Telegram do what it was asked first.
    """

    refusal: Refusal | None = None
    status: int = 0
    is_hanging: bool = False
    is_after: bool = False


def flood(seconds: int) -> Fault:
    words = f"Too Many Requests: retry after {seconds}"
    return Fault(Refusal(429, words, retry_after=seconds))


def refused(code: int, description: str) -> Fault:
    return Fault(Refusal(code, description))


def broken(status: int = 0, *, is_after: bool = False) -> Fault:
    """A bare status without JSON, as a proxy gives it, or with status 0 a cut connection."""
    return Fault(status=status, is_after=is_after)


def hanging(*, is_after: bool = False) -> Fault:
    return Fault(is_hanging=True, is_after=is_after)


@dataclass
class TelegramServer:
    """Serves one bot. Use it in `async with`; `problems` must stay empty."""

    world: TelegramWorld = field(default_factory=TelegramWorld)
    receipts: list[Receipt] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _faults: list[tuple[str, int, Fault]] = field(default_factory=list)
    _updates: list[dict[str, Any]] = field(default_factory=list)
    _n_updates: int = 700
    _poll: asyncio.Event | None = None

    async def __aenter__(self) -> Self:
        self._closing = asyncio.Event()
        self._news = asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        if self._poll:
            self._poll.set()
        await self._runner.cleanup()

    def on(self, method: str, *faults: Fault, chat_id: int = 0) -> None:
        """The next calls of a method (to a chat, if one is named) end like this, one after the other."""
        self._faults += [(method, chat_id, fault) for fault in faults]

    def calls(self, *methods: str) -> list[Receipt]:
        return [receipt for receipt in self.receipts if receipt.method in methods]

    def texts(self, chat_id: int) -> list[str]:
        """The texts that a chat holds now, oldest first."""
        return [message["text"] for message in self.world.chats[chat_id].messages.values()]

    async def until(self, method: str, n: int = 1) -> list[Receipt]:
        """The receipts of a method as soon as there are `n`."""
        await self._until(lambda: len(self.calls(method)) >= n)
        return self.calls(method)

    async def until_confirmed(self) -> None:
        """Returns as soon as the bot has confirmed every update."""
        await self._until(lambda: not self._updates)

    def update(self, **what: Any) -> int:
        """Queues an update; returns its id."""
        self._n_updates += 1
        self._updates.append({"update_id": self._n_updates, **what})
        if self._poll:
            self._poll.set()
        return self._n_updates

    def say(self, chat: Chat, text: str, *, user_id: int = 7, lang: str = "en", **fields: Any) -> int:
        """Somebody writes in a chat; returns the message's id."""
        kind = "channel_post" if chat.type == "channel" else "message"
        user = {"id": user_id, "is_bot": False, "first_name": "Ada", "language_code": lang}
        author = {"sender_chat": chat.shown()} if chat.type == "channel" else {"from": user}
        message = self._message(chat) | author | {"text": text} | fields
        self.problems += answer_problems("Message", message)
        self.update(**{kind: message})
        return int(message["message_id"])

    def say_as(self, chat: Chat, text: str, sender: Chat) -> int:
        """Somebody writes in the name of a chat: anonymously in the group itself, or as a channel of theirs."""
        fields: dict[str, Any] = {"sender_chat": sender.shown(), "from": ANONYMOUS}
        return self.say(chat, text, **fields)

    def membership(self, chat: Chat, old: dict[str, Any], new: dict[str, Any]) -> None:
        """The bot's own standing in a chat changes."""
        user = {"id": 7, "is_bot": False, "first_name": "Ada"}
        date = int(self.world.now.timestamp())
        change = {"chat": chat.shown(), "from": user, "date": date, "old_chat_member": old, "new_chat_member": new}
        self.problems += answer_problems("ChatMemberUpdated", change)
        self.update(my_chat_member=change)

    def remove_bot(self, chat: Chat) -> None:
        chat.trouble = "blocked" if chat.type == "private" else "kicked"
        self.membership(chat, member(ME["id"], "member"), member(ME["id"], "kicked"))

    def add_bot(self, chat: Chat) -> None:
        chat.trouble = ""
        self.membership(chat, member(ME["id"], "kicked"), member(ME["id"], "member"))

    def upgrade(self, chat: Chat, new_id: int) -> Chat:
        """The group becomes a supergroup; its old id is told to the bot and refused from now on."""
        chat.moved_to = new_id
        self.update(message=self._message(chat) | {"migrate_to_chat_id": new_id})
        return self.world.add(Chat(new_id, "supergroup", chat.title, messages=dict(chat.messages)))

    def _message(self, chat: Chat) -> dict[str, Any]:
        date = int(self.world.now.timestamp())
        return {"message_id": self.world.next_id(), "date": date, "chat": chat.shown()}

    async def _until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not is_so():
                self._news.clear()
                await self._news.wait()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = await _params(request)
        if wrong := problems(method, params):
            self.problems += wrong
            return _refusal(Refusal(400, f"Bad Request: {wrong[0]}"))
        if request.match_info["token"] != TOKEN:
            return _refusal(Refusal(401, "Unauthorized"))
        fault = self._fault(method, params)
        result, refusal = None, None
        if fault is None or fault.is_after:
            try:
                result = await self._do(method, params)
            except Refusal as error:
                refusal = error
        self.receipts.append(Receipt(method, params, result))
        self._news.set()
        if fault is not None:
            return await self._break(request, fault)
        return _refusal(refusal) if refusal else web.json_response({"ok": True, "result": result})

    async def _do(self, method: str, params: dict[str, Any]) -> Any:
        if method == "getUpdates":
            return await self._get_updates(params)
        result = self.world.call(method, params)
        if kind := result_type(method, result):
            self.problems += answer_problems(kind, result)
        return result

    def _fault(self, method: str, params: dict[str, Any]) -> Fault | None:
        for position, (name, chat_id, fault) in enumerate(self._faults):
            if name == method and chat_id in (0, params.get("chat_id")):
                del self._faults[position]
                return fault
        return None

    async def _break(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.refusal:
            return _refusal(fault.refusal)
        if fault.is_hanging:
            await self._closing.wait()
        if fault.status:
            return web.Response(status=fault.status, text="<html>Bad Gateway</html>", content_type="text/html")
        if request.transport:
            request.transport.abort()
        return web.Response()

    async def _get_updates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """An offset forgets what lies before it; a second poll ends the first."""
        kinds = params.get("allowed_updates", ())
        self._updates = [update for update in self._updates if update["update_id"] >= params.get("offset", 0)]
        self._news.set()
        if self._poll:
            self._poll.set()
        poll = self._poll = asyncio.Event()
        if not self._wanted(kinds):
            await _wait(poll, min(params.get("timeout", 0), _LONGEST_POLL_S))
        if self._poll is not poll:
            raise Refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot runs")
        self._poll = None
        return self._wanted(kinds)[: params.get("limit", 100)]

    def _wanted(self, kinds: Iterable[str]) -> list[dict[str, Any]]:
        return [update for update in self._updates if not kinds or set(kinds) & set(update)]


async def _wait(event: asyncio.Event, timeout_s: float) -> None:
    try:
        async with asyncio.timeout(timeout_s):
            await event.wait()
    except TimeoutError:
        return


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    form = await request.post()
    return decoded(request.match_info["method"], {name: str(value) for name, value in form.items()})


def _refusal(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body(), status=refusal.code)
