"""The way in for hubs: what they are answered."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network

import aiohttp
import pytest

from bot.domain.errors import StoreError
from bot.web.health import Health
from bot.web.inbox import MAX_BODY
from bot.web.inbox_websub import HubDoor
from bot.web.server import application, serving

LOOPBACK = (ip_network("127.0.0.0/8"),)
QUERY = {"hub.mode": "subscribe", "hub.topic": "https://harbor.example/feed", "hub.challenge": "c<b>1"}


@dataclass
class Inbox:
    """Knows one callback, agrees to one topic, and keeps what it was given."""

    error: Exception | None = None
    is_slow: bool = False
    taken: list[tuple[bytes, list[str]]] = field(default_factory=list)

    async def knows(self, callback: str) -> bool:
        return callback == "known"

    async def confirm(self, callback: str, fields: Mapping[str, str]) -> bool:
        await self._trouble()
        return callback == "known" and fields.get("hub.topic") == QUERY["hub.topic"]

    async def take(self, callback: str, body: bytes, signatures: Sequence[str]) -> None:
        await self._trouble()
        self.taken.append((body, list(signatures)))

    async def _trouble(self) -> None:
        if self.is_slow:
            await asyncio.Event().wait()
        if self.error:
            raise self.error


async def facts() -> Health:
    raise NotImplementedError


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def session(inbox: Inbox) -> AsyncIterator[aiohttp.ClientSession]:
    door = HubDoor(inbox.knows, inbox.confirm, inbox.take)
    async with (
        serving(application(facts, bytes, LOOPBACK, hub_door=door), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}/inbox/websub/") as session,
    ):
        yield session


async def confirm(session: aiohttp.ClientSession, callback: str = "known", **changes: str) -> tuple[int, str]:
    query = QUERY | {f"hub.{name}": value for name, value in changes.items()}
    async with session.get(callback, params=query) as response:
        assert response.status != 200 or ("text/plain", "nosniff") == (
            response.content_type,
            response.headers["X-Content-Type-Options"],
        )
        return response.status, await response.text()


async def push(
    session: aiohttp.ClientSession, body: bytes = b"<feed/>", callback: str = "known", **headers: str
) -> int:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    async with session.post(callback, data=io.BytesIO(body), headers=given) as response:
        return response.status


async def test_challenge_is_echoed_when_it_is_agreed(session: aiohttp.ClientSession):
    assert (200, QUERY["hub.challenge"]) == await confirm(session)


@pytest.mark.parametrize(
    "changes",
    [{"topic": "https://harbor.example/other"}, {"callback": "unknown"}, {"challenge": ""}, {"challenge": "c" * 1025}],
)
async def test_challenge_is_not_echoed_otherwise(session: aiohttp.ClientSession, changes: dict[str, str]):
    status, text = await confirm(session, **changes)
    assert (404, False) == (status, "c<b>" in text)


async def test_denial_needs_no_challenge(session: aiohttp.ClientSession):
    assert (200, "") == await confirm(session, mode="denied", challenge="")


async def test_push_is_taken_as_it_was_sent_with_every_signature(session: aiohttp.ClientSession, inbox: Inbox):
    headers = {"X_Hub_Signature": "sha1=1", "X_Hub_Signature_256": "sha256=2"}
    assert 202 == await push(session, b"\xff\x00", **headers)
    assert [(b"\xff\x00", ["sha1=1", "sha256=2"])] == inbox.taken


async def test_push_to_an_unknown_callback_is_told_to_stop(session: aiohttp.ClientSession, inbox: Inbox):
    assert (410, []) == (await push(session, callback="unknown"), inbox.taken)


async def test_push_above_the_limit_is_refused(session: aiohttp.ClientSession, inbox: Inbox):
    statuses = [await push(session, bytes(n)) for n in (MAX_BODY, MAX_BODY + 1)]
    assert ([202, 413], 1) == (statuses, len(inbox.taken))


async def test_push_that_is_packed_is_refused(session: aiohttp.ClientSession, inbox: Inbox):
    assert (415, []) == (await push(session, Content_Encoding="gzip"), inbox.taken)


async def test_what_cannot_be_stored_is_asked_for_again(session: aiohttp.ClientSession, inbox: Inbox):
    inbox.error = StoreError("the store is down")
    assert (503, 503) == (await push(session), (await confirm(session))[0])


async def test_hub_is_answered_even_when_the_store_is_not(
    session: aiohttp.ClientSession, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.web.inbox_websub.ANSWER_WITHIN_S", 0.05)
    inbox.is_slow = True
    assert 503 == await push(session)
