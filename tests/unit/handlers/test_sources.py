"""/sources: each source with its state, its last news and the next look at it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.source import Allowance, Usage, Validators
from handlers.dispatch import Dispatcher
from tests import make
from tests.unit.handlers.desk import GOV, WIRE, opened


async def test_sources_tells_each_one_in_the_packs_order():
    counter = await opened()
    await counter.take(WIRE, make.item())
    counter.clock.move(minutes=2)
    assert await counter.ask("sources tiktok") == (
        "TikTok law: 2 of 2 sources healthy\n"
        "Wire · news_feed · healthy\n"
        "Last news: 2 minutes ago · next look: in 3 minutes\n"
        "\n"
        "White House · news_feed · healthy\n"
        "No news yet · next look: in 3 minutes"
    )


async def test_sources_tells_since_when_one_fails_and_why():
    counter = await opened()
    await counter.store.items.note_failure(WIRE.id, "HTTP 503", make.NOON, make.NOON + timedelta(hours=1))
    counter.clock.move(minutes=20)
    assert (
        "TikTok law: 1 of 2 sources healthy\n"
        "Wire · news_feed · failing\n"
        "20 minutes ago · HTTP 503\n"
        "No news yet · next look: in 40 minutes\n"
    ) in await counter.ask("sources")


async def test_sources_tells_one_that_was_not_asked_yet():
    counter = await opened()
    counter.store.state.sources.pop(GOV.id)
    assert "White House · news_feed · not asked yet\nNo news yet · next look: now" in await counter.ask("sources")


async def test_sources_tells_what_a_publisher_still_grants():
    async def spent() -> list[Usage]:
        return [Usage(Allowance(timedelta(minutes=1), 5), 2), Usage(Allowance(timedelta(days=1), 125), 9)]

    counter = await opened()
    counter.desk = replace(counter.desk, budgets={"CourtListener": spent})
    counter.dispatcher = Dispatcher(counter.desk, counter.metrics)
    answer = await counter.ask("sources")
    assert "CourtListener, requests spent: 2 of 5 in 1 minute, 9 of 125 in 24 hours" == answer.splitlines()[-1]


async def test_sources_in_chinese():
    counter = await opened()
    await counter.store.items.note_unchanged(WIRE.id, Validators(), make.NOON, make.NOON + timedelta(minutes=5))
    answer = await counter.ask("来源 tiktok", lang="zh-CN")
    assert "TikTok 法案：2个来源中2个正常\nWire · news_feed · 正常\n尚无消息 · 下次查看：5分钟后" in answer
