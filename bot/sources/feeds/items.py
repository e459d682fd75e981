"""Entries to items: plain text, absolute links, aware dates, and an identity that is unique within its feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC

from bot.domain.ids import ItemKey, digest
from bot.domain.item import Item, Problem
from bot.domain.source import SourceSpec
from bot.sources.feeds.entry import Entry, Feed
from bot.text.clean import lines, one_line
from bot.text.html_text import text_from
from bot.text.timestamps import CHINA, instant_from
from bot.text.urls import absolute, canonical

MAX_TITLE_CHARS = 500
MAX_SUMMARY_CHARS = 8000
_MAX_AUTHOR_CHARS = 100
_MAX_KEY_CHARS = 1000
_SHORTEST_TITLE = 16


def items_from(feed: Feed, spec: SourceSpec, *, by_title: bool) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """The items of a feed in its own order, and what could not be used.

    Shape: two items share a key only if they are equal, as when a feed lists an entry twice; dedupe counts them once.
    `by_title` allows a title to tell apart what has no id of its own; where titles repeat by nature it must be False.
    """
    items = []
    problems = []
    reports: set[str] = set()
    for i, entry in enumerate(feed.entries, 1):
        item = _item(entry, feed, spec, by_title=by_title)
        outlet = _outlet_behind(entry, item.title)
        if outlet:
            item = _report(item, outlet)
            if item.key not in reports:
                items.append(item)
            reports.add(item.key)
        elif item.key:
            items.append(item)
        else:
            problems.append(Problem(f"item {i}", "it has neither an id nor a link to know it by; skipped"))
    return tuple(_told_apart(items, by_title=by_title)), tuple(problems)


def title_from(text: str) -> str:
    """The first line of a text, to head a post that has no title; what follows it too if it only says "Breaking"."""
    end = text.find("\n", _SHORTEST_TITLE)
    return one_line(text if end < 0 else text[:end], MAX_TITLE_CHARS)


def _item(entry: Entry, feed: Feed, spec: SourceSpec, *, by_title: bool) -> Item:
    if entry.is_plain_title:
        title = one_line(entry.title, MAX_TITLE_CHARS)
    else:
        title = one_line(text_from(entry.title, MAX_TITLE_CHARS), MAX_TITLE_CHARS)
    summary = lines(entry.body, MAX_SUMMARY_CHARS) if entry.is_plain_body else text_from(entry.body, MAX_SUMMARY_CHARS)
    url = absolute(entry.link, entry.base, feed.link, spec.url)
    key = _key(entry, title, url, summary, by_title=by_title)
    authors = tuple(one_line(author, _MAX_AUTHOR_CHARS) for author in entry.authors)
    at = instant_from(entry.published, CHINA if spec.lang == "zh" else UTC)
    return Item(ItemKey(key), title or title_from(summary), url, summary, at, authors)


def _outlet_behind(entry: Entry, title: str) -> str:
    """The outlet that an aggregator's title ends with, as in “Court lifts ban - The Quay”; else nothing."""
    outlet = one_line(entry.source, _MAX_AUTHOR_CHARS) if entry.source else ""
    return outlet if outlet and title.endswith(f" - {outlet}") else ""


def _report(item: Item, outlet: str) -> Item:
    """An aggregator's entry as its outlet wrote it. What repeats the title below it is a list of what others wrote.

    An aggregator gives one report a new id and address again and again: it is known by outlet, title and day.
    """
    title = item.title.removesuffix(f" - {outlet}")
    day = item.published_at.date().isoformat() if item.published_at else ""
    key = ItemKey(digest("report", outlet.casefold(), title.casefold(), day))
    summary = "" if item.summary.startswith(title) else item.summary
    return replace(item, key=key, title=title, summary=summary, authors=(outlet,))


def _key(entry: Entry, title: str, url: str, summary: str, *, by_title: bool) -> str:
    if entry.id:
        return entry.id if len(entry.id) <= _MAX_KEY_CHARS else digest("long id", entry.id)
    if url:
        return canonical(url)
    return digest("title and date", title or summary, entry.published) if by_title else ""


def _told_apart(items: list[Item], *, by_title: bool) -> list[Item]:
    """The items with one key each for what differs: first by link and title, then by everything they say.

    All that share a key get a longer one: whichever kept the short key would lose it when the feed moves on.
    """
    items = _extended(items, lambda item: (canonical(item.url), item.title if by_title else ""))
    return _extended(items, lambda item: (item.title, item.summary, str(item.published_at), *item.authors))


def _extended(items: list[Item], distinction: Callable[[Item], tuple[str, ...]]) -> list[Item]:
    if len({item.key for item in items}) == len(items):
        return items
    n_uses = Counter(item.key for item in set(items))
    return [
        replace(item, key=ItemKey(f"{item.key}#{digest(*distinction(item))}")) if n_uses[item.key] > 1 else item
        for item in items
    ]
