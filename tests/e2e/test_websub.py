"""WebSub and the whole bot: a real hub on loopback pushes what no poll has seen yet."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from redis import Redis

from bot.app import App, open_app
from bot.config import Egress, Settings, Web
from bot.domain.matter import Matter
from bot.domain.source import HubLease, SourceState, Trust
from bot.loops.clock import SystemClock
from tests import make
from tests.fakes.hub import CHALLENGE, Hub, entry, running_hub

LOOPBACK = (ip_network("127.0.0.0/8"),)
OLD = entry(1, "Ferry timetable for the winter")
STAY = entry(2, "Supreme Court stays the TikTok ban")


@dataclass
class Bot:
    """A running bot whose ticks a test makes itself."""

    app: App
    hub: Hub
    matter: Matter

    async def poll(self) -> SourceState:
        """Polls the source now, whatever it was told to wait."""
        source_id = self.matter.sources[0].id
        await self.app.store.items.hasten({source_id: make.NOON})
        await self.app._poller.tick()
        await self.app._crew.settle("poll", within_s=5)
        return (await self.app.store.items.source_states([source_id]))[source_id]

    async def ask(self) -> None:
        await self.app._websub.tick()
        await self.app._crew.settle("hub", within_s=5)

    async def lease(self) -> HubLease:
        (lease,) = await self.app.store.hubs.all()
        return lease

    async def events(self) -> int:
        return len(await self.app.store.items.events(self.matter.id, 9))

    def pushes(self, kind: str) -> int:
        return self.app.metrics.counted("pushes", publisher="websub", kind=kind)


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with running_hub() as hub:
        hub.entries = OLD
        yield hub


@pytest.fixture
def settings(valkey_url: str, tmp_path: Path, unused_tcp_port: int) -> Settings:
    with contextlib.closing(Redis.from_url(valkey_url)) as client:
        client.flushall()
    web = Web(port=unused_tcp_port, public_url=f"http://127.0.0.1:{unused_tcp_port}/")
    return Settings(data=tmp_path, redis_url=SecretStr(valkey_url), web=web, egress=Egress(allow=LOOPBACK))


@pytest.fixture
async def bot(hub: Hub, settings: Settings) -> AsyncIterator[Bot]:
    async with running(settings, hub) as bot:
        yield bot


@contextlib.asynccontextmanager
async def running(settings: Settings, hub: Hub) -> AsyncIterator[Bot]:
    matter = make.matter(sources=(make.source("harbor", Trust.PRESS, url=hub.feed_url),))
    async with (
        open_app(settings, [matter], SystemClock(), tick=timedelta(hours=1)) as app,
        asyncio.TaskGroup() as group,
    ):
        serving = group.create_task(app.serve_web())
        await _until_it_answers(f"http://127.0.0.1:{settings.web.port}")
        yield Bot(app, hub, matter)
        app.stop()
        await serving


async def _until_it_answers(base: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{base}/healthz"):
                    return
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0)


async def test_pushed_entry_is_told_once_and_a_later_poll_finds_it_known(bot: Bot, hub: Hub):
    await bot.poll()
    await bot.ask()
    assert (200, CHALLENGE) == await hub.confirm()
    polls_before = bot.app.metrics.counted("polls")
    assert (202, 1, polls_before) == (await hub.push(STAY), await bot.events(), bot.app.metrics.counted("polls"))
    hub.entries = STAY + OLD
    state = await bot.poll()
    assert (1, 0, ()) == (await bot.events(), state.n_fails, state.habits.arrivals)


async def test_hub_that_confirms_before_it_answers_is_believed(bot: Bot, hub: Hub):
    hub.is_prompt = True
    await bot.poll()
    await bot.ask()
    lease = await bot.lease()
    assert ([(200, CHALLENGE)], 0, timedelta(days=10)) == (
        hub.answers,
        lease.n_fails,
        (lease.ends_at or make.NOON) - (lease.verified_at or make.NOON),
    )


async def test_push_that_is_repeated_or_replayed_tells_nothing_twice(bot: Bot, hub: Hub):
    hub.is_prompt = True
    await bot.poll()
    await bot.ask()
    assert [202, 202, 202] == [await hub.push(STAY) for _ in range(3)]
    assert (1, 1, 2) == (await bot.events(), bot.pushes("taken"), bot.pushes("repeated"))


async def test_forged_push_is_answered_like_any_other_and_dropped(bot: Bot, hub: Hub):
    hub.is_prompt = True
    await bot.poll()
    await bot.ask()
    signature = hub.signature(hub.body(OLD))
    assert [202, 202] == [await hub.push(STAY, X_Hub_Signature=s) for s in (signature, "sha256=00")]
    assert (0, 2) == (await bot.events(), bot.pushes("forged"))


async def test_push_before_the_confirmation_is_dropped(bot: Bot, hub: Hub):
    await bot.poll()
    await bot.ask()
    assert (202, 0, 1) == (await hub.push(STAY), await bot.events(), bot.pushes("expired"))


async def test_lease_is_known_after_a_restart(hub: Hub, settings: Settings):
    hub.is_prompt = True
    async with running(settings, hub) as bot:
        await bot.poll()
        await bot.ask()
    async with running(settings, hub) as bot:
        bot.app._poller.watch(bot.app._sources)
        await bot.ask()
        assert (1, 202, 1) == (len(hub.asked), await hub.push(STAY), await bot.events())


async def test_source_that_is_no_longer_watched_is_not_pushed(bot: Bot, hub: Hub):
    hub.is_prompt = True
    await bot.poll()
    await bot.ask()
    bot.app._poller.watch([])
    await bot.ask()
    assert (202, 1, False) == (await hub.push(STAY), bot.pushes("expired"), (await bot.lease()).is_wanted)


async def test_hub_is_asked_once_a_minute_at_most(bot: Bot, hub: Hub):
    hub.status = 500
    await bot.poll()
    await bot.ask()
    lease = await bot.lease()
    await bot.app.store.hubs.save(replace(lease, version=lease.version + 1, next_ask_at=make.NOON))
    await bot.ask()
    assert (1, "127.0.0.1: it refused with status 500.") == (len(hub.asked), lease.problem)


async def test_nothing_is_asked_and_nobody_let_in_without_a_public_address(hub: Hub, settings: Settings):
    web = settings.web.model_copy(update={"public_url": None})
    async with running(settings.model_copy(update={"web": web}), hub) as bot:
        await bot.poll()
        await bot.ask()
        assert ([], []) == (hub.asked, await bot.app.store.hubs.all())
        url = f"http://127.0.0.1:{settings.web.port}/inbox/websub/anything"
        async with hub.session.post(url, data=b"") as response:
            assert 404 == response.status
