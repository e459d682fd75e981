"""Which reader reads a body, and when another one is asked."""

from __future__ import annotations

import re

from bot.domain.item import Parsed, Problem
from bot.domain.source import SourceSpec
from bot.sources.feeds import json_reader, loose_reader, xml_reader
from bot.sources.feeds.decode import decode
from bot.sources.feeds.entry import MAX_ENTRIES, Feed
from bot.sources.feeds.items import items_from
from bot.sources.feeds.repair import repaired
from bot.sources.kind import CUT, WHOLE_BODY
from bot.text.clean import one_line
from bot.text.html_text import text_from

MAX_LOOSE_CHARS = 512 * 1024
"""feedparser needs about a second for a megabyte; above this it is asked only when nothing else was found."""

_MAX_TITLE_CHARS = 200
_ENTRY = re.compile(r"<(?:[\w-]{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:[\w-]{1,20}:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)


def parse_feed(body: bytes, spec: SourceSpec, *, by_title: bool = True) -> Parsed:
    """The items of a feed body in RSS, Atom, RDF or JSON Feed, and everything about it that could not be read (I3)."""
    feed = read(body)
    items, problems = items_from(feed, spec, by_title=by_title)
    flaws = [Problem("feed", flaw) for flaw in feed.flaws]
    if feed.not_a_feed and not items:
        flaws.append(Problem(WHOLE_BODY, feed.not_a_feed))
    title = one_line(text_from(feed.title, _MAX_TITLE_CHARS), _MAX_TITLE_CHARS)
    return Parsed(items, (*flaws, *problems), title, feed.hints)


def read(body: bytes) -> Feed:
    """The feed that a body holds, by the first reader that can read it."""
    if not body.strip():
        return Feed([], not_a_feed="it is empty")
    if json_reader.looks_like_json(body):
        return json_reader.read(body)
    feed = xml_reader.read(body)
    if feed is not None:
        return feed
    text = decode(body)
    recoded = text.encode()
    if recoded != body and (feed := xml_reader.read(recoded)) is not None:
        return feed
    return _read_broken(repaired(text))


def _read_broken(text: str) -> Feed:
    """The better of two readings of a document that is not well formed."""
    feed = xml_reader.read_repaired(text)
    n_expected = min(sum(1 for _ in _ENTRY.finditer(text)), MAX_ENTRIES)
    if n_expected > len(feed.entries) and (not feed.entries or len(text) <= MAX_LOOSE_CHARS):
        feed = max(feed, loose_reader.read(text), key=lambda it: len(it.entries))
    if feed.not_a_feed:
        return feed
    if _CLOSED.search(text):
        return feed._replace(flaws=("it needed repair to be read as XML", *feed.flaws))
    return _without_cut_entry(feed, text)


def _without_cut_entry(feed: Feed, text: str) -> Feed:
    """The feed of a body that breaks off: its last entry counts only if its id and title are whole."""
    if not feed.entries:
        return feed._replace(not_a_feed="it breaks off before the first item")
    tail = text[max((found.start() for found in _ENTRY.finditer(text)), default=0) :]
    is_whole = any(f"</{name}>" in tail for name in ("item", "entry"))
    is_known = "</title>" in tail and any(f"</{name}>" in tail for name in ("guid", "id", "link"))
    if is_whole or is_known:
        return feed._replace(flaws=(CUT,))
    return feed._replace(entries=feed.entries[:-1], flaws=(CUT,))
