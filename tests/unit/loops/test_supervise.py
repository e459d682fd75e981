from __future__ import annotations

import asyncio

import pytest

from bot.domain.errors import StoreError
from bot.loops.supervise import Crew
from bot.metrics import Metrics


async def test_crew_lets_the_others_go_on_when_one_fails() -> None:
    done = asyncio.Event()

    async def fails() -> None:
        raise ValueError("broken")

    async def works() -> None:
        done.set()

    async with Crew(Metrics()) as crew:
        crew.start("bad", fails())
        crew.start("good", works())
        await asyncio.wait_for(done.wait(), 5)
    assert done.is_set()


async def test_crew_starts_a_kept_task_again_when_it_fails() -> None:
    metrics, lives = Metrics(), []
    finished = asyncio.Event()

    async def work() -> None:
        lives.append(1)
        if len(lives) == 1:
            raise StoreError("no answer")
        finished.set()

    async with Crew(metrics) as crew:
        crew.keep("loop", work)
        await asyncio.wait_for(finished.wait(), 5)
    assert (len(lives), metrics.counted("task_failures", task="loop")) == (2, 1)


async def test_crew_cancels_what_still_runs_when_the_block_ends() -> None:
    ended = asyncio.Event()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with Crew(Metrics()) as crew:
        crew.keep("endless", endless)
        await asyncio.sleep(0)
    assert ended.is_set()


async def test_settle_waits_for_the_named_tasks_alone() -> None:
    order: list[str] = []

    async def quick() -> None:
        order.append("quick")

    async with Crew(Metrics()) as crew:
        crew.keep("slow", asyncio.Event().wait)  # type: ignore[arg-type]
        crew.start("send", quick())
        await crew.settle("send", within_s=5)
        order.append("settled")
    assert order == ["quick", "settled"]


async def test_contained_tells_a_failure_and_does_not_raise_it(caplog: pytest.LogCaptureFixture) -> None:
    metrics = Metrics()

    async def fails() -> None:
        raise ValueError("broken")

    async with Crew(metrics) as crew:
        await crew.contained("tick", fails)
    assert metrics.counted("task_failures", task="tick") == 1
