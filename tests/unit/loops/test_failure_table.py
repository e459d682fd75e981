"""A source's worst days, from its socket to the store: nothing marked that was not seen, nothing lost, nothing twice.

One test for each way in which a poll can go wrong; the host, the egress and the parsers are real.
"""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.source import Health, SourceState, Validators
from bot.polling.health import condition_of
from bot.sources.http import Egress
from bot.sources.registry import build
from bot.sources.worker import ParseWorker
from tests import make
from tests.fakes.feed_host import FeedHost, Handler, conditional, page, redirect, short
from tests.unit.loops.polling import Polling
from tests.unit.sources.support import LOOPBACK, LoopClock

CONSENT = (
    b"<!DOCTYPE html><html><head><title>Before you continue</title></head><body><form>I agree</form></body></html>"
)


def feed(numbers: Iterable[int], guid: str = "http://news.example/{}") -> bytes:
    """Entries that all are on topic."""
    entries = "".join(
        f"<item><title>TikTok goes dark in state {n}</title><guid>{guid.format(n)}</guid>"
        f"<link>https://news.example/{n}</link><description>Users of state {n} see a notice.</description>"
        f"<pubDate>Wed, 15 Jan 2025 {n % 12:02}:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{entries}</channel></rss>'.encode()


@dataclass
class Day:
    """One source at a host whose page a test changes from poll to poll."""

    host: FeedHost
    polling: Polling

    async def poll(self, handler: Handler) -> SourceState:
        self.host.pages["/feed"] = handler
        return await self.polling.poll()

    def health(self, state: SourceState) -> Health:
        return condition_of(self.polling.source.spec, state, self.polling.clock.now()).health

    @property
    def n_seen(self) -> int:
        """How many entries are marked as seen."""
        return len(self.polling.store.state.seen[self.polling.source.spec.id])

    @property
    def n_planned(self) -> int:
        """How many entries were taken for new."""
        return self.polling.metrics.counted("item_ends")


@pytest.fixture
async def day() -> AsyncIterator[Day]:
    async with a_day() as begun:
        yield begun


@asynccontextmanager
async def a_day() -> AsyncIterator[Day]:
    """A source that was polled once and listed twelve entries."""
    async with FeedHost() as host, Egress(LoopClock(), allow=LOOPBACK) as egress, ParseWorker() as worker:
        spec = make.source(url=host.url("/feed"), zone="America/New_York")
        begun = Day(host, Polling(build(spec, egress, worker)))
        await begun.poll(page(feed(range(12)), ETag='"12"'))
        yield begun


BAD = {
    "a page for people with status 200": page(CONSENT),
    "nothing with status 200": page(b""),
    "a sentence with status 200": page(b"Too many requests, slow down."),
    "a redirect to a page that asks for consent": redirect("/consent"),
    "a login that ran out": page(b"", status=401),
    "a ban": page(b"", status=403),
    "a wish for fewer requests": page(b"", status=429),
    "a breakdown": page(b"", status=503, Retry_After="120"),
    "a compressed body that breaks off": page(gzip.compress(feed(range(12)))[:-20], Content_Encoding="gzip"),
    "a body that breaks off": short,
    "a body that breaks off before its first entry": page(feed([])[:60]),
    "a body larger than any feed": page(b" " * (17 << 20)),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
async def test_bad_answer_fails_and_changes_nothing(day: Day, bad: Handler) -> None:
    day.host.pages["/consent"] = page(CONSENT)
    before = await day.polling.state()
    state = await day.poll(bad)
    assert Health.FAILING is day.health(state)
    assert (before.validators, before.last_new_at, before.habits.n_window) == (
        state.validators,
        state.last_new_at,
        state.habits.n_window,
    )
    assert (12, 12) == (day.n_seen, day.n_planned)
    state = await day.poll(page(feed(range(13)), ETag='"13"'))
    assert (Health.HEALTHY, 13, 13) == (day.health(state), day.n_seen, day.n_planned)
    assert ["source fails", "source recovered"] == day.polling.told


async def test_retry_until_midnight_is_waited_for(day: Day) -> None:
    """Seven hours, as a host says whose quota is by the day."""
    state = await day.poll(page(b"", status=429, Retry_After=str(7 * 3600)))
    assert state.next_poll_at is not None
    assert state.next_poll_at - day.polling.clock.now() >= timedelta(hours=7)


async def test_empty_feed_is_a_suspected_gap_and_forgets_nothing(day: Day) -> None:
    state = await day.poll(page(feed([])))
    assert (Health.GAP_SUSPECTED, 12) == (day.health(state), day.n_seen)
    state = await day.poll(page(feed(range(12))))
    assert (Health.HEALTHY, 12, 12) == (day.health(state), day.n_seen, day.n_planned)


async def test_entries_that_come_back_after_the_window_shrank_are_no_news(day: Day) -> None:
    for numbers in (range(8, 12), range(12), range(7, 12), range(12)):
        await day.poll(page(feed(numbers)))
    assert (12, 12) == (day.n_seen, day.n_planned)


async def test_truncated_feed_marks_what_was_whole_and_the_rest_is_found_later(day: Day) -> None:
    body = feed(range(30))
    state = await day.poll(page(body[: body.index(b"in state 20<")], ETag='"30"'))
    assert (20, Validators()) == (day.n_seen, state.validators)
    await day.poll(conditional(body, '"30"'))
    assert (30, 30) == (day.n_seen, day.n_planned)


async def test_not_modified_for_ever_is_found_out_within_six_hours(day: Day) -> None:
    """A cache that answers 304 to everybody who has any ETag, while the feed behind it changes."""
    stuck = conditional(feed(range(13)), '"12"')
    n_polls = 0
    while day.n_planned == 12:
        n_polls += 1
        await day.poll(stuck)
    assert timedelta(hours=5) < day.polling.clock.now() - make.NOON < timedelta(hours=7)
    assert n_polls > 5


async def test_same_body_under_a_new_etag_is_no_news(day: Day) -> None:
    state = await day.poll(page(feed(range(12)), ETag='"other"'))
    assert (12, make.NOON, '"other"') == (day.n_seen, state.last_new_at, state.validators.etag)


async def test_new_body_without_new_entries_is_no_news(day: Day) -> None:
    state = await day.poll(page(feed(range(12)) + b"<!-- rebuilt -->"))
    assert (12, make.NOON) == (day.n_seen, state.last_new_at)


@pytest.mark.parametrize("guid", ["https://news.example/{}", "urn:uuid:{}", "N/A"])
async def test_new_scheme_of_guids_floods_nobody(day: Day, guid: str) -> None:
    state = await day.poll(page(feed(range(1, 13), guid)))
    assert (Health.HEALTHY, 13) == (day.health(state), day.n_planned)
    state = await day.poll(page(feed(range(2, 14), guid)))
    assert (Health.HEALTHY, 14) == (day.health(state), day.n_planned)


async def test_backdated_entry_is_news(day: Day) -> None:
    await day.poll(page(feed([*range(11, -1, -1), 24])))
    assert (13, 13) == (day.n_seen, day.n_planned)


async def test_feed_in_another_encoding_than_it_says_is_read(day: Day) -> None:
    body = feed(range(13)).replace(b'version="1.0"', b'version="1.0" encoding="utf-16"', 1)
    await day.poll(page(b"\n" + body))
    assert (13, 13) == (day.n_seen, day.n_planned)


async def test_window_that_rolled_over_unseen_is_a_suspected_gap(day: Day) -> None:
    state = await day.poll(page(feed(range(100, 112))))
    assert (Health.GAP_SUSPECTED, 24) == (day.health(state), day.n_seen)
