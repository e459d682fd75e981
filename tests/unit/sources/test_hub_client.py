"""The one form that is sent: to whom, with what, and never into a network that a stranger named."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain.errors import ForbiddenAddressError, SourceError
from bot.domain.ids import SourceId
from bot.domain.source import HubLease, HubLink, HubMode
from bot.sources.http import MAX_REDIRECTS, Egress
from bot.sources.hub_client import HubClient
from tests.fakes.feed_host import FeedHost, page, redirect
from tests.fakes.hub import running_hub
from tests.unit.sources.support import LOOPBACK, NOON, AnsweringResolver, LoopClock, spec_for

CALLBACK = "https://bot.example/inbox/websub/callback"
LINK = HubLink("https://hub.example/", "https://news.example/feed")
LEASE = HubLease(SourceId("example"), LINK, "callback", "secret", NOON, asked=HubMode.SUBSCRIBE)
FIELDS = {"hub.secret": "secret"}


@dataclass
class Post:
    """The egress, as far as the client knows it."""

    sent: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    async def post_form(self, url: str, fields: Mapping[str, str], own_host: str = "") -> None:
        self.sent.append((url, dict(fields), own_host))


async def test_request_holds_what_the_protocol_wants():
    post = Post()
    await HubClient(post, {}).ask(LEASE, CALLBACK, timedelta(days=10))
    await HubClient(post, {}).ask(replace(LEASE, asked=HubMode.UNSUBSCRIBE), CALLBACK, timedelta(days=10))
    common = {"hub.topic": LINK.topic, "hub.callback": CALLBACK}
    assert [
        {"hub.mode": "subscribe", **common, "hub.lease_seconds": "864000", "hub.secret": "secret"},
        {"hub.mode": "unsubscribe", **common},
    ] == [fields for _, fields, _ in post.sent]


async def test_only_a_source_of_a_pack_may_lead_to_its_own_host():
    post = Post()
    for of_packs in ({}, {LEASE.source_id: spec_for(LINK.topic)}):
        await HubClient(post, of_packs).ask(LEASE, CALLBACK, timedelta(days=10))
    assert ["", "news.example"] == [own_host for _, _, own_host in post.sent]


async def test_form_reaches_a_hub_beside_its_feed():
    async with running_hub() as hub, Egress(LoopClock(), allow=LOOPBACK) as egress:
        await egress.post_form(f"{hub.base}/hub", FIELDS, "127.0.0.1")
    assert [FIELDS] == hub.asked


@pytest.mark.parametrize("own_host", ["", "news.example", "localhost"])
async def test_form_reaches_no_private_hub_that_a_stranger_names(own_host: str):
    async with running_hub() as hub, Egress(LoopClock(), allow=LOOPBACK) as egress:
        with pytest.raises(ForbiddenAddressError, match="not public"):
            await egress.post_form(f"{hub.base}/hub", FIELDS, own_host)
    assert [] == hub.asked


async def test_form_reaches_no_private_hub_behind_a_public_name():
    resolver = AnsweringResolver("127.0.0.1")
    async with Egress(LoopClock(), allow=LOOPBACK, resolver=resolver) as egress:
        with pytest.raises(ForbiddenAddressError, match="not public"):
            await egress.post_form("https://hub.example/", FIELDS)


async def test_secret_goes_by_https_even_where_a_feed_writes_http():
    """No TLS is spoken by the hub here: what reaches it is the beginning of a handshake, and not the secret."""
    received: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.read(64))
        writer.close()

    async with Egress(LoopClock(), allow=LOOPBACK, resolver=AnsweringResolver("127.0.0.1")) as egress:
        server = await asyncio.start_server(listen, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            with pytest.raises(SourceError):
                await egress.post_form(f"http://hub.example:{port}/", FIELDS, "hub.example")
    assert [b"\x16\x03"] == [data[:2] for data in received]


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
async def test_refusal_tells_the_status_and_the_pause(status: int):
    pages = {"/hub": page(status=status, Retry_After="90")}
    async with FeedHost(pages) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        with pytest.raises(SourceError, match=f"127.0.0.1: it refused with status {status}") as caught:
            await egress.post_form(host.url("/hub"), FIELDS, "127.0.0.1")
    assert timedelta(seconds=90) == caught.value.retry_after


async def test_redirect_that_keeps_the_method_is_followed_and_another_is_not():
    pages = {"/hub": redirect("/new", 307), "/new": page(status=202), "/see": redirect("/new", 302)}
    async with FeedHost(pages) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        await egress.post_form(host.url("/hub"), FIELDS, "127.0.0.1")
        with pytest.raises(SourceError, match="302"):
            await egress.post_form(host.url("/see"), FIELDS, "127.0.0.1")
    assert ["/hub", "/new", "/see"] == [request.path for request in host.requests]


async def test_redirects_in_a_circle_end():
    async with FeedHost({"/hub": redirect("/hub", 308)}) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        with pytest.raises(SourceError, match="redirects more than"):
            await egress.post_form(host.url("/hub"), FIELDS, "127.0.0.1")
    assert MAX_REDIRECTS + 1 == len(host.requests)


@pytest.mark.parametrize("url", ["ftp://hub.example/", "https://user@hub.example/", "https://hub.example/ x", ""])
async def test_odd_address_is_refused(url: str):
    async with Egress(LoopClock()) as egress:
        with pytest.raises(SourceError):
            await egress.post_form(url, FIELDS)
