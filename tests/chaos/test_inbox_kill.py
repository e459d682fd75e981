"""A webhook whose receiver is killed between the commit and the answer: told once, whatever its publisher does."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.domain.source import Trust
from bot.store.redis_store import RedisStore
from tests import make
from tests.unit.sources import courtlistener_events as sent

SECRET = "a-secret-of-more-than-24-letters"
FEED = f"https://www.courtlistener.com/docket/{sent.DOCKET_ID}/feed/"
DOCKET = make.source("docket", Trust.COURT, kind="courtlistener", url=FEED)
MATTER = make.matter(sources=(DOCKET,))
EVENT = sent.docket_alert(sent.row(text="ORDER granting 14 Motion to Stay. The rule is STAYED pending appeal."))


@contextlib.asynccontextmanager
async def receiver(url: str, fate: str) -> AsyncIterator[int]:
    """The port of a receiver in a process of its own."""
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos.inbox_child", url, fate, stdin=pipe, stdout=pipe
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield int(await child.stdout.readline())
    finally:
        child.stdin.close()
        await child.wait()


async def post(port: int) -> int | None:
    """The status of the answer; None when none came."""
    url, headers = f"http://127.0.0.1:{port}/inbox/courtlistener/{SECRET}", {"Idempotency-Key": "k1"}
    try:
        async with aiohttp.ClientSession() as session, session.post(url, json=EVENT, headers=headers) as response:
            return response.status
    except aiohttp.ServerDisconnectedError:
        return None


@pytest.mark.slow
async def test_kill_between_commit_and_answer_tells_the_entry_once(redis_store: RedisStore, valkey_url: str):
    async with receiver(valkey_url, "dies") as port:
        assert await post(port) is None
    assert not await redis_store.pushes.is_taken("courtlistener", "k1")
    async with receiver(valkey_url, "lives") as port:
        assert [200, 200] == [await post(port) for _ in range(2)]
    assert await redis_store.pushes.is_taken("courtlistener", "k1")
    assert len(await redis_store.items.events(MATTER.id, 9)) == 1
