"""Discord as a way out: one embed a message, the delivery's id as nonce, every end of an attempt an Outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.delivery.discord_attempt import Attempt, StoppedError, attempt_trace
from bot.domain.delivery import ChannelGone, Delivery, NotSent, Outcome, Refused, Sent, Unknown
from bot.domain.message import Message, Span, Style
from bot.ports import Clock
from bot.render.discord_format import carries, embed_from, text_from

ATTEMPT_S = 10.0
NONCE_WINDOW = timedelta(seconds=120 - ATTEMPT_S)
"""How long after the first try the nonce alone keeps a repeat out: Discord remembers it for "the past few minutes"."""

_PAGE = 50
_MOST_PAGES = 4
_CLOCK_SKEW = timedelta(minutes=10)
_NOT_CONNECTED = timedelta(seconds=5)
_LONG = timedelta(minutes=10)
"""Between attempts that each cost an invalid request: 10,000 of them in 10 minutes would ban this address."""

_NO_MENTIONS: dict[str, list[str]] = {"parse": []}
_UNKNOWN_MESSAGE = 10008
_MAY_NOT_REPLY = frozenset({160002, 160009, 160010})  # a 403 for the reference alone: without Read Message History
_GONE = {
    10003: "the channel was deleted",
    10004: "the server is gone",
    50001: "the bot cannot see the channel: add it to the server again, or give it View Channel",
    50007: "the person takes no direct messages from the bot",
    50008: "the channel takes no messages",
    50009: "the server's verification level keeps the bot from writing there",
    50013: "the bot may not write in the channel: give it Send Messages and Embed Links",
    50083: "the thread is archived and locked",
}
_REFUSED = frozenset({20009, 50005, 200000, 200001, 240000})  # content filters; a message that is not ours
_BLOCKED = frozenset({0, 40333})  # not about one channel: the token, a wrong address, a guard that keeps us out
_PAUSE = "Discord asks for a pause"
_NOT_DISCORD = "the answer was not Discord's"
_TOKEN = "Discord does not accept the token: set a new one from the developer portal and start again"  # noqa: S105


@dataclass(frozen=True, slots=True)
class _Search:
    """What a channel's history told. Shape: `is_sure` is False when older messages could not be read."""

    message_id: str = ""
    is_sure: bool = True


class DiscordSender:
    """The Sender port over a discord.py client; only its HTTP side is used, no cache.

    Make it before the client logs in. `repeat_label` is the sentence for a possible repeat, by language.
    """

    def __init__(self, client: discord.Client, clock: Clock, repeat_label: Mapping[str, str] | None = None) -> None:
        if client.http.token is not None:
            raise ValueError("the client is logged in already, its requests cannot be watched any more")
        client.http.http_trace = attempt_trace()
        self._client = client
        self._clock = clock
        self._repeat_label = repeat_label or {"en": "This may be a repeat"}
        self._silent_until_s = float("-inf")

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        must_wait = self._must_wait()
        if must_wait:
            return must_wait
        attempt = Attempt()
        try:
            async with asyncio.timeout(ATTEMPT_S):
                if edits:
                    return await self._edit(attempt, delivery, message, edits)
                return await self._post(attempt, delivery, message, replies_to)
        except discord.HTTPException as error:
            return self._refusal(error)
        except (StoppedError, discord.RateLimited) as error:
            return self._stopped(error, attempt)
        except (aiohttp.ClientError, OSError, RuntimeError) as error:
            # A RuntimeError says that the client is being closed; a TimeoutError is an OSError.
            reason = f"Discord did not answer: {str(error) or f'nothing within {ATTEMPT_S:.0f} s'}"
            return Unknown(reason) if attempt.has_left else NotSent(reason)

    def _must_wait(self) -> NotSent | None:
        if self._client.user is None:
            return NotSent("Discord is not connected yet", _NOT_CONNECTED)
        wait_s = self._silent_until_s - self._clock.monotonic()
        return NotSent(_PAUSE, timedelta(seconds=wait_s)) if wait_s > 0 else None

    async def _post(self, attempt: Attempt, delivery: Delivery, message: Message, replies_to: str) -> Outcome:
        reference = reference_of(delivery)
        if self._must_look(delivery):
            found = await self._find(delivery, reference)
            if found.message_id:
                return Sent(found.message_id)
            if not found.is_sure:
                message = self._labelled(message, delivery)
        path = Route("POST", "/channels/{channel_id}/messages", channel_id=delivery.channel.chat_id)
        once = {"nonce": delivery.id, "enforce_nonce": True}
        payloads = (payload | once for payload in _payloads(message, reference, replies_to))
        return _arrived(await self._first_taken(attempt, path, payloads), delivery)

    async def _edit(self, attempt: Attempt, delivery: Delivery, message: Message, message_id: str) -> Outcome:
        path = Route(
            "PATCH",
            "/channels/{channel_id}/messages/{message_id}",
            channel_id=delivery.channel.chat_id,
            message_id=message_id,
        )
        try:
            # An edit never notifies, and may not change that flag.
            payloads = _payloads(replace(message, is_silent=False), reference_of(delivery))
            answer = await self._first_taken(attempt, path, payloads)
        except discord.NotFound as error:
            if error.code == _UNKNOWN_MESSAGE:
                return Sent("")  # somebody deleted our message: there is nothing to bring up to date
            raise
        return _arrived(answer, delivery)

    async def _first_taken(self, attempt: Attempt, path: Route, payloads: Iterator[dict[str, Any]]) -> Any:
        """The answer to the first of the payloads that Discord takes, each simpler than the one before."""
        payload: dict[str, Any] | None = next(payloads)
        while True:
            try:
                return await self._client.http.request(path, json=payload, trace_request_ctx=attempt)
            except discord.HTTPException as error:
                payload = next(payloads, None) if _is_about_the_shape(error) else None
                if payload is None:
                    raise

    def _must_look(self, delivery: Delivery) -> bool:
        """Inside the window the nonce alone keeps a repeat out; after it only the channel knows."""
        return delivery.may_have_arrived and self._clock.now() - delivery.first_tried_at > NONCE_WINDOW

    async def _find(self, delivery: Delivery, reference: str) -> _Search:
        """Reads back, page by page, to the time of the first try."""
        since = delivery.first_tried_at - _CLOCK_SKEW
        path = Route("GET", "/channels/{channel_id}/messages", channel_id=delivery.channel.chat_id)
        params: dict[str, str | int] = {"limit": _PAGE}
        for _ in range(_MOST_PAGES):
            page = await self._client.http.request(path, params=params, trace_request_ctx=Attempt())
            if not isinstance(page, list):
                raise aiohttp.ClientError(_NOT_DISCORD)
            ours = next((m["id"] for m in page if self._is_ours(m) and carries(m, reference)), "")
            if ours:
                return _Search(ours)
            if not page:
                # Without Read Message History every channel looks empty.
                return _Search(is_sure="before" in params)
            if len(page) < _PAGE or _sent_at(page[-1]) < since:
                return _Search()
            params["before"] = page[-1]["id"]
        return _Search(is_sure=False)

    def _is_ours(self, message: Mapping[str, Any]) -> bool:
        return self._client.user is not None and int(message["author"]["id"]) == self._client.user.id

    def _labelled(self, message: Message, delivery: Delivery) -> Message:
        lang = delivery.subscription.lang if delivery.subscription else "en"
        label = Span(self._repeat_label.get(lang, self._repeat_label["en"]), Style.ITALIC)
        return replace(message, lines=((label,), *message.lines))

    def _stopped(self, error: StoppedError | discord.RateLimited, attempt: Attempt) -> Outcome:
        if isinstance(error, discord.RateLimited):
            return NotSent(_PAUSE, timedelta(seconds=error.retry_after))
        if error.is_for_all:
            self._silence(error.retry_after or _LONG)
        if error.status == HTTPStatus.TOO_MANY_REQUESTS:
            return NotSent(_PAUSE, error.retry_after)
        return Unknown(str(error)) if attempt.has_left else NotSent(str(error))

    def _refusal(self, error: discord.HTTPException) -> Outcome:
        reason = f"Discord answered {error.status} ({error.code}): {error.text}"
        if error.status == HTTPStatus.UNAUTHORIZED:
            reason = _TOKEN
        elif error.code in _GONE:
            return ChannelGone(_GONE[error.code])
        elif error.code in _REFUSED or error.status == HTTPStatus.BAD_REQUEST:
            return Refused(reason)
        elif error.status == HTTPStatus.FORBIDDEN and error.code not in _BLOCKED:
            return ChannelGone(reason)
        if error.code in _BLOCKED:
            self._silence(_LONG)
        return NotSent(reason, _LONG)

    def _silence(self, pause: timedelta) -> None:
        self._silent_until_s = max(self._silent_until_s, self._clock.monotonic() + pause.total_seconds())


def reference_of(delivery: Delivery) -> str:
    """A short mark in our message, by which it is found again."""
    return delivery.id[:10]


def _payloads(message: Message, reference: str, replies_to: str = "") -> Iterator[dict[str, Any]]:
    """The message in ever simpler shapes: as it should be, without what it replies to, without the embed."""
    silent = discord.MessageFlags(suppress_notifications=message.is_silent).value
    shaped = {
        "content": "",
        "embeds": [embed_from(message, reference)],
        "flags": silent,
        "allowed_mentions": _NO_MENTIONS,
    }
    if replies_to:
        yield shaped | {"message_reference": {"message_id": replies_to, "fail_if_not_exists": False}}
    yield shaped
    unfurled = discord.MessageFlags(suppress_embeds=True).value
    yield shaped | {"content": text_from(message, reference), "embeds": [], "flags": silent | unfurled}


def _is_about_the_shape(error: discord.HTTPException) -> bool:
    if error.code in _MAY_NOT_REPLY:
        return True
    return error.status == HTTPStatus.BAD_REQUEST and error.code not in _GONE and error.code not in _REFUSED


def _arrived(answer: Any, delivery: Delivery) -> Outcome:
    """What a 2xx means; one without a message in it comes from something between us and Discord."""
    if not isinstance(answer, dict) or "id" not in answer:
        return Unknown(_NOT_DISCORD)
    if int(answer["channel_id"]) != delivery.channel.chat_id:
        return Refused(f"Discord put the message into channel {answer['channel_id']}")
    return Sent(str(answer["id"]))


def _sent_at(message: Mapping[str, Any]) -> datetime:
    return discord.utils.snowflake_time(int(message["id"]))
