"""A source of a pack: fetch, parse, and a bad answer told from an empty one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.errors import ConfigError, SourceError
from bot.domain.source import Trust, Validators
from bot.sources.kind import Fetched
from bot.sources.registry import KINDS, build
from bot.sources.worker import ParseWorker
from tests.unit.sources.bodies import feed_of
from tests.unit.sources.support import spec_for

KNOWN = Validators('"a"', "", "hash")


class FixedFetcher:
    """Answers every request with one thing."""

    def __init__(self, body: bytes | None, **facts) -> None:
        self.answer = Fetched(body, KNOWN, **facts)
        self.asked: list[tuple[str, Validators]] = []

    async def fetch(self, url: str, validators: Validators, headers=None) -> Fetched:
        self.asked.append((url, validators))
        return self.answer


async def poll(fetcher: FixedFetcher, validators: Validators = KNOWN):
    async with ParseWorker() as worker:
        return await build(spec_for(), fetcher, worker).poll(validators)


async def test_poll_returns_items_with_the_validators_to_store():
    fetcher = FixedFetcher(feed_of(2), n_bytes=99)
    polled = await poll(fetcher)
    assert (2, KNOWN, 99, 200) == (len(polled.parsed.items), polled.validators, polled.n_bytes, polled.status)
    assert [(spec_for().url, KNOWN)] == fetcher.asked


async def test_poll_returns_nothing_parsed_when_nothing_changed():
    polled = await poll(FixedFetcher(None, status=304))
    assert (None, 304) == (polled.parsed, polled.status)


async def test_poll_of_an_empty_feed_is_no_failure():
    assert () == (await poll(FixedFetcher(feed_of(0)))).parsed.items


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b"", "it is empty"),
        (b"Too many requests", "nothing in it could be read"),
        (b"<rss><channel><title>cut", "breaks off before the first item"),
        (b'{"error": "quota"}', "no JSON Feed"),
    ],
)
async def test_poll_fails_when_the_answer_is_no_feed(body: bytes, reason: str):
    with pytest.raises(SourceError, match=rf"^Example News answered, but not with a feed: .*{reason}"):
        await poll(FixedFetcher(body))


async def test_publishers_are_not_asked_more_often_than_their_kind_allows():
    assert timedelta(minutes=2) == (await poll(FixedFetcher(feed_of(1)))).min_interval


async def test_own_servers_may_be_asked_at_any_time():
    assert None is (await poll(FixedFetcher(feed_of(1), is_own=True))).min_interval


def test_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(ConfigError, match=", ".join(sorted(KINDS))):
        build(spec_for(kind="news_fead"), FixedFetcher(b""), ParseWorker())


def test_every_kind_declares_what_people_need_to_know():
    assert [(name, True, True) for name in KINDS] == [(k.name, bool(k.keys), bool(k.robots)) for k in KINDS.values()]


def test_the_white_house_may_move_a_deadline_and_the_press_may_not():
    assert (Trust.PRESS, Trust.OFFICIAL) == (KINDS["news_feed"].trust, KINDS["whitehouse"].trust)


async def test_what_an_answer_that_breaks_off_gave_is_not_kept():
    """Its ETag may be that of the whole body: "not modified" would hide the rest."""
    polled = await poll(FixedFetcher(feed_of(3)[:-120]))
    assert (3, Validators()) == (len(polled.parsed.items), polled.validators)


async def test_poll_tells_how_long_caches_hold_the_answer_and_where_it_has_moved():
    facts = {"max_age": timedelta(minutes=2), "moved_to": "https://news.example/new"}
    for body in (None, feed_of(1)):
        polled = await poll(FixedFetcher(body, **facts))
        assert facts == {"max_age": polled.max_age, "moved_to": polled.moved_to}


async def test_publishers_may_be_asked_more_often_in_a_hot_hour_where_their_kind_says_so():
    polled = await poll(FixedFetcher(None))
    assert (timedelta(minutes=2), timedelta(minutes=1)) == (polled.min_interval, polled.min_interval_hot)
