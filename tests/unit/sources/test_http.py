"""The egress against a real server on loopback."""

from __future__ import annotations

import gzip
import os
import resource
import socket
from datetime import timedelta

import pytest

from bot.domain.errors import ForbiddenAddressError, SourceError
from bot.domain.source import Validators
from bot.sources.http import MAX_REDIRECTS, Egress, user_agent
from bot.sources.net.inflate import MAX_BODY
from tests.fakes import feed_host
from tests.fakes.feed_host import FeedHost, Handler, changing, conditional, page, redirect
from tests.unit.sources.support import LOOPBACK, AnsweringResolver, LoopClock

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"
NEW = Validators()


async def ask(handler: Handler, validators: Validators = NEW, **settings):
    """One fetch of one page."""
    async with FeedHost({"/feed": handler}) as host, Egress(LoopClock(), allow=LOOPBACK, **settings) as egress:
        return await egress.fetch(host.url("/feed"), validators)


async def refusal(handler: Handler, **settings) -> SourceError:
    """The error that a fetch of one page ends in."""
    with pytest.raises(SourceError) as caught:
        await ask(handler, **settings)
    return caught.value


async def test_fetch_returns_the_body_with_its_validators():
    answer = await ask(page(FEED, ETag='"a"', Last_Modified="Sun, 19 Jan 2025 11:00:00 GMT"))
    assert (FEED, 200, len(FEED)) == (answer.body, answer.status, answer.n_bytes)
    assert ('"a"', "Sun, 19 Jan 2025 11:00:00 GMT") == (answer.validators.etag, answer.validators.last_modified)


async def test_fetch_is_unchanged_when_the_server_says_so():
    async with FeedHost({"/feed": conditional(FEED, '"a"')}) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        first = await egress.fetch(host.url("/feed"), NEW)
        second = await egress.fetch(host.url("/feed"), first.validators)
    assert (None, 304, first.validators) == (second.body, second.status, second.validators)


async def test_fetch_is_unchanged_when_the_same_body_comes_with_another_etag():
    pages = {"/feed": changing(page(FEED, ETag='"a"'), page(FEED, ETag='"b"'))}
    async with FeedHost(pages) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        first = await egress.fetch(host.url("/feed"), NEW)
        second = await egress.fetch(host.url("/feed"), first.validators)
    assert (None, 200, '"b"') == (second.body, second.status, second.validators.etag)


async def test_fetch_returns_a_changed_body_when_the_etag_claims_it_is_the_same():
    pages = {"/feed": changing(page(FEED, ETag='"a"'), page(FEED + b" ", ETag='"a"'))}
    async with FeedHost(pages) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        first = await egress.fetch(host.url("/feed"), NEW)
        second = await egress.fetch(host.url("/feed"), first.validators)
    assert FEED + b" " == second.body


async def test_fetch_fails_when_a_first_request_is_answered_not_modified():
    assert "'not modified' to a first request" in str(await refusal(page(status=304)))


async def test_fetch_unpacks_a_compressed_body_whether_or_not_the_header_tells():
    packed = gzip.compress(FEED)
    assert FEED == (await ask(page(packed, Content_Encoding="gzip"))).body
    assert FEED == (await ask(page(packed))).body
    assert FEED == (await ask(page(FEED, Content_Encoding="gzip"))).body


async def test_fetch_fails_when_the_compressed_body_breaks_off():
    assert "breaks off" in str(await refusal(page(gzip.compress(FEED)[:-10], Content_Encoding="gzip")))


async def test_fetch_fails_when_the_compressed_body_is_damaged():
    packed = gzip.compress(os.urandom(1000))
    assert "damaged" in str(await refusal(page(packed[:200] + b"garbage" + packed[207:], Content_Encoding="gzip")))


async def test_fetch_stops_a_bomb_before_it_takes_memory():
    bomb = feed_host.gzip_bomb(200 << 20)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    error = await refusal(page(bomb, Content_Encoding="gzip"))
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    assert "larger than 5 MiB" in str(error)
    assert grown_kb < 20 * 1024


async def test_fetch_fails_when_the_compressed_body_is_too_large():
    packed = gzip.compress(os.urandom((1 << 20) + 4096), 0)
    assert "compressed answer is larger than 1 MiB" in str(await refusal(page(packed, Content_Encoding="gzip")))


async def test_fetch_fails_at_once_when_the_announced_length_is_too_large():
    async with FeedHost({"/feed": feed_host.hang}) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        host.pages["/feed"] = _announcing(MAX_BODY + 1)
        with pytest.raises(SourceError, match="larger than 5 MiB"):
            await egress.fetch(host.url("/feed"), NEW)


def _announcing(length: int) -> Handler:
    async def answer(request, writer) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode())
        await feed_host.hang(request, writer)

    return answer


async def test_fetch_stops_an_endless_body_at_the_cap():
    assert "larger than 5 MiB" in str(await refusal(feed_host.endless))


async def test_fetch_stops_a_body_that_drips():
    assert "no complete answer" in str(await refusal(feed_host.drip, total_s=0.2))


async def test_fetch_stops_waiting_for_an_answer():
    assert "no complete answer" in str(await refusal(feed_host.hang, total_s=0.2))


async def test_fetch_says_what_happened_when_the_server_hangs_up():
    assert "hung up without an answer" in str(await refusal(feed_host.hang_up))


async def test_fetch_says_what_happened_when_the_answer_is_short():
    assert "its answer broke off" in str(await refusal(feed_host.short))


async def test_fetch_says_what_happened_when_the_answer_is_not_http():
    assert "not valid HTTP" in str(await refusal(feed_host.not_http))


async def test_fetch_says_what_happened_when_nobody_listens():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        async with Egress(LoopClock(), allow=LOOPBACK) as egress:
            with pytest.raises(SourceError, match="refused the connection"):
                await egress.fetch(f"http://127.0.0.1:{port}/feed", NEW)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("120", timedelta(minutes=2)),
        ("Sun, 19 Jan 2025 13:00:00 GMT", timedelta(hours=1)),
        ("Sun, 19 Jan 2025 11:00:00 GMT", timedelta(0)),
        ("999999999", timedelta(days=1)),
        ("Sun, 19 Jan 2025 19:00:00 GMT", timedelta(hours=7)),
        ("Tue, 21 Jan 2025 12:00:00 GMT", timedelta(days=1)),
        ("soon", None),
        ("-5", None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_honoured_up_to_a_day(status: int, header: str, expected: timedelta | None):
    error = await refusal(page(status=status, Retry_After=header))
    assert (expected, False) == (error.retry_after, error.is_permanent)


@pytest.mark.parametrize(
    ("status", "is_permanent"), [(401, True), (403, False), (404, False), (410, True), (500, False)]
)
async def test_status_decides_whether_a_person_must_act(status: int, is_permanent):
    error = await refusal(page(status=status))
    assert is_permanent == error.is_permanent
    assert str(error).startswith("127.0.0.1: it ")


async def test_fetch_follows_redirects_and_keeps_the_validators_of_the_same_host():
    pages = {"/feed": redirect("/moved"), "/moved": redirect("there", 308), "/there": conditional(FEED, '"a"')}
    async with FeedHost(pages) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        first = await egress.fetch(host.url("/feed"), NEW)
        second = await egress.fetch(host.url("/feed"), first.validators)
    assert (FEED, '"a"', 304) == (first.body, first.validators.etag, second.status)


async def test_fetch_gives_up_when_redirects_go_round():
    async with FeedHost({"/feed": redirect("/feed")}) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        with pytest.raises(SourceError, match="more than 5 times"):
            await egress.fetch(host.url("/feed"), NEW)
    assert MAX_REDIRECTS + 1 == len(host.requests)


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://user:password@news.example/",
        "//news.example\\@10.0.0.1/",
    ],
)
async def test_redirect_to_an_inner_address_is_refused(target: str):
    error = await refusal(redirect(target))
    assert ForbiddenAddressError is type(error)


async def test_public_only_may_not_use_what_is_allowed():
    async with FeedHost({"/feed": page(FEED)}) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        with pytest.raises(ForbiddenAddressError):
            await egress.public_only().fetch(host.url("/feed"), NEW)
        assert FEED == (await egress.fetch(host.url("/feed"), NEW)).body


async def test_redirect_to_another_host_may_not_use_what_is_allowed():
    async with FeedHost({"/inner": page(FEED)}) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        host.pages["/feed"] = redirect(host.url("/inner", "localhost"))
        with pytest.raises(ForbiddenAddressError):
            await egress.fetch(host.url("/feed"), NEW)
    assert ["/feed"] == [request.path for request in host.requests]


@pytest.mark.parametrize(
    "target", ["ftp://news.example/feed", "file:///etc/hostname", "javascript:alert(1)", "mailto:a@news.example"]
)
async def test_redirect_to_something_else_than_the_web_is_refused(target: str):
    assert "not an http or https address" in str(await refusal(redirect(target)))


async def test_nothing_is_connected_to_when_nothing_is_allowed():
    async with FeedHost({"/feed": page(FEED)}) as host, Egress(LoopClock()) as egress:
        for name in ("127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::1]", "0"):
            with pytest.raises(ForbiddenAddressError):
                await egress.fetch(host.url("/feed", name), NEW)
    assert [] == host.requests


async def test_request_tells_honestly_who_asks_and_carries_nothing_else():
    async with (
        FeedHost({"/feed": page(FEED, Set_Cookie="id=1")}) as host,
        Egress(LoopClock(), allow=LOOPBACK) as egress,
    ):
        await egress.fetch(host.url("/feed"), NEW)
        await egress.fetch(host.url("/feed"), NEW)
    headers = host.requests[1].headers
    assert (user_agent(), "gzip") == (headers["user-agent"], headers["accept-encoding"])
    assert {"host", "user-agent", "accept", "accept-encoding"} == set(headers)
    assert user_agent().startswith("Mozilla/5.0 (compatible; Reprieve/")


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert FEED == (await ask(page(FEED))).body


async def test_a_named_host_is_asked_once_at_a_time_with_a_pause_between():
    resolver = AnsweringResolver("127.0.0.1")
    clock = LoopClock()
    async with (
        FeedHost({"/feed": page(FEED)}) as host,
        Egress(clock, allow=LOOPBACK, resolver=resolver, host_pause_s=0.1) as egress,
    ):
        began = clock.monotonic()
        for _ in range(3):
            await egress.fetch(host.url("/feed", "feed.example"), NEW)
        assert clock.monotonic() - began >= 0.2


async def test_a_closed_egress_says_that_it_must_be_opened():
    with pytest.raises(RuntimeError, match="async with"):
        await Egress(LoopClock()).fetch("http://127.0.0.1/", NEW)
