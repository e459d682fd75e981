"""Where hubs confirm what they were asked for and push what is new (WebSub 5.3 and 7)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.domain.errors import StoreError
from bot.web.inbox import body_of

ANSWER_WITHIN_S = 5.0
_MAX_CHALLENGE = 1024
_SIGNATURES = ("X-Hub-Signature", "X-Hub-Signature-256")

_log = structlog.get_logger("inbox")

Confirm = Callable[[str, Mapping[str, str]], Awaitable[bool]]
Take = Callable[[str, bytes, Sequence[str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class HubDoor:
    """The way in for hubs. Shape: each call is for one callback, the last part of an address that one hub was told.

    `confirm` says whether a challenge may be answered; `take` returns when a push is safe, or is none of ours.
    """

    knows: Callable[[str], Awaitable[bool]]
    confirm: Confirm
    take: Take


def add_hub_door(app: web.Application, door: HubDoor) -> None:
    async def confirm(request: web.Request) -> web.Response:
        return await _within(_confirmed(door, request))

    async def take(request: web.Request) -> web.Response:
        return await _within(_taken(door, request))

    app.router.add_get("/inbox/websub/{callback}", confirm, allow_head=False)
    app.router.add_post("/inbox/websub/{callback}", take)


async def _within(answer: Awaitable[web.Response]) -> web.Response:
    """What could not be stored in time is asked for again by an answer of 503."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await answer
    except (StoreError, TimeoutError) as error:
        _log.warning("what a hub sent could not be stored; it sends it again", why=str(error) or "out of time")
        return web.Response(status=503, text="Not stored. Send it again.\n")


async def _confirmed(door: HubDoor, request: web.Request) -> web.Response:
    challenge = request.query.get("hub.challenge", "")
    is_told = request.query.get("hub.mode") == "denied"
    if not (challenge or is_told) or len(challenge) > _MAX_CHALLENGE:
        return web.Response(status=404)
    if not await door.confirm(request.match_info["callback"], request.query):
        return web.Response(status=404)
    return web.Response(text=challenge, headers={"X-Content-Type-Options": "nosniff"})


async def _taken(door: HubDoor, request: web.Request) -> web.Response:
    """2xx also for a wrong signature: whoever forges learns nothing. 410 tells a hub to stop."""
    callback = request.match_info["callback"]
    if not await door.knows(callback):
        return web.Response(status=410)
    if "Content-Encoding" in request.headers:  # the signature is of the bytes as they were sent
        return web.Response(status=415, text="Send it as it is.\n")
    signatures = [value for name in _SIGNATURES for value in request.headers.getall(name, ())]
    await door.take(callback, await body_of(request), signatures)
    return web.Response(status=202)
