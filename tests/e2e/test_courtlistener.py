"""CourtListener and the whole bot: a webhook over HTTP, and what it leaves in the store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from redis import Redis

from bot.app import App, open_app
from bot.config import CourtListener, Settings, Web
from bot.domain.source import Trust
from bot.loops.clock import SystemClock
from tests import make
from tests.unit.sources import courtlistener_events as sent

SECRET = "a-secret-of-more-than-24-letters"
LOOPBACK = (ip_network("127.0.0.0/8"),)
FEED = f"https://www.courtlistener.com/docket/{sent.DOCKET_ID}/feed/"
MATTER = make.matter(sources=(make.source("docket", Trust.COURT, kind="courtlistener", url=FEED),))
STAY = "ORDER granting 14 Motion to Stay. The rule is STAYED pending appeal."


@dataclass
class Bot:
    """A running bot that nothing is polled by."""

    app: App
    base: str

    async def post(self, event: object, key: str = "k1", secret: str = SECRET) -> int:
        url, headers = f"{self.base}/inbox/courtlistener/{secret}", {"Idempotency-Key": key}
        async with aiohttp.ClientSession() as session, session.post(url, json=event, headers=headers) as response:
            return response.status

    async def told(self) -> list[str]:
        stories = await self.app.store.items.latest(MATTER.id, 9)
        return [report.excerpt for story in stories for report in story.reports]


@pytest.fixture
async def bot(valkey_url: str, tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[Bot]:
    with contextlib.closing(Redis.from_url(valkey_url)) as client:
        client.flushall()
    settings = Settings(
        data=tmp_path,
        redis_url=SecretStr(valkey_url),
        web=Web(port=unused_tcp_port),
        courtlistener=CourtListener(webhook_secret=SecretStr(SECRET), allow=LOOPBACK),
    )
    async with (
        open_app(settings, [MATTER], SystemClock(), tick=timedelta(hours=1)) as app,
        asyncio.TaskGroup() as group,
    ):
        serving = group.create_task(app.serve_web())
        bot = Bot(app, f"http://127.0.0.1:{unused_tcp_port}")
        await _until_it_answers(bot)
        yield bot
        app.stop()
        await serving


async def _until_it_answers(bot: Bot) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{bot.base}/healthz"):
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0)


async def test_webhook_is_stored_before_it_is_answered(bot: Bot):
    assert (200, [STAY]) == (await bot.post(sent.docket_alert(sent.row(text=STAY))), await bot.told())


async def test_webhook_that_is_repeated_under_any_key_tells_nothing_twice(bot: Bot):
    event = sent.docket_alert(sent.row(text=STAY))
    assert [200, 200, 200] == [await bot.post(event, key) for key in ("k1", "k1", "k2")]
    assert len(await bot.app.store.items.events(MATTER.id, 9)) == 1


async def test_many_at_once_are_each_stored_once(bot: Bot):
    events = [sent.docket_alert(sent.row(n, f"{STAY} {n}")) for n in range(1, 9)]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(bot.post(event, f"k{n}")) for n, event in enumerate(events * 2)]
    assert {200} == {task.result() for task in tasks}
    state = (await bot.app.store.items.source_states([MATTER.sources[0].id]))[MATTER.sources[0].id]
    told = await bot.told()
    assert (sorted(set(told)), False) == (sorted(told), state.is_baselined)


async def test_forged_webhook_changes_nothing(bot: Bot):
    event = sent.docket_alert(sent.row(text=STAY))
    assert (404, []) == (await bot.post(event, secret="b" * 24), await bot.told())
