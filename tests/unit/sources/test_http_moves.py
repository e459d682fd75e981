"""Where redirects lead for good, and the address that is asked afterwards; a real server on loopback."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.errors import ForbiddenAddressError, SourceError
from bot.domain.source import Validators
from bot.sources.http import Egress
from bot.sources.kind import Fetched
from tests.fakes.feed_host import FeedHost, Handler, conditional, page, redirect
from tests.unit.sources.support import LOOPBACK, LoopClock

FEED = b"<rss version='2.0'><channel><title>t</title></channel></rss>"


async def led(*, headers: dict[str, str] | None = None, **pages: Handler) -> tuple[Fetched, FeedHost]:
    """The answer at /feed, and the host that gave it."""
    served = {f"/{name}": handler for name, handler in pages.items()}
    async with FeedHost(served) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        return await egress.fetch(host.url("/feed"), Validators(), headers), host


@pytest.mark.parametrize("status", [301, 308])
async def test_permanent_redirect_is_told(status: int):
    answer, host = await led(feed=redirect("/new", status), new=page(FEED))
    assert host.url("/new") == answer.moved_to


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_temporary_redirect_is_not_told(status: int):
    answer, _ = await led(feed=redirect("/new", status), new=page(FEED))
    assert (FEED, "") == (answer.body, answer.moved_to)


async def test_answer_in_place_has_not_moved():
    answer, _ = await led(feed=page(FEED))
    assert "" == answer.moved_to


async def test_one_temporary_redirect_on_the_way_makes_the_whole_way_temporary():
    for first, second in ((301, 302), (302, 301)):
        answer, _ = await led(feed=redirect("/new", first), new=redirect("/newer", second), newer=page(FEED))
        assert (FEED, "") == (answer.body, answer.moved_to)


async def test_end_of_several_permanent_redirects_is_told():
    answer, host = await led(feed=redirect("/new", 301), new=redirect("/newer", 308), newer=page(FEED))
    assert host.url("/newer") == answer.moved_to


async def moved(pages: dict[str, Handler], address: str, **settings: object) -> tuple[Fetched, Fetched, FeedHost]:
    """Two answers of a source that has moved from /feed to an address on the host named there, or on this one."""
    async with FeedHost(pages) as host, Egress(LoopClock(), allow=LOOPBACK) as egress:
        known = Validators(address=address.format(port=host.port))
        first = await egress.fetch(host.url("/feed"), known, **settings)  # type: ignore[arg-type]
        given = Validators(first.validators.etag, "", first.validators.body_hash, known.address)
        return first, await egress.fetch(host.url("/feed"), given, **settings), host  # type: ignore[arg-type]


async def test_source_that_has_moved_is_asked_at_its_new_address_with_what_that_gave():
    pages = {"/new": conditional(FEED, '"a"')}
    first, second, host = await moved(pages, "http://127.0.0.1:{port}/new")
    assert (FEED, 304, ["/new", "/new"]) == (first.body, second.status, [r.path for r in host.requests])


async def test_new_address_on_another_host_may_not_use_what_is_allowed():
    with pytest.raises(ForbiddenAddressError):
        await moved({"/new": page(FEED)}, "http://localhost:{port}/new")


async def test_key_is_not_shown_to_a_new_address_on_another_origin():
    """A key goes to the scheme, host and port that the pack names."""
    async with (
        FeedHost({"/feed": page(FEED)}) as old,
        FeedHost({"/new": page(FEED)}) as new,
        Egress(LoopClock(), allow=LOOPBACK) as egress,
    ):
        await egress.fetch(old.url("/feed"), Validators(address=new.url("/new")), {"X-Key": "secret"})
        await egress.fetch(old.url("/feed"), Validators(address=old.url("/feed")), {"X-Key": "secret"})
    assert [None] == [request.headers.get("x-key") for request in new.requests]
    assert ["secret"] == [request.headers.get("x-key") for request in old.requests]


async def test_new_address_that_cannot_be_used_is_refused():
    for address in ("ftp://news.example/", "http://user:secret@news.example/", "nonsense"):
        with pytest.raises(SourceError):
            await moved({}, address)


async def test_time_in_caches_is_told_with_the_answer():
    answer, _ = await led(feed=page(FEED, Cache_Control="public, max-age=120"))
    assert timedelta(minutes=2) == answer.max_age
