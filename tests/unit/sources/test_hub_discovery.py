"""Which hub a feed names, in its head or in the header it came with."""

from __future__ import annotations

import time

import pytest

from bot.domain.source import HubLink, Validators
from bot.sources import news_feed
from bot.sources.feeds.hubs import hub_in
from bot.sources.http import Egress
from bot.sources.kind import Credential, SourceKind
from bot.sources.polled import PolledSource
from bot.sources.registry import build
from bot.sources.worker import ParseWorker
from tests.fakes.feed_host import FeedHost, page
from tests.unit.sources.support import LOOPBACK, LoopClock, spec_for

URL = "https://harbor.example/feed?page=1"
HUB, SELF = "https://hub.example/?a=1&b=2", "https://harbor.example/feed"
FOUND = HubLink(HUB, SELF)

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbor</title>
<link rel="alternate" href="https://harbor.example/"/>
<link rel="hub" href="{HUB.replace("&", "&amp;")}"/>
<link href='{SELF}' rel='self' type="application/atom+xml" />
<entry><link rel="hub" href="https://elsewhere.example/"/></entry></feed>"""
RSS = f"""<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://harbor.example/</link>
<atom:link rel="self" href="{SELF}"/><atom:link rel="hub" href="{HUB.replace("&", "&#38;")}"/><item></item>
</channel></rss>"""
JSON = f"""{{"version": "https://jsonfeed.org/version/1.1", "feed_url": "{SELF}",
"hubs": [{{"type": "rssCloud", "url": "https://cloud.example/"}}, {{"type": "WebSub", "url": "{HUB}"}}],
"items": []}}"""
JSON_IN_OTHER_WORDS = f"""{{"hubs": [{{"url": "{HUB}", "type": "WebSub"}}], "feed_url": "{SELF}"}}""".replace(
    "/", "\\/"
)
HEADER = f'<{HUB}>; rel="hub", <{SELF}>; rel="self"'


@pytest.mark.parametrize("body", [ATOM, RSS, JSON, JSON_IN_OTHER_WORDS])
def test_hub_is_found_in_the_head_of_a_feed(body: str):
    assert FOUND == hub_in(body.encode(), "", URL)


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        f"<{HUB}>; rel=hub, <{SELF}>; rel=self",
        f'<{SELF}>; rel="self alternate", <{HUB}>;title="a";REL="hub"',
        f'<{HUB}>; rel="hub", <https://second.example/>; rel="hub", </feed>; rel="self"',
    ],
)
def test_hub_is_found_in_the_header(header: str):
    assert FOUND == hub_in(b"<feed/>", header, URL)


def test_header_counts_before_the_body():
    body = ATOM.replace("hub.example", "second.example").replace("/feed'", "/second'")
    assert FOUND == hub_in(body.encode(), HEADER, URL)


def test_feed_without_a_name_of_its_own_goes_by_its_address():
    assert HubLink(HUB, URL) == hub_in(b"", f"<{HUB}>; rel=hub", URL)


def test_relative_addresses_are_read_against_the_feed_s():
    assert HubLink("https://harbor.example/hub", SELF) == hub_in(b"", "</hub>; rel=hub, <feed>; rel=self", URL)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<feed><link rel='self' href='https://harbor.example/feed'/></feed>",
        f"<feed><!-- <link rel='hub' href='{HUB}'/> --></feed>",
        f"<feed><!-- <link rel='hub' href='{HUB}'/>",
        f"<feed><entry/><link rel='hub' href='{HUB}'/></feed>",
        "<feed><link rel='hub' href='javascript:alert(1)'/></feed>",
        "<feed><link rel='hub' href=''/></feed>",
        "<feed><link rel='hub'/></feed>",
        "<feed><link rel='github' href='https://github.example/'/></feed>",
        f'{{"items": [{{"type": "WebSub", "url": "{HUB}"}}]}}',
        f'{{"hubs": [{{"type": "WebSub", "url": "{HUB}" oops}}], "feed_url": "\\x"}}',
        '{"hubs": [{"type": "WebSub"}, {"type": "WebSub", "url": 7}]}',
        '{"type": "WebSub", "url": ' + "[" * 16_000 + "}",
        '{"type": "WebSub", "url": ' + "[" * 9_000 + "}",
    ],
)
def test_no_hub_is_found_where_none_is_named(body: str):
    assert hub_in(body.encode(), "", URL) is None


@pytest.mark.parametrize(
    "part",
    [
        b"<link ",
        b"<!--",
        b"-->",
        b'<link rel="hub" ',
        b'"type":"WebSub",',
        b"a",
        b" ",
        b"<a:",
        b"a=",
        b"=''",
        b"{",
        b'{"a":',
    ],
)
def test_hostile_head_costs_little(part: bytes):
    body = b"<hub><link " + part * (64 * 1024 // len(part)) + b">"
    before_s = time.process_time()
    assert hub_in(body, "", URL) is None
    assert hub_in(b"", (body[: 8 * 1024]).decode(), URL) is None
    assert time.process_time() - before_s < 0.1


async def test_poll_tells_of_the_hub_when_the_feed_has_changed_and_only_then():
    pages = {"/feed": page(ATOM.encode(), Link=f"<{SELF}>; rel=self")}
    async with FeedHost(pages) as host, Egress(LoopClock(), allow=LOOPBACK) as egress, ParseWorker() as worker:
        source = build(spec_for(host.url("/feed")), egress, worker)
        first = await source.poll(Validators())
        second = await source.poll(first.validators)
    assert (FOUND, None) == (first.hub, second.hub)


async def test_hub_of_a_source_that_needs_a_key_is_left_alone():
    async with FeedHost({"/feed": page(ATOM.encode())}) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        credential = Credential("none", "https://api.example", "X-Key", "https://sign-up.example")
        kind = SourceKind(
            "news_feed", news_feed.parse, news_feed.KIND.trust, news_feed.KIND.min_interval, "", "", str, credential
        )
        async with ParseWorker() as worker:
            polled = await PolledSource(spec_for(host.url("/feed")), kind, egress, worker).poll(Validators())
    assert polled.hub is None
