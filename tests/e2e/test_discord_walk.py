"""The whole bot on Discord: real feeds, real Valkey, the real discord.py, and a Discord on loopback."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from redis import Redis

from bot.app import App, open_app
from bot.config import Discord, Egress, Settings
from bot.domain.channel import Channel, Platform
from bot.domain.source import SourceSpec, Trust
from tests import make
from tests.e2e.discord_kit import discord_at
from tests.fakes.clock import StandingClock
from tests.fakes.discord_faults import failing, too_many
from tests.fakes.discord_gateway import IDENTIFY
from tests.fakes.discord_interactions import interaction
from tests.fakes.discord_server import GUILD_ID, TOKEN, DiscordServer
from tests.fakes.feed_host import FeedHost, page
from tests.unit.sources.bodies import rss

ALERTS, OTHER = Channel(Platform.DISCORD, 1001), Channel(Platform.DISCORD, 1002)
ORDER = rss(
    "<item><title>Extending the TikTok Enforcement Delay</title><link>https://gov.example/order</link>"
    "<guid>order</guid><description>The delay is extended until June 19, 2025.</description></item>"
)
REPORT = rss(
    "<item><title>President signs order extending TikTok deadline to June 19</title>"
    "<link>https://harbor.example/signed</link><guid>signed</guid></item>"
)
NOTHING = rss("")


@dataclass
class Walk:
    """The running bot, its two feeds and its Discord."""

    app: App
    clock: StandingClock
    discord: DiscordServer
    feeds: FeedHost
    sources: tuple[SourceSpec, ...]
    _n_typed: int = field(default=9000)

    async def type(self, name: str, channel: Channel = ALERTS) -> dict[str, Any]:
        """The answer to a slash command."""
        n_before = len(self.discord.of("POST", "/callback"))
        self._n_typed += 1
        event = interaction(name, channel_id=channel.chat_id, interaction_id=self._n_typed)
        await self.discord.gateway.dispatch("INTERACTION_CREATE", event)
        body: dict[str, Any] = (await self.discord.until("POST", "/callback", n_before + 1))[-1].body
        return body["data"]

    async def publish(self, path: str, body: bytes) -> None:
        """A feed shows something new, and it is time to look."""
        self.feeds.pages[path] = page(body)
        self.clock.move(minutes=6)

    async def until(self, is_so: Callable[[], Any]) -> None:
        while not await is_so():  # noqa: ASYNC110  the store announces nothing
            await asyncio.sleep(0.01)

    async def until_polled_once(self) -> None:
        async def is_baselined() -> bool:
            states = await self.app.store.items.source_states([s.id for s in self.sources])
            return all(s.is_baselined for s in states.values())

        await self.until(is_baselined)

    async def until_suspended(self) -> None:
        await self.until(self.app.store.outbox.suspended)

    async def until_delivered(self) -> None:
        async def is_empty() -> bool:
            return await self.app.store.outbox.backlog() == 0

        await self.until(is_empty)

    def sent(self, channel: Channel = ALERTS) -> list[dict[str, Any]]:
        return self.discord.messages[channel.chat_id]


@pytest.fixture
async def walk(valkey_url: str, tmp_path: Path) -> AsyncIterator[Walk]:
    clock = StandingClock()
    with contextlib.closing(Redis.from_url(valkey_url)) as client:
        client.flushall()
    async with FeedHost({"/gov": page(NOTHING), "/wire": page(NOTHING)}) as feeds, discord_at(clock) as discord:
        gov = make.source("gov", Trust.OFFICIAL, url=feeds.url("/gov"), outlet="White House")
        wire = make.source("wire", url=feeds.url("/wire"), outlet="Harbor Wire")
        settings = Settings(
            data=tmp_path,
            redis_url=SecretStr(valkey_url),
            discord=Discord(token=SecretStr(TOKEN), api_base=discord.api, gateway=discord.gateway_url),
            egress=Egress(allow=(ip_network("127.0.0.0/8"),)),
        )
        matter = make.matter(sources=(gov, wire))
        tick = timedelta(seconds=0.05)
        async with open_app(settings, [matter], clock, tick=tick) as app, asyncio.TaskGroup() as group:
            group.create_task(app.run())
            await discord.gateway.until_said(IDENTIFY)
            made = Walk(app, clock, discord, feeds, (gov, wire))
            await made.until_polled_once()
            yield made
            app.stop()


def title_of(message: dict[str, Any]) -> str:
    return str(message["embeds"][0]["title"])


async def test_subscribe_when_typed_is_answered_to_the_caller_alone(walk: Walk):
    answer = await walk.type("subscribe")
    assert ("This channel now follows TikTok law.", 64) == (title_of(answer), answer["flags"])


async def test_status_when_typed_counts_down_in_the_readers_own_time(walk: Walk):
    answer = await walk.type("status")
    due = int(make.FIRST_DUE.timestamp())
    shown = answer["embeds"][0]["description"]
    assert ("TikTok law", True, True) == (title_of(answer), f"<t:{due}:R>" in shown, f"<t:{due}:F>" in shown)


async def test_alert_when_an_order_is_published(walk: Walk):
    await walk.type("subscribe")
    await walk.publish("/gov", ORDER)
    await walk.discord.until("POST", "/messages")
    message = walk.sent()[0]
    assert r"\[ORDERED · EXTENSION\] Extending the TikTok Enforcement Delay" == title_of(message)
    assert "to Thu, Jun 19, 2025** (1st extension)" in message["embeds"][0]["description"]


async def test_edit_when_another_outlet_reports_it(walk: Walk):
    await walk.type("subscribe")
    await walk.publish("/gov", ORDER)
    await walk.discord.until("POST", "/messages")
    await walk.publish("/wire", REPORT)
    await walk.discord.until("PATCH", "/messages")
    (message,) = walk.sent()
    assert "also reported by [Harbor Wire](https://harbor.example/signed)" in message["embeds"][0]["description"]


async def test_reminder_when_a_day_is_left(walk: Walk):
    await walk.type("subscribe")
    walk.clock.at = make.FIRST_DUE - timedelta(hours=24)
    await walk.discord.until("POST", "/messages")
    assert "24 hours" in title_of(walk.sent()[0])


async def test_pause_when_one_channel_is_limited_holds_up_no_other(walk: Walk):
    await walk.type("subscribe", ALERTS)
    await walk.type("subscribe", OTHER)
    walk.discord.faults[ALERTS.chat_id].append(too_many(0.5))
    await walk.publish("/gov", ORDER)
    posts = await walk.discord.until("POST", "/messages", 3)
    assert ([1, 1], "/channels/1001/messages") == ([len(walk.sent(c)) for c in (ALERTS, OTHER)], posts[-1].path)


@pytest.mark.slow
async def test_failure_when_the_alert_had_arrived_all_the_same(walk: Walk):
    await walk.type("subscribe")
    walk.discord.faults[ALERTS.chat_id].append(failing(502, is_accepted=True))
    await walk.publish("/gov", ORDER)
    await walk.discord.until("POST", "/messages", 2)
    await walk.until_delivered()
    assert 1 == len(walk.sent())


async def test_channel_when_the_bot_was_kicked_keeps_its_alerts_until_it_is_back(walk: Walk):
    await walk.type("subscribe")
    walk.discord.invisible.add(ALERTS.chat_id)
    await walk.publish("/gov", ORDER)
    await walk.until_suspended()
    walk.discord.invisible.clear()
    await walk.type("subscribe")
    await walk.discord.until("POST", "/messages", 2)
    assert 1 == len(walk.sent())


async def test_channel_when_the_bot_is_removed_from_its_server(walk: Walk):
    await walk.type("subscribe")
    channel = {"id": "1001", "type": 0, "name": "alerts", "position": 0, "permission_overwrites": []}
    await walk.discord.gateway.dispatch("GUILD_CREATE", {**walk.discord.guild, "channels": [channel]})
    await walk.discord.gateway.dispatch("GUILD_DELETE", {"id": str(GUILD_ID)})
    await walk.until_suspended()
    assert {ALERTS.id: "the bot was removed from the server"} == await walk.app.store.outbox.suspended()
