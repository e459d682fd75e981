"""CourtListener's API: asked seldom, inside the budget, with a token that nobody else sees; and dockets by number."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.domain.errors import SourceError, StoreError
from bot.domain.item import Parsed
from bot.domain.matter import Docket, KnownDocket
from bot.domain.source import SourceSpec, Validators
from bot.sources.courtlistener.docket_feed import KIND, parse
from bot.sources.courtlistener.known import Dockets
from bot.sources.courtlistener.rest import Rest, budget_of
from bot.sources.courtlistener.source import DocketSource
from bot.sources.kind import Fetched
from bot.sources.polled import PolledSource
from bot.store.memory.store import MemoryStore
from tests import make
from tests.fakes.clock import StandingClock
from tests.unit.sources import courtlistener_events as sent
from tests.unit.sources.test_courtlistener_events import FEED, KNOWN, NAME, SOUGHT, atom

DOCKET = Docket("hbd", "1:25-cv-00417")
TOKEN = "a-token-of-the-operator"


@dataclass
class Site:
    """CourtListener: answers the search with `results`, any feed with one entry, or fails with `error`."""

    results: list[dict[str, object]] = field(default_factory=list)
    error: SourceError | None = None
    body: bytes | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    given: list[Validators] = field(default_factory=list)

    async def fetch(self, url: str, validators: Validators, headers=None) -> Fetched:
        self.asked.append((url, dict(headers or {})))
        self.given.append(validators)
        if self.error:
            raise self.error
        if "/api/" in url:
            body = json.dumps({"results": self.results}).encode() if self.body is None else self.body
            return Fetched(body, Validators())
        return Fetched(atom(21, "ORDER staying the rule."), Validators(etag="e1"))


class InPlace:
    """Parses without a child process."""

    async def parse(self, kind: str, body: bytes, spec: SourceSpec) -> Parsed:
        return parse(body, spec)


@dataclass
class Bench:
    site: Site = field(default_factory=Site)
    store: MemoryStore = field(default_factory=MemoryStore)
    clock: StandingClock = field(default_factory=StandingClock)
    dockets: Dockets = field(default_factory=lambda: Dockets(()))

    def rest(self, *limits: int) -> Rest:
        budget = budget_of(*(limits or (5, 50, 125)))
        return Rest(self.site, TOKEN, budget, self.store.budgets, self.store.dockets, self.dockets, self.clock)

    def source(self, url: str, rest: Rest | None = None) -> DocketSource:
        spec = make.source("docket", kind=KIND.name, url=url)
        return DocketSource(PolledSource(spec, KIND, self.site, InPlace()), self.dockets, rest)

    @property
    def urls(self) -> list[str]:
        return [url for url, _ in self.site.asked]


@pytest.fixture
def bench() -> Bench:
    return Bench(Site(results=[sent.result()]))


async def test_docket_is_found_by_court_and_number(bench: Bench):
    assert await bench.rest().find(DOCKET) == KNOWN
    ((url, headers),) = bench.site.asked
    assert url.startswith("https://www.courtlistener.com/api/rest/v4/search/?")
    assert {"type": "d", "docket_number": "1:25-cv-00417", "court": "hbd", "format": "json"} == dict(
        parse_qsl(urlsplit(url).query)
    )
    assert headers == {"Authorization": f"Token {TOKEN}", "Accept": "application/json"}


async def test_docket_that_was_found_costs_no_second_request(bench: Bench):
    await bench.rest().find(DOCKET)
    assert (KNOWN, 1) == (await bench.rest().find(DOCKET), len(bench.site.asked))


async def test_docket_with_the_judges_initials_is_the_same(bench: Bench):
    bench.site.results = [sent.result(docketNumber="1:25-cv-00417-ABC")]
    assert await bench.rest().find(DOCKET) == KNOWN


@pytest.mark.parametrize("changes", [{"court_id": "hbb"}, {"docketNumber": "1:25-cv-00418"}, {"docket_id": None}])
async def test_docket_that_only_resembles_is_not_taken(bench: Bench, changes: dict[str, object]):
    bench.site.results = [sent.result(**changes)]
    assert await bench.rest().find(DOCKET) is None


async def test_docket_that_is_not_there_is_asked_for_once_a_day(bench: Bench):
    bench.site.results = []
    rest = bench.rest()
    assert [None, None] == [await rest.find(DOCKET) for _ in range(2)]
    assert len(bench.site.asked) == 1
    bench.clock.move(days=1)
    await rest.find(DOCKET)
    assert len(bench.site.asked) == 2


async def test_spent_budget_is_not_exceeded_and_says_when_it_is_free(bench: Bench):
    rest = bench.rest(2, 50, 125)
    for number in ("1:25-cv-00001", "1:25-cv-00002"):
        await rest.find(Docket("hbd", number))
    with pytest.raises(SourceError, match=r"until 12:02 UTC") as caught:
        await rest.find(DOCKET)
    assert (timedelta(minutes=2), 2) == (caught.value.retry_after, len(bench.site.asked))


async def test_publisher_that_refuses_is_not_asked_again_before_its_time(bench: Bench):
    rest = bench.rest()
    bench.site.error = SourceError("it wants fewer requests", retry_after=timedelta(hours=7))
    with pytest.raises(SourceError, match="fewer"):
        await rest.find(DOCKET)
    bench.site.error = None
    with pytest.raises(SourceError, match="spent") as caught:
        await rest.find(DOCKET)
    assert (timedelta(hours=7), 1) == (caught.value.retry_after, len(bench.site.asked))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000])
async def test_answer_that_is_no_json_is_an_error(bench: Bench, body: bytes):
    bench.site.body = body or b"x"
    with pytest.raises(SourceError, match="not with JSON"):
        await bench.rest().find(DOCKET)


async def test_entries_are_filled_in_as_the_feed_would_tell_them(bench: Bench):
    bench.dockets.learn(KNOWN)
    bench.site.results = [{"docket_id": sent.DOCKET_ID, **sent.found(n)} for n in (21, 20)]
    filled = (await bench.rest().entries(bench.source(FEED).spec)).items
    assert [f"{sent.DOCKET_ID}/entry-21", f"{sent.DOCKET_ID}/entry-20"] == [i.key for i in filled]
    assert filled[0].mark == parse(atom(21, "ORDER staying the rule."), bench.source(FEED).spec).items[0].mark


async def test_no_request_is_spent_on_a_source_that_is_no_docket(bench: Bench):
    assert ((), []) == ((await bench.rest().entries(make.source())).items, bench.site.asked)


async def test_docket_that_its_pack_names_by_number_is_polled_by_its_id(bench: Bench):
    polled = await bench.source(SOUGHT, bench.rest()).poll(Validators())
    assert polled.parsed is not None
    assert (FEED, f"1:25-cv-00417 {NAME}") == (bench.urls[-1], polled.parsed.title)


async def test_token_does_not_go_to_feeds(bench: Bench):
    await bench.source(SOUGHT, bench.rest()).poll(Validators())
    assert [True, False] == ["Authorization" in headers for _, headers in bench.site.asked]


async def test_feed_is_read_in_full_until_its_docket_has_a_name(bench: Bench):
    source = bench.source(FEED)
    for _ in range(2):
        await source.poll(Validators(etag="e1", body_hash="h"))
    assert [Validators(), Validators(etag="e1", body_hash="h")] == bench.site.given
    known = bench.dockets.find(str(sent.DOCKET_ID))
    assert known == KnownDocket(str(sent.DOCKET_ID), "hbd", "1:25-cv-00417", NAME)


async def test_docket_by_number_fails_with_what_to_do_without_a_token(bench: Bench):
    with pytest.raises(SourceError, match=r"Set courtlistener\.token"):
        await bench.source(SOUGHT).poll(Validators())


async def test_docket_by_number_fails_with_what_to_do_when_it_is_not_there(bench: Bench):
    bench.site.results = []
    with pytest.raises(SourceError, match="it knows no docket 1:25-cv-00417 of hbd"):
        await bench.source(SOUGHT, bench.rest()).poll(Validators())


async def test_address_that_names_no_docket_fails_with_what_to_write(bench: Bench):
    with pytest.raises(SourceError, match="names no docket"):
        await bench.source("https://www.courtlistener.com/?q=tiktok", bench.rest()).poll(Validators())


async def test_poll_raises_nothing_but_source_errors_when_the_store_is_down(bench: Bench):
    class Down:
        async def find(self, docket: Docket) -> KnownDocket | None:
            raise StoreError("the store is down")

        async def entries(self, source: SourceSpec) -> Parsed:
            raise StoreError("the store is down")

    spec = make.source("docket", kind=KIND.name, url=SOUGHT)
    source = DocketSource(PolledSource(spec, KIND, bench.site, InPlace()), bench.dockets, Down())
    with pytest.raises(SourceError, match="the store is down"):
        await source.poll(Validators())
