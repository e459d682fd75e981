"""A real Valkey for the tests, one a session, emptied for each test; and the memory store beside it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis import Redis

from bot.store.embedded import embedded_valkey
from bot.store.memory.store import MemoryStore
from bot.store.redis_store import RedisStore, open_store

AnyStore = RedisStore | MemoryStore


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that lives as long as the session."""
    folder = tmp_path_factory.mktemp("valkey")
    with asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()
        url = runner.run(_enter(stack, folder))
        yield url
        runner.run(stack.aclose())


async def _enter(stack: contextlib.AsyncExitStack, folder: Path) -> str:
    return await stack.enter_async_context(embedded_valkey(folder))


@pytest.fixture
async def redis_store(valkey_url: str) -> AsyncIterator[RedisStore]:
    """The real store, empty."""
    with contextlib.closing(Redis.from_url(valkey_url)) as client:
        client.flushall()
    async with open_store(valkey_url, is_sole=True) as store:
        yield store


@pytest.fixture(params=["memory", "valkey"])
async def store(request: pytest.FixtureRequest, valkey_url: str) -> AsyncIterator[AnyStore]:
    """Each store in turn: both keep the same promises."""
    if request.param == "memory":
        yield MemoryStore()
        return
    with contextlib.closing(Redis.from_url(valkey_url)) as client:
        client.flushall()
    async with open_store(valkey_url, is_sole=True) as opened:
        yield opened
