"""The story over real HTTP on loopback."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_network
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from bot.demo.feed_server import FeedServer
from bot.demo.story import shipped_story
from bot.domain.errors import SourceError
from bot.domain.source import Validators
from bot.sources.http import Egress
from bot.sources.registry import build
from bot.sources.worker import ParseWorker

LOOPBACK = ip_network("127.0.0.0/8")
ATOM = "{http://www.w3.org/2005/Atom}"
BEFORE_APRIL_ORDER = datetime(2025, 4, 8, 12, 0, tzinfo=UTC)
AFTER_APRIL_ORDER = datetime(2025, 4, 8, 13, 0, tzinfo=UTC)
NIGHT_OF_THE_OUTAGE = datetime(2025, 1, 19, 4, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.at = shipped_story().start_at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock):
    async with FeedServer(shipped_story(), clock) as running:
        yield running


async def get(server: FeedServer, source_id: str, **headers: str) -> tuple[int, bytes, Mapping[str, str]]:
    url = f"{server.base_url}/{source_id}/feed.xml"
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        return response.status, await response.read(), response.headers


async def test_rss_shows_the_backdated_order_ninth_with_its_claimed_date(server, clock):
    clock.at = AFTER_APRIL_ORDER
    _, body, _ = await get(server, "whitehouse")
    items = ET.fromstring(body).findall("channel/item")  # noqa: S314  our own bytes
    assert items[8].findtext("title") == "Extending the TikTok Enforcement Delay"
    assert parsedate_to_datetime(items[8].findtext("pubDate")).isoformat() == "2025-04-04T08:29:34-04:00"


async def test_nothing_of_the_future_is_served(server, clock):
    clock.at = BEFORE_APRIL_ORDER
    _, body, _ = await get(server, "whitehouse")
    assert b"Extending the TikTok Enforcement Delay" not in body


async def test_courts_are_served_as_atom(server):
    _, body, headers = await get(server, "courts")
    assert headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert len(ET.fromstring(body).findall(f"{ATOM}entry")) == 2  # noqa: S314  our own bytes


async def test_chinese_titles_arrive_whole(server, clock):
    clock.at = AFTER_APRIL_ORDER
    _, body, _ = await get(server, "qingyu")
    assert "TikTok在美国停止服务".encode() in body


async def test_answer_is_304_when_the_etag_is_the_current_one(server):
    _, _, headers = await get(server, "harborwire")
    status, body, _ = await get(server, "harborwire", **{"If-None-Match": headers["ETag"]})
    assert (status, body) == (304, b"")


async def test_answer_is_304_when_only_the_date_is_asked_and_nothing_changed(server):
    _, _, headers = await get(server, "harborwire")
    status, _, _ = await get(server, "harborwire", **{"If-Modified-Since": headers["Last-Modified"]})
    assert status == 304


async def test_answer_is_200_when_something_new_was_published(server, clock):
    _, _, headers = await get(server, "harborwire")
    clock.at = AFTER_APRIL_ORDER
    status, _, _ = await get(server, "harborwire", **{"If-None-Match": headers["ETag"]})
    assert status == 200


async def test_answer_is_503_with_retry_after_when_the_outlet_is_down(server, clock):
    clock.at = NIGHT_OF_THE_OUTAGE
    status, _, headers = await get(server, "northline")
    assert (status, headers["Retry-After"]) == (503, "600")


async def test_server_counts_what_it_answered(server, clock):
    _, body, headers = await get(server, "northline")
    await get(server, "northline", **{"If-None-Match": headers["ETag"]})
    clock.at = NIGHT_OF_THE_OUTAGE
    await get(server, "northline")
    served = server.served
    assert (served.n_polls, served.n_unchanged, served.n_failed, served.n_bytes) == (3, 1, 1, len(body))


async def test_every_feed_is_read_whole_by_the_real_egress_and_parser(server, clock):
    clock.at = AFTER_APRIL_ORDER
    async with Egress(clock, allow=[LOOPBACK]) as egress, ParseWorker() as worker:
        for feed in server.story.feeds:
            polled = await build(feed.spec(server.base_url), egress, worker).poll(Validators())
            expected = [(p.title, p.link, p.summary, p.shown_at) for p in server.story.visible(feed.id, clock.at)]
            assert polled.parsed.problems == ()
            assert [(i.title, i.url, i.summary, i.published_at) for i in polled.parsed.items] == expected


async def test_second_poll_of_the_real_egress_finds_nothing_new(server, clock):
    async with Egress(clock, allow=[LOOPBACK]) as egress, ParseWorker() as worker:
        source = build(server.story.feeds[0].spec(server.base_url), egress, worker)
        first = await source.poll(Validators())
        second = await source.poll(first.validators)
    assert (second.parsed, second.status) == (None, 304)


async def test_real_egress_hears_how_long_to_wait_when_the_outlet_is_down(server, clock):
    clock.at = NIGHT_OF_THE_OUTAGE
    (northline,) = (f for f in server.story.feeds if f.id == "northline")
    async with Egress(clock, allow=[LOOPBACK]) as egress, ParseWorker() as worker:
        with pytest.raises(SourceError) as failed:
            await build(northline.spec(server.base_url), egress, worker).poll(Validators())
    assert failed.value.retry_after == timedelta(minutes=10)
