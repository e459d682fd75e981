"""The pages and the whole bot: what is decided shows at its web port, from the real store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from lxml import html
from pydantic import SecretStr
from redis import Redis

from bot.app import App, open_app
from bot.config import Settings, Web
from bot.domain.source import Trust
from bot.loops.opening import open_matters
from bot.pipeline.plan import plan
from tests import make
from tests.fakes.clock import StandingClock

GOV = make.source("gov", Trust.OFFICIAL, outlet="White House")
MATTER = make.matter(sources=(GOV,))
ORDER = make.item(
    "order", "Extending the TikTok Enforcement Delay", summary="The delay is extended until June 19, 2025."
)


@pytest.fixture
async def site(valkey_url: str, tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[tuple[App, str]]:
    with contextlib.closing(Redis.from_url(valkey_url)) as client:
        client.flushall()
    settings = Settings(data=tmp_path, redis_url=SecretStr(valkey_url), web=Web(port=unused_tcp_port), lang="zh_Hans")
    async with (
        open_app(settings, [MATTER], StandingClock(), tick=timedelta(hours=1)) as app,
        asyncio.TaskGroup() as group,
    ):
        serving = group.create_task(app.serve_web())
        yield app, f"http://127.0.0.1:{unused_tcp_port}"
        app.stop()
        await serving


async def take(app: App, *items: object) -> None:
    """One poll of the source, planned and committed."""
    store, now = app.store.items, app.clock.now()
    world = await store.world(GOV.id, [item.mark for item in items], [MATTER])  # type: ignore[attr-defined]
    await store.commit(plan(make.batch(*items, of=GOV), world, now), _soon(now))  # type: ignore[arg-type]


async def page_of(base: str, path: str) -> html.HtmlElement:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(base + path) as response:
                    return html.document_fromstring(await response.text())
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0)


async def test_order_that_is_stored_shows_as_a_move_of_the_deadline(site: tuple[App, str]):
    app, base = site
    await open_matters([MATTER], app.store.items, app.clock)
    await take(app)
    await take(app, ORDER)
    page = await page_of(base, "/matter/tiktok?lang=en")
    assert ["from Sun, Jan 19, 2025 → to Thu, Jun 19, 2025"] == [
        " ".join(p.text_content().split()) for p in page.xpath("//ol/li[@aria-current]/p[@class='move']")
    ]
    assert ["ORDERED · EXTENSION"] == page.xpath("//article/p[@class='badge']/text()")


async def test_reader_without_a_wish_gets_the_language_of_the_bot(site: tuple[App, str]):
    _, base = site
    assert "zh-Hans" == (await page_of(base, "/")).get("lang")


def _soon(now: datetime) -> datetime:
    return now + timedelta(minutes=5)
