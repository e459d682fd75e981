"""A publisher's key: shown to the publisher's own address, to nobody else, and asked for when it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.config import Keys
from bot.domain.errors import SourceError
from bot.domain.source import Validators
from bot.sources import news_feed
from bot.sources.http import Egress
from bot.sources.kind import Credential, Fetched, SourceKind
from bot.sources.net.locations import past_caches
from bot.sources.polled import PolledSource
from bot.sources.registry import KINDS
from bot.sources.worker import ParseWorker
from tests.fakes.feed_host import FeedHost, conditional, page, redirect
from tests.unit.sources.bodies import feed_of
from tests.unit.sources.support import LOOPBACK, LoopClock, spec_for

NEW = Validators()
KEYED = {"X-Api-Key": "sesame"}
CREDENTIAL = Credential("congress", "https://news.example", "X-Api-Key", "https://news.example/keys", "Token ")


class NotingFetcher:
    """Remembers what it was asked for, and with which headers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def fetch(self, url: str, validators: Validators, headers: Mapping[str, str] | None = None) -> Fetched:
        self.asked.append((url, dict(headers or {})))
        return Fetched(feed_of(1), NEW)


def kind_with(credential: Credential | None, **changes) -> SourceKind:
    return replace(news_feed.KIND, credential=credential, **changes)


async def asked(kind: SourceKind, keys: dict[str, str], url: str = "https://news.example/feed"):
    """What the publisher is asked when a source of this kind is polled."""
    fetcher = NotingFetcher()
    async with ParseWorker() as worker:
        await PolledSource(spec_for(url), kind, fetcher, worker, keys).poll(NEW)
    return fetcher.asked[0]


async def received(pages: Mapping[str, object], start: str) -> list[tuple[str, str]]:
    """The paths that a host was asked for, each with the key it was shown."""
    async with FeedHost(dict(pages)) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        await egress.fetch(host.url(start), NEW, KEYED)
    return [(request.path, request.headers.get("x-api-key", "")) for request in host.requests]


async def test_a_key_is_sent_in_its_header_when_it_is_set():
    assert {"X-Api-Key": "Token sesame"} == (await asked(kind_with(CREDENTIAL), {"congress": "sesame"}))[1]


@pytest.mark.parametrize(
    "url", ["http://news.example/feed", "https://news.example:8443/feed", "https://a.example/feed"]
)
async def test_a_key_is_kept_back_when_the_address_is_not_its_publishers(url: str):
    assert {} == (await asked(kind_with(CREDENTIAL), {"congress": "sesame"}, url))[1]


async def test_a_source_without_its_needed_key_says_where_to_get_one_and_how_to_set_it():
    with pytest.raises(SourceError) as caught:
        await asked(kind_with(CREDENTIAL), {})
    assert (
        "Example News answers only to who has a key. Get one at https://news.example/keys and set it as "
        "keys.congress in reprieve.toml or as REPRIEVE_KEYS__CONGRESS."
    ) == str(caught.value)
    assert caught.value.is_permanent


async def test_a_source_is_asked_without_a_key_when_none_is_needed():
    assert {} == (await asked(kind_with(replace(CREDENTIAL, is_needed=False)), {}))[1]


async def test_the_address_is_asked_as_its_kind_writes_it():
    url, _ = await asked(kind_with(None, address=lambda url: f"{url}?format=json"), {})
    assert "https://news.example/feed?format=json" == url


def test_every_key_that_a_kind_asks_for_can_be_set():
    named = {kind.credential.setting for kind in KINDS.values() if kind.credential}
    assert named <= set(Keys.model_fields)


async def test_a_key_follows_a_redirect_within_its_host():
    pages = {"/old": redirect("/new"), "/new": page(feed_of(1))}
    assert [("/old", "sesame"), ("/new", "sesame")] == await received(pages, "/old")


async def test_a_key_does_not_follow_a_redirect_to_another_host():
    async with FeedHost() as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        host.pages = {"/a": redirect(host.url("/b", "localhost")), "/b": page(feed_of(1))}
        with pytest.raises(SourceError):  # a stranger's redirect into our own network is refused as well
            await egress.fetch(host.url("/a"), NEW, KEYED)
    assert ["sesame"] == [request.headers.get("x-api-key", "") for request in host.requests]


async def test_a_key_does_not_follow_a_redirect_to_another_port():
    async with FeedHost({"/b": page(feed_of(1))}) as other:
        await received({"/a": redirect(other.url("/b"))}, "/a")
    assert [""] == [request.headers.get("x-api-key", "") for request in other.requests]


async def test_a_key_is_not_shown_again_when_a_stranger_leads_back():
    async with FeedHost() as host, FeedHost() as other, Egress(LoopClock(), allow=LOOPBACK) as egress:
        host.pages = {"/a": redirect(other.url("/b")), "/c": page(feed_of(1))}
        other.pages = {"/b": redirect(host.url("/c"))}
        await egress.fetch(host.url("/a"), NEW, KEYED)
    assert [("/a", True), ("/c", False)] == [(r.path, "x-api-key" in r.headers) for r in host.requests]


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key_is_told_from_a_page_that_is_not_public(status: int):
    async with FeedHost({"/a": page(status=status)}) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        with pytest.raises(SourceError, match="does not accept the key"):
            await egress.fetch(host.url("/a"), NEW, KEYED)


async def test_validators_are_sent_beside_a_key():
    async with FeedHost({"/a": conditional(feed_of(1), '"a"')}) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        first = await egress.fetch(host.url("/a"), NEW, KEYED)
        second = await egress.fetch(host.url("/a"), first.validators, KEYED)
    assert (304, "sesame") == (second.status, host.requests[1].headers["x-api-key"])


async def test_a_body_that_echoes_the_stamp_against_caches_counts_as_unchanged():
    one, other = (past_caches("http://127.0.0.1/docs?order=newest") for _ in range(2))
    bodies = [b'{"next": "/docs?%s"}' % url.partition("?")[2].encode() for url in (one, other)]
    paths = [f"/docs?{url.partition('?')[2]}" for url in (one, other)]
    pages = {path: page(body) for path, body in zip(paths, bodies, strict=True)}
    async with FeedHost(pages) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        first = await egress.fetch(host.url(paths[0]), NEW)
        second = await egress.fetch(host.url(paths[1]), first.validators)
    assert (bodies[0], None) == (first.body, second.body)
