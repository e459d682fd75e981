"""A Call to its row in the table: permission, cooldown, and every error as a plain sentence."""

from __future__ import annotations

from collections import defaultdict, deque
from difflib import get_close_matches

import structlog

from bot.domain.channel import Platform
from bot.domain.errors import ReprieveError, StoreError
from bot.ports import Metrics
from bot.render.phrases import Phrases
from handlers.arguments import Refusal
from handlers.call import Call, Desk, Reply
from handlers.command import Command
from handlers.commands import COMMANDS

_log = structlog.get_logger("dispatch")
_COOLDOWN_CALLS = 10
_COOLDOWN_S = 60.0
_REMEMBERED_USERS = 10_000


class Dispatcher:
    """Answers every Call; never raises."""

    def __init__(self, desk: Desk, metrics: Metrics) -> None:
        self._desk = desk
        self._metrics = metrics
        self._rows = {name: row for row in COMMANDS for name in (row.name, *(row.names or {}).values())}
        self._recent: dict[tuple[Platform, int], deque[float]] = defaultdict(deque)

    async def handle(self, call: Call) -> Reply:
        phrases = self._desk.phrases(await self._language(call))
        row = self._rows.get(call.name)
        self._metrics.count("commands", command=row.name if row else "unknown", platform=call.channel.platform)
        try:
            return await self._answer(row, call, phrases)
        except StoreError as error:
            _log.warning("the store did not answer a command", command=call.name, error=str(error))
            return _refused(phrases("I cannot reach my database right now. Please try again in a minute."))
        except ReprieveError as error:
            _log.warning("a command was not carried out", command=call.name, error=str(error))
            return _refused(phrases("I cannot do this: {reason}", reason=error))
        except Exception:  # noqa: BLE001  this is the one place: a command must be answered
            _log.exception("a command failed", command=call.name)
            return _refused(phrases("Something went wrong on my side, sorry. The log of the bot says what."))

    async def _answer(self, row: Command | None, call: Call, phrases: Phrases) -> Reply:
        if self._is_too_fast(call):
            return _refused(phrases("That was a lot at once. Please wait a minute, then ask again."))
        if row is None:
            return _refused(self._unknown(call.name, phrases))
        if row.is_manager_only and not await call.may_manage():
            return _refused(phrases("Only those who manage this channel may do this. Please ask one of them."))
        return await row.run(self._desk, call, phrases)

    async def _language(self, call: Call) -> str:
        """The caller's own language, else the one the channel subscribed in."""
        if call.lang:
            return call.lang
        try:
            subscriptions = await self._desk.subscriptions.of_channel(call.channel)
        except StoreError:
            return ""
        return subscriptions[0].lang if subscriptions else ""

    def _is_too_fast(self, call: Call) -> bool:
        now_s = self._desk.clock.monotonic()
        if len(self._recent) > _REMEMBERED_USERS:
            self._recent.clear()
        calls = self._recent[call.channel.platform, call.user_id]
        while calls and calls[0] < now_s - _COOLDOWN_S:
            calls.popleft()
        if len(calls) >= _COOLDOWN_CALLS:
            return True
        calls.append(now_s)
        return False

    def _unknown(self, name: str, phrases: Phrases) -> str:
        near = get_close_matches(name, self._rows, n=1, cutoff=0.5)
        if near:
            return phrases("I do not know /{name}. Did you mean /{near}?", name=name, near=near[0])
        return phrases("I do not know /{name}. /help shows what you can ask for.", name=name)


def menu() -> tuple[tuple[str, dict[str, str]], ...]:
    """Each command's usage (`subscribe [matter] [level]`) with its help by language, for /help."""
    return tuple((" ".join([c.name, *(f"[{a.name}]" for a in c.arguments)]), dict(c.help)) for c in COMMANDS)


def _refused(sentence: str) -> Reply:
    return Refusal(sentence).as_reply()
