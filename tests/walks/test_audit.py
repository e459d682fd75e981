"""The whole bot on a real store tells a monitor that all is well, until the store loses what it acknowledged."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from redis.asyncio import Redis

from bot.app import App, open_app
from bot.config import load
from bot.domain.channel import Channel, Platform
from bot.loops.clock import SystemClock
from tests import make
from tests.contract.given import commit, queue, story, subscription
from tests.fakes.feed_host import FeedHost, page
from tests.fakes.senders import KeepingSender

HERE = Channel(Platform.CONSOLE, 1)
PING = "/ping/0f3a"


@asynccontextmanager
async def _running(url: str, monitor: FeedHost, folder: Path) -> AsyncIterator[App]:
    names = {
        "REPRIEVE_REDIS_URL": url,
        "REPRIEVE_DATA": str(folder),
        "REPRIEVE_AUDIT__PING_URL": monitor.url(PING),
        "REPRIEVE_AUDIT__ALLOW_HTTP": "true",
        "REPRIEVE_EGRESS__ALLOW": "127.0.0.0/8",
    }
    matter = replace(make.matter(), sources=())
    async with (
        open_app(load(names, folder), [matter], SystemClock(), console=KeepingSender()) as app,
        asyncio.TaskGroup() as group,
    ):
        await _told(app)
        group.create_task(app.run())
        yield app
        app.stop()


async def _told(app: App) -> None:
    await app.store.subscriptions.subscribe(subscription(HERE))
    await commit(app.store, stories=(story(),))
    await queue(app.store, to=(HERE,))


async def _delivered(app: App) -> None:
    async with asyncio.timeout(5):
        while not app.metrics.counted("deliveries"):  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(0.01)


async def test_monitor_hears_from_a_bot_whose_store_kept_everything_and_from_no_other(valkey_url, tmp_path):
    async with FeedHost({PING: page(b"OK")}) as monitor, Redis.from_url(valkey_url) as server:
        await server.flushall()
        async with _running(valkey_url, monitor, tmp_path) as app:
            assert None is (await app.vitals.health()).audit_problems
            await _delivered(app)
            await app.vitals.audit()
            assert [PING] == [r.path for r in monitor.requests]
            assert {} == (await app.vitals.health()).audit_problems
            await server.flushall()
            await app.vitals.audit()
            assert [PING] == [r.path for r in monitor.requests]
            assert {"receipt": 1} == (await app.vitals.health()).audit_problems
