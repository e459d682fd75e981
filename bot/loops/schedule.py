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

    async def call(name: str, tick: Tick) -> None:
        async with running[name]:
            await crew.contained(name, tick)

    for name, (interval, tick) in ticks.items():
        scheduler.add_job(call, "interval", args=(name, tick), seconds=interval.total_seconds(), id=name, name=name)
    scheduler.start()
    try:
        yield
    finally:
        # Its shutdown cancels what runs: let the ticks under way come to their end first.
        scheduler.pause()
        for lock in running.values():
            await lock.acquire()
        scheduler.shutdown(wait=False)
