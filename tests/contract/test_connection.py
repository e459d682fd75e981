"""The wire to the server: errors are told once and in words, and nothing is repeated behind the caller's back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.domain.errors import StoreError, StoreInUseError
from bot.store.connection import Connection
from bot.store.instance import holding
from bot.store.keys import Key
from bot.store.redis_store import RedisStore, open_store
from tests.contract.given import HERE, SOURCE, address, claim, commit, event, plan, queue, reminder
from tests.make import NOON, deadline, matter


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    connection = Connection(url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def losing_answers(url: str, folder: Path, asked: list[bytes]) -> AsyncIterator[str]:
    """A way to the server on which every script is run and no script's answer comes back."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server_reader, to_server = await asyncio.open_unix_connection(url.removeprefix("unix://"))
        while request := await reader.read(65_536):
            to_server.write(request)
            answer = await to_server_reader.read(65_536)
            if b"EVALSHA" in request:
                asked.append(request)
                break
            writer.write(answer)
        writer.close()
        to_server.close()

    socket = folder / "lossy.sock"
    server = await asyncio.start_unix_server(pass_on, socket)
    async with server:
        yield f"unix://{socket}"


async def test_a_script_whose_answer_is_lost_is_run_once_and_told_as_an_error(
    redis_store: RedisStore, valkey_url: str, tmp_path: Path
) -> None:
    asked: list[bytes] = []
    await redis_store.items.note_failure(SOURCE, "no route", NOON, NOON)
    async with losing_answers(valkey_url, tmp_path, asked) as lossy, connected(lossy) as connection:
        with pytest.raises(StoreError):
            await connection.run("items/note_failure", SOURCE, 1, 2, "no route")
    assert len(asked) == 1
    assert (await redis_store.items.source_states([SOURCE]))[SOURCE].n_fails == 2


async def test_a_server_that_forgot_its_scripts_is_told_them_again(redis_store: RedisStore) -> None:
    await redis_store.outbox._redis.script_flush()
    await queue(redis_store)
    assert (await claim(redis_store)).channel == HERE


async def test_a_connection_that_broke_is_made_anew_for_the_next_call(redis_store: RedisStore) -> None:
    await queue(redis_store)
    await redis_store.outbox._redis.client_kill_filter(_type="normal", skipme=False)
    with pytest.raises(StoreError):
        await redis_store.outbox.claim()
    assert (await claim(redis_store)).channel == HERE


@pytest.mark.parametrize(
    "url", ["", "localhost", "http://host", "redis://host:port", "redis://host/x?socket_timeout=y"]
)
def test_an_address_that_is_none_says_how_one_looks(url: str) -> None:
    with pytest.raises(StoreError, match="redis://user:password@host"):
        Connection(url)


async def test_an_error_never_shows_the_password(tmp_path: Path) -> None:
    async with connected(f"unix://user:geheim@{tmp_path}/nothing") as connection:
        with pytest.raises(StoreError) as refused:
            await connection.run("outbox/backlog")
    assert "geheim" not in str(refused.value)


async def test_a_full_server_is_named(redis_store: RedisStore) -> None:
    redis = redis_store.outbox._redis
    await redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(StoreError, match="raise its maxmemory"):
            await commit(redis_store, events=(event(),))
    finally:
        await redis.config_set("maxmemory", 0)
    assert await redis_store.outbox.backlog() == 0


async def test_a_read_only_server_is_named(redis_store: RedisStore) -> None:
    redis = redis_store.outbox._redis
    await redis.replicaof("127.0.0.1", "1")
    try:
        with pytest.raises(StoreError, match="address of the primary"):
            await commit(redis_store, events=(event(),))
    finally:
        await redis.replicaof("NO", "ONE")


async def test_errors_of_the_block_leave_the_store_as_they_are(valkey_url: str) -> None:
    with pytest.raises(KeyError):
        async with open_store(valkey_url, is_sole=True):
            raise KeyError


async def test_whoever_lost_the_lease_decides_and_sends_nothing(redis_store: RedisStore, valkey_url: str) -> None:
    await redis_store.items.open_matter(matter(), (deadline(),), (reminder(),))
    await queue(redis_store)
    async with open_store(valkey_url, is_sole=True) as other:
        for refused in (
            redis_store.outbox.claim(),
            redis_store.items.commit(plan(), NOON),
            redis_store.deadlines.fire([reminder().id], []),
        ):
            with pytest.raises(StoreInUseError):
                await refused
        assert (await claim(other)).channel == HERE


async def test_what_was_sent_before_the_lease_was_lost_is_still_acknowledged(
    redis_store: RedisStore, valkey_url: str
) -> None:
    await queue(redis_store)
    sent = await claim(redis_store)
    async with open_store(valkey_url, is_sole=True) as other:
        await redis_store.outbox.ack(sent, "1")
        await other.outbox.recover()
        assert await other.outbox.claim() is None


async def test_a_lease_that_ran_out_is_taken_back_when_nobody_has_it(redis_store: RedisStore) -> None:
    await queue(redis_store)
    await redis_store.outbox._redis.delete(Key.INSTANCE)
    assert (await claim(redis_store)).channel == HERE


async def test_a_lease_that_a_crash_left_behind_is_waited_for(
    redis_store: RedisStore, valkey_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.instance._LOOK_S", 0.05)
    await redis_store.outbox._redis.set(Key.INSTANCE, "host:1:dead", px=200)
    async with connected(valkey_url) as connection, holding(connection, "host:2:new", is_sole=False):
        assert await redis_store.outbox._redis.get(Key.INSTANCE) == "host:2:new"


async def test_a_lease_is_given_back_at_the_end(redis_store: RedisStore, valkey_url: str) -> None:
    async with connected(valkey_url) as connection:
        async with holding(connection, "host:2:new", is_sole=True):
            pass
        assert await redis_store.outbox._redis.exists(Key.INSTANCE) == 0


async def test_a_lease_is_renewed_while_it_is_held(
    redis_store: RedisStore, valkey_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.instance._RENEW_S", 0.02)
    redis = redis_store.outbox._redis
    async with connected(valkey_url) as connection, holding(connection, "host:2:new", is_sole=True):
        await redis.pexpire(Key.INSTANCE, 5_000)
        async with asyncio.timeout(5):
            while await redis.pttl(Key.INSTANCE) < 10_000:  # noqa: ASYNC110  the server tells nobody
                await asyncio.sleep(0.01)


async def test_an_emptied_server_is_not_taken_for_the_one_that_was_read(redis_store: RedisStore) -> None:
    await commit(redis_store, events=(event(),))
    await address(redis_store)
    await redis_store.items.world("wire", (), (matter(),))
    await redis_store.outbox._redis.flushall()
    world = await redis_store.items.world("wire", (), (matter(),))
    assert (world.matters[0].revision, world.matters[0].stories, world.is_baselined) == (0, (), False)
