"""Parsing under limits, with real child processes."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from bot.domain.errors import SourceError
from bot.sources.news_feed import parse
from bot.sources.worker import INLINE_BYTES, ParseWorker
from tests.unit.sources.bodies import bombs, feed_of, slow_bomb
from tests.unit.sources.support import spec_for

SPEC = spec_for()
SMALL, LARGE = feed_of(3), feed_of(100)


async def test_small_body_needs_no_child():
    async with ParseWorker() as worker:
        assert parse(SMALL, SPEC) == await worker.parse("news_feed", SMALL, SPEC)
        assert [] == worker._idle


async def test_large_body_parses_in_a_child_to_the_same_items():
    assert len(LARGE) > INLINE_BYTES
    async with ParseWorker() as worker:
        assert parse(LARGE, SPEC) == await worker.parse("news_feed", LARGE, SPEC)
        assert 1 == len(worker._idle)


async def test_child_is_used_again():
    async with ParseWorker() as worker:
        await worker.parse("news_feed", LARGE, SPEC)
        (first,) = worker._idle
        await worker.parse("news_feed", LARGE, SPEC)
        assert [first] == worker._idle


@pytest.mark.slow
async def test_body_that_takes_too_long_is_given_up_and_the_next_one_parses():
    async with ParseWorker(wall_s=0.5) as worker:
        with pytest.raises(SourceError, match=r"longer than 0\.5 seconds"):
            await worker.parse("news_feed", slow_bomb(2_000_000), SPEC)
        assert 100 == len((await worker.parse("news_feed", LARGE, SPEC)).items)


@pytest.mark.slow
async def test_slow_body_holds_up_nobody_else():
    async with ParseWorker(wall_s=2.0) as worker, asyncio.TaskGroup() as group:
        bomb = group.create_task(_outcome(worker, slow_bomb(3_000_000)))
        others = [group.create_task(worker.parse("news_feed", LARGE, SPEC)) for _ in range(10)]
        await asyncio.wait(others)
        assert [100] * 10 == [len(task.result().items) for task in others]
        assert not bomb.done()
    assert "longer than" in bomb.result()


async def _outcome(worker: ParseWorker, body: bytes) -> str:
    try:
        await worker.parse("news_feed", body, SPEC)
    except SourceError as err:
        return str(err)
    return "parsed"


@pytest.mark.slow
async def test_child_that_burns_its_allowance_dies_and_is_replaced():
    async with ParseWorker(wall_s=15.0) as worker:
        with pytest.raises(SourceError, match="died of it"):
            await worker.parse("news_feed", slow_bomb(5_000_000), SPEC)
        assert 100 == len((await worker.parse("news_feed", LARGE, SPEC)).items)


async def test_child_that_died_while_idle_is_replaced():
    async with ParseWorker() as worker:
        await worker.parse("news_feed", LARGE, SPEC)
        await worker._idle[0].kill()
        assert 100 == len((await worker.parse("news_feed", LARGE, SPEC)).items)


async def test_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REPRIEVE_DISCORD_TOKEN", "secret")
    async with ParseWorker() as worker:
        await worker.parse("news_feed", LARGE, SPEC)
        names = _names_in_environment(worker._idle[0]._process.pid)
    assert {b"PYTHONPATH"} == names


def _names_in_environment(pid: int) -> set[bytes]:
    environ = Path(f"/proc/{pid}/environ")
    if not environ.exists():
        pytest.skip("this system does not show a process's environment")
    return {entry.split(b"=")[0] for entry in environ.read_bytes().split(b"\0") if entry}


async def test_closing_ends_the_children():
    async with ParseWorker() as worker:
        await worker.parse("news_feed", LARGE, SPEC)
        (child,) = worker._idle
    assert not child.is_alive


async def test_cancelled_parse_leaves_no_child_in_doubt():
    async with ParseWorker() as worker:
        await worker.parse("news_feed", LARGE, SPEC)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await worker.parse("news_feed", slow_bomb(2_000_000), SPEC)
        assert [] == worker._idle
        assert 100 == len((await worker.parse("news_feed", LARGE, SPEC)).items)


@pytest.mark.parametrize(
    ("name", "bomb"), bombs(INLINE_BYTES - 1024).items(), ids=lambda it: it if isinstance(it, str) else ""
)
def test_bomb_below_the_inline_size_does_not_hold_the_loop(name: str, bomb: bytes):
    took_s = min(_cpu_s(bomb) for _ in range(2))
    assert took_s < 0.1, name


def _cpu_s(body: bytes) -> float:
    began = time.process_time()
    parse(body, SPEC)
    return time.process_time() - began
