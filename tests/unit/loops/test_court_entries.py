"""Entries of courts through the engine: two orders are two stories, and what was on file is no news."""

from __future__ import annotations

import pytest

from bot.domain.event import Action
from bot.domain.item import Item
from bot.domain.matter import Docket
from bot.domain.source import Trust
from tests import make
from tests.unit.loops.engine import Engine

STAY = "ORDER granting Motion to Stay. The rule is STAYED pending appeal."
PACER = make.source("pacer", Trust.COURT, kind="pacer_rss", url="https://ecf.hbd.uscourts.gov/rss")
ATOM = make.source("atom", Trust.COURT, kind="courtlistener", url="https://www.courtlistener.com/docket/7/feed/")
MATTER = make.matter(
    sources=(PACER, ATOM), dockets=(Docket("hbd", "1:25-cv-00001"), Docket("hbd", "1:25-cv-00002")), deadlines=()
)


def entry(number: int, docket: int = 1) -> Item:
    """An order, as any source of its docket has it."""
    name = f"1:25-cv-0000{docket}"
    document = f"0350{docket:03}{number:04}"
    url = f"https://ecf.hbd.uscourts.gov/doc1/{document}"
    aliases = (f"hbd/{name}/no/{number}", f"hbd/{name}/doc/{document}")
    return make.item(f"{docket}/{number}", f"{name} Larkspur v. Harbor", summary=STAY, url=url, aliases=aliases)


@pytest.fixture
async def engine() -> Engine:
    engine = Engine(MATTER)
    await engine.open()
    return engine


def posts(engine: Engine) -> int:
    return sum(event.action is Action.POST for event in engine.store.state.events.values())  # type: ignore[union-attr]


async def test_second_order_of_a_docket_is_told_when_another_place_has_it_first(engine: Engine):
    await engine.take(PACER, entry(5))
    await engine.take(ATOM, entry(6))
    assert 2 == posts(engine)


async def test_orders_in_two_dockets_of_the_supreme_court_are_two():
    sources = [make.source(f"s{n}", Trust.COURT, kind="scotus_docket") for n in (1, 2)]
    dockets = (Docket("scotus", "24-901"), Docket("scotus", "24-902"))
    engine = Engine(make.matter(sources=tuple(sources), dockets=dockets, deadlines=()))
    await engine.open()
    for n, source in enumerate(sources, 1):
        url = f"https://www.supremecourt.gov/DocketPDF/24/24-90{n}/{n}/x.pdf"
        said = f"Application to stay granted by The Chief Justice in No. {n}."
        alias = f"scotus/24-90{n}/said/{n}"
        await engine.take(
            source, make.item(f"24-90{n}/{n}", f"24-90{n} A v. B", summary=said, url=url, aliases=(alias,))
        )
    assert 2 == posts(engine)


async def test_order_on_file_before_anybody_watched_is_no_news_when_the_clerk_edits_it():
    engine = Engine(MATTER)
    await engine.take(PACER, entry(5), entry(4))
    before = posts(engine)
    edited = make.item(
        "1/5", "1:25-cv-00001 Larkspur v. Harbor", summary=f"{STAY} Modified on 7/15/2025.", url=entry(5).url
    )
    await engine.take(PACER, edited)
    assert before == posts(engine)
