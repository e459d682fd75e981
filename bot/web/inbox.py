"""Where publishers push to: who may, how much, and the answer, which is given when the event is safe."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from aiohttp import web

from bot.domain.errors import MalformedError, StoreError
from bot.web.peers import Network, is_in, peer_of

MAX_BODY = 4 * 1024 * 1024
"""A docket that is uploaded whole comes as one event; whoever refuses that often enough is no longer sent anything."""

ANSWER_WITHIN_S = 0.9
_BODY_WITHIN_S = 5.0
_MAX_KEY_CHARS = 200
_MOST_STRANGERS = 20
_CHUNK = 64 * 1024

_log = structlog.get_logger("inbox")

Take = Callable[[str, object], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Door:
    """One publisher's way in. Shape: `secret` is the last part of the path; `allow` are the addresses it sends from.

    `proxies` are those whose word on an address is taken. `take` returns when the event is safe.
    """

    publisher: str
    secret: str
    allow: Sequence[Network]
    proxies: Sequence[Network]
    take: Take


def add_door(app: web.Application, door: Door) -> None:
    app.router.add_post(f"/inbox/{door.publisher}/{{secret}}", _handler(door))


def _handler(door: Door) -> Callable[[web.Request], Awaitable[web.Response]]:
    strangers: set[str] = set()

    async def receive(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.match_info["secret"].encode(), door.secret.encode()):
            return web.Response(status=404)
        peer = peer_of(request, door.proxies)
        if peer is None or not is_in(peer, door.allow):
            _tell_of_stranger(door, str(peer), strangers)
            return web.Response(status=403)
        try:
            event = json.loads(await body_of(request))
        except (ValueError, RecursionError, TimeoutError):
            return web.Response(status=400, text="This is no JSON.\n")
        return await _answer(door, request.headers.get("Idempotency-Key", "")[:_MAX_KEY_CHARS], event)

    return receive


async def _answer(door: Door, key: str, event: object) -> web.Response:
    """200 when the event is safe. What could not be stored in time is asked for again by an answer of 503."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            await door.take(key, event)
    except MalformedError as error:
        return web.Response(status=400, text=f"{error}\n")
    except (StoreError, TimeoutError) as error:
        _log.warning("an event could not be stored; its publisher repeats it", publisher=door.publisher, why=str(error))
        return web.Response(status=503, text="Not stored. Send it again.\n")
    return web.Response(text="Stored.\n")


async def body_of(request: web.Request) -> bytes:
    """Raises: HTTPRequestEntityTooLarge, TimeoutError."""
    body = bytearray()
    async with asyncio.timeout(_BODY_WITHIN_S):
        async for chunk in request.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > MAX_BODY:
                raise web.HTTPRequestEntityTooLarge(max_size=MAX_BODY, actual_size=len(body))
    return bytes(body)


def _tell_of_stranger(door: Door, peer: str, strangers: set[str]) -> None:
    """Once for each address, and of few: it knows the secret, so it is a publisher that moved, or the secret is out."""
    if peer not in strangers and len(strangers) < _MOST_STRANGERS:
        strangers.add(peer)
        _log.warning(
            "a webhook with the right secret came from an address that is not allowed; if it is the publisher's, add "
            f"it to {door.publisher}.allow, or name your proxy in web.trusted_proxies",
            address=peer,
        )
