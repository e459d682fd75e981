"""Outlets, channels and public bodies: who tells of six topics, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from bot.domain.ids import SourceId
from bot.domain.source import SourceSpec
from bot.sources.registry import KINDS
from tests.walks.source_day.entries import BEGIN, Author, Entry, hour
from tests.walks.source_day.faults import ROWS, Row, rebuilt
from tests.walks.source_day.feed_bodies import Write, atom, json_feed, rss, telegram
from tests.walks.source_day.official_bodies import congress, federal_register, govinfo
from tests.walks.source_day.publisher import Fault, Publisher, in_force

N_OUTLETS = 104
N_CHANNELS = 10
END_H = 38.0
ZONE = "America/New_York"
_RHYTHMS = (20, 30, 60, 120, 240)
_INTERVALS = (5, 10, 15, 30)
_DAY = 24.0
_WAKES, _SLEEPS = 6.0, 23.0
_N_SHARED = 8
"""Facts of a topic that several outlets report."""

OFFICIAL: tuple[tuple[str, str, Write, tuple[str, ...]], ...] = (
    (
        *("whitehouse", "https://www.whitehouse.gov", rss),
        ("/news/feed/", "/presidential-actions/feed/", "/briefings-statements/feed/", "/fact-sheets/feed/"),
    ),
    (
        *("federal_register", "https://www.federalregister.gov", federal_register),
        tuple(f"/api/v1/documents.json?conditions%5Bterm%5D={term}" for term in ("harbor", "ferry", "quay")),
    ),
    ("govinfo", "https://www.govinfo.gov", govinfo, ("/rss/fr.xml", "/rss/bills.xml", "/rss/plaw.xml")),
    ("congress", "https://api.congress.gov", congress, tuple(f"/v3/bill/119/s/{n}/actions" for n in range(101, 105))),
)


def spec_for(name: str, kind: str, url: str, minutes: float = 5) -> SourceSpec:
    interval = timedelta(minutes=minutes)
    return SourceSpec(SourceId(name), kind, url, KINDS[kind].trust, name, interval=interval, zone=ZONE)


def times(random: Random, every: float, since: float = _WAKES, until: float = END_H) -> Iterator[datetime]:
    """Instants of its days, so many minutes apart, give or take a fifth."""
    at = since + random.random() * every / 60
    while at < min(until, END_H):
        if _WAKES <= at % _DAY < _SLEEPS:
            yield hour(at)
        at += every * (0.8 + 0.4 * random.random()) / 60


class Press:
    """Makes the publishers of one topic after the other."""

    def __init__(self, author: Author, random: Random) -> None:
        self._author = author
        self._random = random

    def rows(self, topic: str, names: list[str]) -> list[Publisher]:
        """The sources that go wrong."""
        return [self._row(topic, name, ROWS[name]) for name in names]

    def outlets(self, topic: str, numbers: range) -> list[Publisher]:
        """Ordinary feeds, three to a host, in three formats."""
        made = [self._outlet(topic, n) for n in numbers]
        self._share(topic, made)
        made[0].entries.append(self._author.news(topic, hour(9 + self._random.random() * 10), is_loud=True))
        return made

    def channels(self, topic: str, numbers: range) -> list[Publisher]:
        return [self._channel(topic, n) for n in numbers]

    def officials(self, topic: str) -> list[Publisher]:
        return [
            self._official(topic, f"{kind}-{n}", kind, (site, path), write)
            for kind, site, write, paths in OFFICIAL
            for n, path in enumerate(paths)
        ]

    def _row(self, topic: str, name: str, row: Row) -> Publisher:
        site = f"https://{name}.example"
        return Publisher(
            spec_for(name, "news_feed", f"{site}/feed"),
            site,
            rss,
            self._entries(topic, times(self._random, row.every, until=row.until), in_force(row.window, 0)),
            row.window,
            row.style,
            row.faults,
            row.has_etag,
            row.expects,
            row.floor,
            within=row.within,
        )

    def _outlet(self, topic: str, n: int) -> Publisher:
        site = f"https://outlet-{n // 3}.example"
        write = (rss, atom, json_feed)[n % 3]
        spec = spec_for(f"outlet-{n}", "news_feed", f"{site}/feed-{n}", self._random.choice(_INTERVALS))
        entries = self._entries(topic, times(self._random, self._random.choice(_RHYTHMS)))
        return Publisher(spec, site, write, entries, has_etag=n % 4 > 0)

    def _channel(self, topic: str, n: int) -> Publisher:
        site = f"https://t.me/s/channel{n}"
        entries = self._entries(topic, times(self._random, self._random.choice(_RHYTHMS)))
        return Publisher(spec_for(f"channel-{n}", "telegram_preview", site), site, telegram, entries, has_etag=False)

    def _official(self, topic: str, name: str, kind: str, place: tuple[str, str], write: Write) -> Publisher:
        entries = self._entries(topic, times(self._random, 150))
        if kind == "whitehouse":
            # What was signed days ago is posted today, under the day on which it was signed.
            entries = [replace(e, dated_at=e.at - timedelta(days=e.number % 3)) for e in entries]
        faults = (Fault(rebuilt),) if name == "whitehouse-0" else ()
        return Publisher(spec_for(name, kind, "".join(place)), place[0], write, entries, faults=faults)

    def _share(self, topic: str, outlets: list[Publisher]) -> None:
        """Some facts are reported by three outlets, within the hour."""
        for _ in range(_N_SHARED):
            at = hour(7 + self._random.random() * 15)
            first = self._author.news(topic, at)
            several = self._random.sample(outlets, 3)
            several[0].entries.append(first)
            for outlet in several[1:]:
                later = at + timedelta(minutes=self._random.randrange(60))
                outlet.entries.append(self._author.news(topic, later, first.fact))

    def _entries(self, topic: str, at: Iterator[datetime], n_before: int = 15) -> list[Entry]:
        """Every third is on topic. Shape: with so many from before the walk."""
        old = (BEGIN - timedelta(minutes=47 * n) for n in range(n_before, 0, -1))
        return [
            self._author.chatter(when) if n % 3 else self._author.news(topic, when)
            for n, when in enumerate((*old, *at))
        ]
