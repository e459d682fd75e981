"""Courts and their dockets: the same entries in a court's feed, at CourtListener, and pushed by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.domain.matter import Docket
from tests.walks.source_day.court_bodies import (
    appellate_court,
    courtlistener_feed,
    disabled_alert,
    district_court,
    docket_alert,
)
from tests.walks.source_day.entries import BEGIN, Author, Entry, Filed, hour
from tests.walks.source_day.faults import BROKE_AND_LOST, BROKE_ONCE, FAILS, LOST_ONCE, RECOVERED, bad
from tests.walks.source_day.feed_bodies import Style, eastern_in_july
from tests.walks.source_day.official_bodies import supreme_court
from tests.walks.source_day.press import spec_for, times
from tests.walks.source_day.publisher import Answer, Effect, Fault, Publisher, Steps

N_DOCKETS = 20
N_COURTS = 16
N_APPELLATE = 4
N_SOUGHT = 6
"""So many dockets are named by their number alone, and looked up."""

N_PUSHED = 5
BUSY = range(8, 14)
"""Dockets with more entries during CourtListener's outage than its feed lists."""

OUTAGE_H = (9.0, 16.0)
COVERAGE = "source says that it publishes other kinds of entries"
_FEED_LISTS = 30
_PAGE = b"<!DOCTYPE html><html><body>We will be back soon.</body></html>"


@dataclass(frozen=True, slots=True)
class Pushed:
    """An event that CourtListener sends. Shape: `numbers` are the entries in it."""

    at: datetime
    key: str
    body: dict[str, Any]
    numbers: frozenset[int] = frozenset()


@dataclass(slots=True)
class Courts:
    """Shape: `feeds` by the number of the court, `dockets` by the number of the docket."""

    filed: list[Filed] = field(default_factory=list)
    feeds: list[Publisher] = field(default_factory=list)
    dockets: list[Publisher] = field(default_factory=list)
    supreme: list[Publisher] = field(default_factory=list)
    pushed: list[Pushed] = field(default_factory=list)


def courts_from(author: Author, random: Random) -> Courts:
    filed = [_filed(n) for n in range(N_DOCKETS)]
    entries = [_entries(author, random, n, it) for n, it in enumerate(filed)]
    made = Courts(filed)
    made.dockets = [_docket(random, n, it, entries[n]) for n, it in enumerate(filed)]
    made.feeds = [_court(author, random, n, [entries[d] for d in _dockets_of(n)]) for n in range(N_COURTS)]
    made.supreme = [_supreme(author, random, n) for n in range(N_APPELLATE)]
    made.pushed = sorted(_pushed(random, filed, entries), key=lambda it: it.at)
    return made


def court_of(docket: int) -> int:
    return docket % N_COURTS


def _dockets_of(court: int) -> list[int]:
    return [n for n in range(N_DOCKETS) if court_of(n) == court]


def _is_appellate(court: int) -> bool:
    return court >= N_COURTS - N_APPELLATE


def _court_id(court: int) -> str:
    return f"ca{'abcd'[court - N_COURTS]}" if _is_appellate(court) else f"h{chr(ord('a') + court)}d"


def _filed(n: int) -> Filed:
    court = court_of(n)
    number = f"25-1{n:03}" if _is_appellate(court) else f"1:25-cv-00{n:03}"
    return Filed(70_000 + n, Docket(_court_id(court), number), f"Larkspur {chr(ord('A') + n)} LLC v. Harbor Ferries")


def _entries(author: Author, random: Random, n: int, filed: Filed) -> list[Entry]:
    """In office hours; every fourth is an order."""
    old = [BEGIN - timedelta(hours=5 * k) for k in range(12, 0, -1)]
    every = 8 if n in BUSY else 100
    new = [at for at in times(random, every) if 8 <= (at - hour(0)) / timedelta(hours=1) % 24 < 19]
    return [author.paper(filed, at) if k % 4 else author.order(filed, at) for k, at in enumerate((*old, *new))]


def _docket(random: Random, n: int, filed: Filed, entries: list[Entry]) -> Publisher:
    """CourtListener's feed of a docket: down for seven hours, as all of CourtListener is."""
    court_id, number = filed.docket.court_id, filed.docket.number
    by_id = f"https://www.courtlistener.com/docket/{filed.id}/{filed.slug}/"
    by_number = f"https://www.courtlistener.com/?court={court_id}&docket_number={number}"
    url = by_number if n >= N_DOCKETS - N_SOUGHT else by_id
    expects = BROKE_AND_LOST if n in BUSY else BROKE_ONCE
    if n == N_DOCKETS - 1:
        # The sixth look-up in the first minute, where five are granted.
        expects = {FAILS: 2, RECOVERED: 2}
    return Publisher(
        spec_for(f"docket-{n:02}", "courtlistener", url, 10),
        "",
        courtlistener_feed,
        list(_later(random, entries, 60, 300)),
        window=((0, _FEED_LISTS),),
        faults=(Fault(bad(status=503), *OUTAGE_H),),
        has_etag=False,
        expects=expects,
    )


def _court(author: Author, random: Random, n: int, dockets: list[list[Entry]]) -> Publisher:
    """A court's feed: the watched dockets among many others."""
    court_id = _court_id(n)
    other = Filed(90_000 + n, Docket(court_id, f"1:25-cr-00{n:03}"), "United States v. Marsh")
    watched = [e for entries in dockets for e in _later(random, entries, 180, 480)]
    listed = [*watched, *(author.paper(other, at) for at in times(random, 35))]
    site = f"https://ecf.{court_id}.uscourts.gov"
    path = "/n/beam/servlet/TransportRoom?servlet=RSSGenerator" if _is_appellate(n) else "/cgi-bin/rss_outside.pl"
    about = "Docket entries of type: motion,order,notice"
    style: Steps[Style] = ((0, Style(about=about, dated=eastern_in_july) if _is_appellate(n) else Style(about=about)),)
    faults: tuple[Fault, ...] = ()
    expects: dict[str, int] = {}
    if n == 0:
        style, expects = (*style, (13, Style(about="Docket entries of type: order"))), {COVERAGE: 1}
    if n == 1:
        faults, expects = (Fault(_empty(site), 14, 15),), LOST_ONCE
    if n == 2:
        faults, expects = (Fault(bad(_PAGE), 11, 12.5),), BROKE_ONCE
    write = appellate_court if _is_appellate(n) else district_court
    return Publisher(
        spec_for(f"court-{n:02}", "pacer_rss", site + path),
        site,
        write,
        listed,
        window=((0, 80),),
        style=style,
        faults=faults,
        has_etag=False,
        expects=expects,
    )


def _supreme(author: Author, random: Random, n: int) -> Publisher:
    """A docket of the Supreme Court: everything that was ever filed in it."""
    number = f"24-{900 + n}"
    filed = Filed(0, Docket("scotus", number), "Larkspur LLC v. Harbor Ferries")
    entries = [
        author.order(filed, at) if k % 2 else author.paper(filed, at)
        for k, at in enumerate((BEGIN - timedelta(days=9), BEGIN - timedelta(days=2), *times(random, 300, since=9)))
    ]
    url = f"https://www.supremecourt.gov/RSS/Cases/JSON/{number}.json"
    faults: tuple[Fault, ...] = ()
    if n == 0:
        faults = (Fault(bad(_PAGE), 10, 12.5),)
    if n == 1:
        faults = (Fault(_reworded, 14),)
    return Publisher(
        spec_for(f"scotus-{n}", "scotus_docket", url, 60),
        url,
        supreme_court,
        entries,
        window=((0, 1000),),
        faults=faults,
        expects=BROKE_ONCE if n == 0 else {},
        within=timedelta(hours=2.3),
        n_versions=2 if n == 1 else 1,
    )


def _reworded(answer: Answer, _: object) -> Answer:
    """The clerk has edited every entry in place."""
    return replace(answer, body=answer.body.replace(b"Signed by", b"Modified on 7/15/2025. Signed by"), etag='"edited"')


def _empty(site: str) -> Effect:
    """A feed, well made, in which nothing stands."""
    body = district_court(site, [], Style(about="Docket entries of type: motion,order,notice"))
    return lambda *_: Answer(body)


def _later(random: Random, entries: list[Entry], least_s: int, most_s: int) -> Iterator[Entry]:
    """The entries as another place lists them, some time after they were filed; what is old was there before."""
    for entry in entries:
        delay = timedelta(seconds=random.randrange(least_s, most_s) if entry.at > BEGIN else 0)
        yield replace(entry, at=entry.at + delay)


def _pushed(random: Random, filed: list[Filed], entries: list[list[Entry]]) -> Iterator[Pushed]:
    """Every entry of the dockets that have an alert, in seconds; events again, late, out of order, of another kind."""
    for n in range(N_PUSHED):
        new = [e for e in entries[n] if e.at > BEGIN]
        for k, entry in enumerate(new):
            at = entry.at + timedelta(seconds=random.randrange(2, 20))
            event = Pushed(at, f"{n}/{k}", docket_alert([entry]), frozenset({entry.number}))
            yield event
            if k % 5 == 0:
                # The answer to the first was lost on its way.
                yield replace(event, at=at + timedelta(minutes=3))
            if k == 1:
                yield replace(event, at=at + timedelta(hours=2), key=f"{n}/{k}/again")
            if at + timedelta(hours=36) < hour(38) and k < 3:
                yield replace(event, at=at + timedelta(hours=36))
        several = docket_alert(new[4:1:-1])
        yield Pushed(new[4].at + timedelta(hours=1), f"{n}/several", several, frozenset(e.number for e in new[2:5]))
    yield Pushed(hour(15), "disabled", disabled_alert(filed[1]))
