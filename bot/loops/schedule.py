"""Ticks. What is due stands in the store: a late, missed or doubled tick loses and repeats nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.loops.supervise import Crew

Tick = Callable[[], Awaitable[None]]


@asynccontextmanager
async def ticking(ticks: Mapping[str, tuple[timedelta, Tick]], crew: Crew) -> AsyncIterator[None]:
    """Calls each tick at its interval while the block runs, never two of one name at once.

    APScheduler's own defaults drop a job that is a second late, hence the three settings. A tick that fails is told
    by the crew, and the next one comes all the same.
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
    )
    running = {name: asyncio.Lock() for name in ticks}

    ending = asyncio.Event()

    async def call(name: str, tick: Tick) -> None:
        if ending.is_set():
            return
        async with running[name]:
            await crew.contained(name, tick)

    for name, (interval, tick) in ticks.items():
        scheduler.add_job(call, "interval", args=(name, tick), seconds=interval.total_seconds(), id=name, name=name)
    scheduler.start()
    try:
        yield
    finally:
        # Its shutdown cancels what runs: let the ticks under way come to their end first, and those it has only just
        # handed to the loop see that it is over.
        scheduler.pause()
        ending.set()
        for lock in running.values():
            await lock.acquire()
        await asyncio.sleep(0)
        scheduler.shutdown(wait=False)
