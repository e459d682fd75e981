"""The way in for webhooks: who may, how much, and what is answered."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import dataclass, field, replace
from ipaddress import ip_network

import aiohttp
import pytest

from bot.domain.errors import MalformedError, StoreError
from bot.web.health import Health
from bot.web.inbox import MAX_BODY, Door
from bot.web.server import application, serving

SECRET = "sixteen-or-more-letters-1"
LOOPBACK = (ip_network("127.0.0.0/8"),)
ELSEWHERE = (ip_network("34.210.230.218/32"),)
EVENT = {"webhook": {"event_type": 1}, "payload": {}}


@dataclass
class Taker:
    """Keeps what it was given, and fails if it is told to."""

    error: Exception | None = None
    is_slow: bool = False
    taken: list[tuple[str, object]] = field(default_factory=list)

    async def take(self, key: str, event: object) -> None:
        if self.is_slow:
            await asyncio.Event().wait()
        if self.error:
            raise self.error
        self.taken.append((key, event))


async def facts() -> Health:
    raise NotImplementedError


async def post(taker: Taker, body: object = EVENT, secret: str = SECRET, headers=None, **changes: object) -> int:
    door = replace(Door("courtlistener", SECRET, LOOPBACK, (), taker.take), **changes)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with (
        serving(application(facts, bytes, LOOPBACK, [door]), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
        session.post(f"/inbox/courtlistener/{secret}", data=io.BytesIO(data), headers=headers) as response,
    ):
        return response.status


async def test_event_is_taken_with_its_key():
    taker = Taker()
    assert await post(taker, headers={"Idempotency-Key": "a-key"}) == 200
    assert taker.taken == [("a-key", EVENT)]


async def test_event_without_a_key_is_taken_too():
    taker = Taker()
    assert await post(taker) == 200
    assert taker.taken == [("", EVENT)]


@pytest.mark.parametrize("secret", ["wrong", SECRET[:-1], f"{SECRET}x", "%C3%A9"])
async def test_wrong_secret_finds_nothing(secret: str):
    taker = Taker()
    assert (404, []) == (await post(taker, secret=secret), taker.taken)


async def test_right_secret_from_a_wrong_address_is_refused():
    taker = Taker()
    assert (403, []) == (await post(taker, allow=ELSEWHERE), taker.taken)


async def test_forwarded_address_is_not_believed_without_a_trusted_proxy():
    taker = Taker()
    headers = {"X-Forwarded-For": "34.210.230.218"}
    assert (403, []) == (await post(taker, headers=headers, allow=ELSEWHERE), taker.taken)


@pytest.mark.parametrize(
    ("forwarded", "status"),
    [
        ("34.210.230.218", 200),
        ("6.6.6.6, 34.210.230.218", 200),
        ("34.210.230.218, 6.6.6.6", 403),
        ("34.210.230.218, 127.0.0.9", 200),
        ("34.210.230.218, nonsense", 403),
        ("::ffff:34.210.230.218", 200),
        ("", 403),
    ],
)
async def test_only_what_the_trusted_proxy_adds_is_believed(forwarded: str, status: int):
    headers = {"X-Forwarded-For": forwarded}
    assert status == await post(Taker(), headers=headers, allow=ELSEWHERE, proxies=LOOPBACK)


async def test_body_at_the_limit_is_taken_and_one_above_it_is_not():
    taker = Taker()
    filled = json.dumps("x" * (MAX_BODY - 2)).encode()
    assert [200, 413] == [await post(taker, filled), await post(taker, filled + b" ")]
    assert len(taker.taken) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"<html>", b"[" * 100_000])
async def test_what_is_no_json_is_refused(body: bytes):
    taker = Taker()
    assert (400, []) == (await post(taker, body), taker.taken)


async def test_what_is_no_event_is_refused():
    assert await post(Taker(error=MalformedError("it is no event"))) == 400


async def test_event_that_cannot_be_stored_is_asked_for_again():
    assert await post(Taker(error=StoreError("the store is down"))) == 503


async def test_answer_comes_within_a_second_even_when_the_store_does_not_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.web.inbox.ANSWER_WITHIN_S", 0.05)
    assert await post(Taker(is_slow=True)) == 503


async def test_there_is_no_way_in_without_a_door():
    async with (
        serving(application(facts, bytes, LOOPBACK), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
        session.post(f"/inbox/courtlistener/{SECRET}", json=EVENT) as response,
    ):
        assert response.status == 404
