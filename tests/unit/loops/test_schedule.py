from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.loops.schedule import ticking
from bot.loops.supervise import Crew
from bot.metrics import Metrics

OFTEN = timedelta(milliseconds=1)


async def test_ticking_lets_a_tick_that_runs_come_to_its_end() -> None:
    began, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def tick() -> None:
        began.set()
        await may_end.wait()
        ended.set()

    async with Crew(Metrics()) as crew:
        async with ticking({"slow": (OFTEN, tick)}, crew):
            await began.wait()
            asyncio.get_running_loop().call_later(0.05, may_end.set)
        assert ended.is_set()


@pytest.mark.parametrize("n_rounds", range(8))
async def test_ticking_cancels_nothing_when_it_ends_in_the_moment_of_a_tick(
    n_rounds: int, caplog: pytest.LogCaptureFixture
) -> None:
    """`n_rounds` of the loop after a tick was due it may be due, handed over, or under way: each is tried."""
    began, may_end = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    async def quick() -> None:
        await asyncio.sleep(0)

    async def slow() -> None:
        began.set()
        await may_end.wait()

    async with Crew(Metrics()) as crew, ticking({"quick": (OFTEN, quick), "slow": (OFTEN, slow)}, crew):
        await began.wait()
        due_s = loop.time() + 2 * OFTEN.total_seconds()
        while loop.time() < due_s:  # the loop must not turn before the next tick is due
            pass
        for _ in range(n_rounds):
            await asyncio.sleep(0)
        loop.call_later(0.02, may_end.set)
    for _ in range(5):  # APScheduler ends itself, and tells of what it cancelled, in later rounds
        await asyncio.sleep(0)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []
