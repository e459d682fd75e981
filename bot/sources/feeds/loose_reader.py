"""feedparser, for documents that are too broken for an XML parser. Slow: it is asked only where there is doubt."""

from __future__ import annotations

import io
import warnings
from typing import Any

import feedparser

from bot.sources.feeds.entry import MAX_ENTRIES, UNREADABLE, Entry, Feed

# What feedparser has been seen to raise on broken input, and what its parts can: it promises nothing (I3 does).
_ANY_DEFECT = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    OSError,
)


def read(text: str) -> Feed:
    """The feed as feedparser sees it, without its sanitising and link rewriting.

    Shape: the text goes in as a stream; given a string or bytes, feedparser would open addresses and local files.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            parsed = feedparser.parse(
                io.BytesIO(text.encode("utf-8", "replace")),
                sanitize_html=False,
                resolve_relative_uris=False,
                response_headers={"content-type": "application/xml; charset=utf-8"},
            )
        entries = [_entry(entry) for entry in parsed.entries[:MAX_ENTRIES]]
    except _ANY_DEFECT:
        return Feed([], not_a_feed=UNREADABLE)
    return Feed(entries, _text(parsed.feed, "title"), _text(parsed.feed, "link"))


def _entry(entry: dict[str, Any]) -> Entry:
    contents = [str(content.get("value") or "") for content in entry.get("content", ())]
    return Entry(
        id=_text(entry, "id"),
        title=_text(entry, "title"),
        link=_text(entry, "link"),
        body=max([_text(entry, "summary"), *contents], key=len),
        published=_text(entry, "published") or _text(entry, "updated") or _text(entry, "created"),
        authors=tuple(filter(None, (_text(author, "name") for author in entry.get("authors", ())))),
        source=_text(entry.get("source") or {}, "title"),
    )


def _text(values: dict[str, Any], name: str) -> str:
    return str(values[name] or "").strip() if name in values else ""
