"""The whole bot on Telegram: real feeds, real Valkey, the real python-telegram-bot, and a Bot API on loopback."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from redis import Redis

from bot.app import App, open_app
from bot.config import Egress, Settings, Telegram
from bot.domain.channel import Channel, Platform
from bot.domain.source import SourceSpec, Trust
from tests import make
from tests.fakes.clock import StandingClock
from tests.fakes.feed_host import FeedHost, page
from tests.fakes.telegram_server import TOKEN, TelegramServer, broken, flood
from tests.fakes.telegram_world import Chat
from tests.unit.sources.bodies import rss

ADA, BO = 7, 8
ORDER = rss(
    "<item><title>Extending the TikTok Enforcement Delay</title><link>https://gov.example/order</link>"
    "<guid>order</guid><description>The delay is extended until June 19, 2025.</description></item>"
)
REPORT = rss(
    "<item><title>President signs order extending TikTok deadline to June 19</title>"
    "<link>https://harbor.example/signed</link><guid>signed</guid></item>"
)
NOTHING = rss("")


class WalkClock(StandingClock):
    """The wall clock waits for the test; durations are real."""

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


@dataclass
class Walk:
    """The running bot, its two feeds and its Telegram."""

    app: App
    clock: WalkClock
    telegram: TelegramServer
    feeds: FeedHost
    sources: tuple[SourceSpec, ...]

    async def type(self, text: str, chat_id: int = ADA) -> str:
        """The answer to what somebody writes in a chat."""
        n_before = len(self.telegram.calls("sendMessage"))
        self.telegram.say(self.telegram.world.chats[chat_id], text, user_id=ADA)
        return (await self.telegram.until("sendMessage", n_before + 1))[-1].params["text"]

    async def publish(self, path: str, body: bytes) -> None:
        """A feed shows something new, and it is time to look."""
        self.feeds.pages[path] = page(body)
        self.clock.move(minutes=6)

    async def until(self, is_so: Callable[[], Awaitable[Any]]) -> None:
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
        """Returns when something was queued and nothing waits any more."""

        async def is_empty() -> bool:
            return bool(await self.app.store.items.latest(make.matter().id, 1)) and not (
                await self.app.store.outbox.backlog()
            )

        await self.until(is_empty)

    async def followers(self) -> list[Channel]:
        subscriptions, _ = await self.app.store.subscriptions.of_matter(make.matter().id)
        return [s.channel for s in subscriptions]


@pytest.fixture
async def walk(valkey_url: str, tmp_path: Path) -> AsyncIterator[Walk]:
    clock = WalkClock()
    with contextlib.closing(Redis.from_url(valkey_url)) as client:
        client.flushall()
    async with FeedHost({"/gov": page(NOTHING), "/wire": page(NOTHING)}) as feeds, TelegramServer() as telegram:
        telegram.world.add(Chat(ADA, "private", "Ada"))
        telegram.world.add(Chat(BO, "private", "Bo"))
        telegram.world.add(Chat(-70, "group", members={ADA: "administrator"}))
        gov = make.source("gov", Trust.OFFICIAL, url=feeds.url("/gov"), outlet="White House")
        wire = make.source("wire", url=feeds.url("/wire"), outlet="Harbor Wire")
        settings = Settings(
            data=tmp_path,
            redis_url=SecretStr(valkey_url),
            telegram=Telegram(token=SecretStr(TOKEN), base_url=telegram.base_url),
            egress=Egress(allow=(ip_network("127.0.0.0/8"),)),
        )
        tick = timedelta(seconds=0.05)
        matter = make.matter(sources=(gov, wire))
        async with open_app(settings, [matter], clock, tick=tick) as app, asyncio.TaskGroup() as group:
            group.create_task(app.run())
            made = Walk(app, clock, telegram, feeds, (gov, wire))
            await made.until_polled_once()
            yield made
            app.stop()
    assert [] == telegram.problems


async def test_subscribe_when_typed_is_answered_in_the_chat(walk: Walk):
    assert (await walk.type("/subscribe tiktok")).startswith("This channel now follows TikTok law.")


async def test_status_when_typed_counts_down_in_the_readers_own_time(walk: Walk):
    assert (await walk.type("/status")).startswith("TikTok law")
    due = int(make.FIRST_DUE.timestamp())
    entities = walk.telegram.calls("sendMessage")[0].params["entities"]
    assert {(due, "r"), (due, "wDt")} <= {(e.get("unix_time"), e.get("date_time_format")) for e in entities}


async def test_alert_when_an_order_is_published(walk: Walk):
    await walk.type("/subscribe")
    await walk.publish("/gov", ORDER)
    alert = (await walk.telegram.until("sendMessage", 2))[-1].params
    assert alert["text"].startswith("[ORDERED · EXTENSION] Extending the TikTok Enforcement Delay\n")
    assert "to Thu, Jun 19, 2025 (1st extension)" in alert["text"]
    assert not alert["disable_notification"]


async def test_edit_when_another_outlet_reports_it(walk: Walk):
    await walk.type("/subscribe")
    await walk.publish("/gov", ORDER)
    await walk.telegram.until("sendMessage", 2)
    await walk.publish("/wire", REPORT)
    await walk.telegram.until("editMessageText")
    assert "also reported by Harbor Wire" in walk.telegram.texts(ADA)[-1]
    assert 2 == len(walk.telegram.texts(ADA))


async def test_reminder_when_a_day_is_left(walk: Walk):
    await walk.type("/subscribe")
    walk.clock.at = make.FIRST_DUE - timedelta(hours=24)
    await walk.telegram.until("sendMessage", 2)
    assert "24 hours" in walk.telegram.texts(ADA)[-1].splitlines()[0]


async def test_pause_when_one_chat_is_limited_holds_up_no_other(walk: Walk):
    await walk.type("/subscribe", ADA)
    await walk.type("/subscribe", BO)
    walk.telegram.on("sendMessage", flood(1), chat_id=ADA)
    await walk.publish("/gov", ORDER)
    calls = await walk.telegram.until("sendMessage", 5)
    assert [2, 2] == [len(walk.telegram.texts(chat)) for chat in (ADA, BO)]
    assert (ADA, True) == (calls[-1].params["chat_id"], calls[-1].params["text"].startswith("[ORDERED"))


@pytest.mark.slow
async def test_repeat_when_an_alert_may_have_arrived_says_so(walk: Walk):
    await walk.type("/subscribe")
    walk.telegram.on("sendMessage", broken(502, is_after=True))
    await walk.publish("/gov", ORDER)
    await walk.telegram.until("sendMessage", 3)
    _, alert, again = walk.telegram.texts(ADA)
    label, *rest = again.splitlines()
    assert ("This may be a repeat (ref ", alert) == (label[:26], "\n".join(rest))


async def test_chat_when_the_bot_was_removed_keeps_its_alerts_until_it_is_back(walk: Walk):
    await walk.type("/subscribe", -70)
    group = walk.telegram.world.chats[-70]
    walk.telegram.remove_bot(group)
    await walk.until_suspended()
    await walk.publish("/gov", ORDER)
    walk.telegram.add_bot(group)
    await walk.telegram.until("sendMessage", 2)
    assert walk.telegram.texts(-70)[-1].startswith("[ORDERED")


async def test_group_when_it_becomes_a_supergroup_is_followed(walk: Walk):
    await walk.type("/subscribe", -70)
    walk.telegram.upgrade(walk.telegram.world.chats[-70], -1008)
    await walk.publish("/gov", ORDER)
    await walk.until_delivered()
    assert walk.telegram.texts(-1008)[-1].startswith("[ORDERED")
    assert [Channel(Platform.TELEGRAM, -1008)] == await walk.followers()
