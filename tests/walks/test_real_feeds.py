"""Every real and every broken feed at hand, through the worker as it runs, against an independent parser."""

from __future__ import annotations

import io
import re
import warnings
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from bot.domain.errors import SourceError
from bot.domain.item import Item, Parsed
from bot.sources.worker import ParseWorker
from bot.text.html_text import text_from
from bot.text.timestamps import FIRST_YEAR, LAST_YEAR
from bot.text.urls import absolute, canonical
from tests.shared import shared_dir
from tests.unit.sources.support import spec_for

SPEC = spec_for("https://feed.example/feed")

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Feed:
    """One real feed, as we read it and as feedparser does."""

    name: str
    ours: Parsed
    theirs: list[Any]


@pytest.fixture(scope="module")
def feeds_real() -> Path:
    return shared_dir("data/feeds_real")


async def test_no_broken_feed_crashes_or_hangs():
    bodies = bodies_in(shared_dir("data/feeds_broken"))
    assert bodies
    async with ParseWorker(inline_bytes=0) as worker:
        failed = [name for name, body in bodies.items() if await parsed(worker, body) is None]
    assert [] == failed


async def test_no_real_feed_loses_an_entry_that_feedparser_finds(feeds_real: Path):
    """Our counts are of items, not of distinct keys: an entry listed twice word for word is an item twice.

    Where we find more it is JSON Feed, which feedparser does not read, or a document it gives up on half way.
    """
    feeds = await read(feeds_real)
    fewer = {
        feed.name: (len(feed.ours.items), len(feed.theirs)) for feed in feeds if len(feed.ours.items) < len(feed.theirs)
    }
    assert len(fewer) <= len(feeds) // 100, fewer


async def test_real_feeds_are_read_as_feedparser_reads_them(feeds_real: Path):
    """Title, link, id and date of every entry, on feeds where both find the same number of entries.

    What remains different, and is meant to be: titles from Media RSS and Dublin Core, links against xml:base, which of
    several alternates is the link, ids made absolute, dates that feedparser reads without am/pm, zone or month.
    """
    feeds = [feed for feed in await read(feeds_real) if len(feed.ours.items) == len(feed.theirs)]
    pairs = [pair for feed in feeds for pair in zip(feed.ours.items, feed.theirs, strict=True)]
    shares = {name: sum(map(same, *zip(*pairs, strict=True))) / len(pairs) for name, same in SAME.items()}
    assert dict.fromkeys(SAME, True) == {name: share >= 0.98 for name, share in shares.items()}, shares


async def test_live_captures_are_read_as_feedparser_reads_them(feeds_real: Path):
    """The captures of 2026, whole feeds: every entry agrees in everything, on all but one in a hundred."""
    feeds = await read(feeds_real / "fastfeedparser")
    different = [feed.name for feed in feeds if not is_same(feed)]
    assert len(different) <= len(feeds) // 100, different


def is_same(feed: Feed) -> bool:
    if len(feed.ours.items) != len(feed.theirs):
        return False
    pairs = zip(feed.ours.items, feed.theirs, strict=True)
    return all(same(ours, theirs) for ours, theirs in pairs for same in SAME.values())


def bodies_in(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


async def read(folder: Path) -> list[Feed]:
    bodies = bodies_in(folder)
    async with ParseWorker(inline_bytes=0) as worker:
        ours = {name: await parsed(worker, body) for name, body in bodies.items()}
    return [Feed(name, ours[name] or Parsed(()), oracle(body)) for name, body in bodies.items()]


async def parsed(worker: ParseWorker, body: bytes) -> Parsed | None:
    try:
        return await worker.parse("news_feed", body, SPEC)
    except SourceError:
        return None


def oracle(body: bytes) -> list[Any]:
    with warnings.catch_warnings(action="ignore"):
        return feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False).entries


def told(entry: Any, name: str) -> Any:
    """A value the entry itself holds; feedparser makes up others when asked by attribute."""
    return entry[name] if name in entry else None  # noqa: SIM401  its `get` makes them up too


def same_title(ours: Item, theirs: Any) -> bool:
    title = letters(text_from(told(theirs, "title") or "", 500))
    # A post without a title is headed by its first words here, and by nothing there.
    return not title or letters(ours.title)[:80] == title[:80]


def same_link(ours: Item, theirs: Any) -> bool:
    return canonical(ours.url) == canonical(absolute(told(theirs, "link") or "", SPEC.url))


def same_id(ours: Item, theirs: Any) -> bool:
    identity = told(theirs, "id")
    return not identity or ours.key.partition("#")[0] == identity.partition("#")[0]


def same_date(ours: Item, theirs: Any) -> bool:
    parts = told(theirs, "published_parsed") or told(theirs, "updated_parsed") or told(theirs, "created_parsed")
    if parts is None or not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        return ours.published_at is None
    return ours.published_at == datetime.fromtimestamp(timegm(parts), UTC)


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text)


SAME = {"title": same_title, "link": same_link, "id": same_id, "date": same_date}
