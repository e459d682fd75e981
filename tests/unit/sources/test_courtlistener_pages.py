"""CourtListener's REST API: what waits for its turn is still counted, and more than one page is read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from bot.domain.errors import SourceError
from bot.domain.matter import Docket
from bot.domain.source import Trust, Validators
from bot.sources.courtlistener.docket_feed import KIND
from bot.sources.courtlistener.known import Dockets
from bot.sources.courtlistener.rest import Rest, budget_of
from bot.sources.kind import Fetched
from bot.store.memory.store import MemoryStore
from tests import make
from tests.fakes.clock import StandingClock
from tests.unit.sources import courtlistener_events as sent


@dataclass
class Busy:
    """The Fetcher port: the first request waits for 50 seconds behind others at the host."""

    store: MemoryStore = field(default_factory=MemoryStore)
    sent_at_s: list[int] = field(default_factory=list)
    now_s: int = 0

    def move(self, seconds: int) -> None:
        self.now_s += seconds
        self.store.state.now_us = self.now_s * 1_000_000

    async def fetch(self, url: str, validators: Validators, headers=None) -> Fetched:
        self.move(0 if self.sent_at_s else 50)
        self.sent_at_s.append(self.now_s)
        return Fetched(b'{"results": []}', Validators())


async def test_request_that_waited_for_its_turn_keeps_the_budget():
    site = Busy()
    rest = Rest(site, "t", budget_of(1, 50, 125), site.store.budgets, site.store.dockets, Dockets(()), StandingClock())
    site.move(0)
    await rest.find(Docket("hbd", "1:25-cv-00001"))
    site.move(11)
    with pytest.raises(SourceError, match="spent until"):
        await rest.find(Docket("hbd", "1:25-cv-00002"))
    assert [50] == site.sent_at_s


async def test_what_lies_beyond_the_first_page_is_looked_up():
    pages = {0: range(60, 40, -1), 1: range(40, 20, -1)}

    class Site:
        async def fetch(self, url: str, validators: Validators, headers=None) -> Fetched:
            n = int("cursor=2" in url)
            rows = [sent.result(**sent.found(number)) for number in pages[n]]
            after = f"{url}&cursor=2" if not n else None
            return Fetched(json.dumps({"next": after, "results": rows}).encode(), Validators())

    clock, store = StandingClock(), MemoryStore()
    rest = Rest(Site(), "t", budget_of(5, 50, 125), store.budgets, store.dockets, Dockets(()), clock)
    url = f"https://www.courtlistener.com/docket/{sent.DOCKET_ID}/feed/"
    found = await rest.entries(make.source("docket", Trust.COURT, kind=KIND.name, url=url))
    assert 40 == len(found.items)
