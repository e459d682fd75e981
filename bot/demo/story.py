"""The story as data: who publishes what, and when a reader could first see it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from itertools import groupby
from typing import Any

from bot.domain.ids import SourceId
from bot.domain.source import SourceSpec, Trust

FEED_LENGTH = 30
"""A feed shows its newest thirty; the rest has scrolled away."""

POLL_INTERVAL = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Feed:
    """One outlet of the story and the format it publishes in (`rss` or `atom`)."""

    id: SourceId
    outlet: str
    site: str
    kind: str = "news_feed"
    trust: Trust = Trust.PRESS
    lang: str = "en"
    format: str = "rss"

    @property
    def path(self) -> str:
        return f"/{self.id}/feed.xml"

    def spec(self, base_url: str) -> SourceSpec:
        """The source that polls this feed at a server of ours."""
        return SourceSpec(
            id=self.id,
            kind=self.kind,
            url=f"{base_url}{self.path}",
            trust=self.trust,
            outlet=self.outlet,
            lang=self.lang,
            interval=POLL_INTERVAL,
        )


@dataclass(frozen=True, slots=True)
class Publication:
    """One item, or a revision of one: the same guid again.

    Shape: `at` is when it can first be read, `shown_at` the date it claims, None when it claims none; `tells` names
    the event that it reports as done, empty for talk, opinion and anything off topic.
    """

    at: datetime
    source_id: SourceId
    guid: str
    link: str
    title: str
    summary: str = ""
    shown_at: datetime | None = None
    tells: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A moment that the narrator speaks at. Shape: `captions` is keyed by language; `ask` is a command, or empty."""

    at: datetime
    captions: dict[str, str]
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which a feed cannot be reached."""

    source_id: SourceId
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """An instant that the demo stops at: what is said there and what appears there."""

    at: datetime
    scenes: tuple[Scene, ...]
    published: tuple[Publication, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What happens, and what of it the demo stops at.

    Shape: `moves` are the days the deadline moves to, in the authority's zone; `published` holds what the demo stops
    at, `background` what merely stands in the feeds, both oldest first.
    """

    start_at: datetime
    moves: tuple[date, ...]
    feeds: tuple[Feed, ...]
    published: tuple[Publication, ...]
    background: tuple[Publication, ...]
    scenes: tuple[Scene, ...]
    outages: tuple[Outage, ...]

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The instants after the start, in order."""
        moments: list[Scene | Publication] = sorted((*self.scenes, *self.published), key=lambda m: m.at)
        return tuple(_stop(at, tuple(group)) for at, group in groupby(moments, key=lambda m: m.at))

    @property
    def told(self) -> frozenset[str]:
        """The events that really happened."""
        return frozenset(p.tells for p in self.published if p.tells)

    def visible(self, source_id: SourceId, now: datetime) -> tuple[Publication, ...]:
        """What a feed shows at an instant, the newest by its claimed date first, each guid in its last revision."""
        known = sorted((p for p in (*self.background, *self.published) if p.at <= now), key=lambda p: p.at)
        by_guid = {p.guid: p for p in known if p.source_id == source_id}
        newest_first = sorted(by_guid.values(), key=lambda p: p.shown_at or p.at, reverse=True)
        return tuple(newest_first[:FEED_LENGTH])

    def is_down(self, source_id: SourceId, now: datetime) -> bool:
        return any(o.source_id == source_id and o.from_at <= now < o.until_at for o in self.outages)


def shipped_story() -> Story:
    return story_from((files("bot.demo") / "story.toml").read_text("utf-8"))


def story_from(text: str) -> Story:
    """The story of a TOML text. Raises: KeyError, ValueError, TypeError (the file ships with the bot and is tested)."""
    table = tomllib.loads(text)
    feeds = tuple(_feed(row) for row in table["source"])
    sites = {f.id: f.site for f in feeds}
    return Story(
        start_at=table["start"],
        moves=tuple(table["moves"]),
        feeds=feeds,
        published=_in_order(_publications([row for s in table["scene"] for row in s.get("published", ())], sites)),
        background=_in_order(_publications(table["background"], sites)),
        scenes=tuple(_scene(row) for row in table["scene"]),
        outages=tuple(Outage(SourceId(r["source"]), r["from"], r["until"]) for r in table["outage"]),
    )


def _stop(at: datetime, moments: tuple[Scene | Publication, ...]) -> Stop:
    return Stop(
        at,
        tuple(m for m in moments if isinstance(m, Scene)),
        tuple(m for m in moments if isinstance(m, Publication)),
    )


def _feed(row: dict[str, Any]) -> Feed:
    return Feed(**{**row, "id": SourceId(row["id"]), "trust": Trust(row.get("trust", Trust.PRESS))})


def _scene(row: dict[str, Any]) -> Scene:
    captions: dict[str, str] = {lang: row[lang] for lang in ("en", "zh") if lang in row}
    return Scene(row["at"], captions, row.get("ask", ""))


def _publications(rows: list[dict[str, Any]], sites: dict[SourceId, str]) -> Iterator[Publication]:
    for row in rows:
        source_id = SourceId(row["source"])
        link = row["link"] if "://" in row["link"] else sites[source_id] + row["link"]
        shown = row.get("shown", row["at"])
        yield Publication(
            at=row["at"],
            source_id=source_id,
            guid=row.get("guid", link),
            link=link,
            title=row["title"],
            summary=row.get("summary", ""),
            shown_at=None if shown is False else shown,
            tells=row.get("tells", ""),
        )


def _in_order(publications: Iterator[Publication]) -> tuple[Publication, ...]:
    return tuple(sorted(publications, key=lambda p: p.at))
