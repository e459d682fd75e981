"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import json
from typing import Any

from bot.sources.feeds.decode import decode
from bot.sources.feeds.entry import MAX_ENTRIES, Entry, Feed, flaws_for


def looks_like_json(body: bytes) -> bool:
    """Whether a body starts as a JSON object or list; no XML document does."""
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read(body: bytes) -> Feed:
    """The JSON Feed that a body holds; `not_a_feed` says why when it holds none."""
    try:
        document = json.loads(decode(body))
    except (ValueError, RecursionError):
        return Feed([], not_a_feed="it looks like JSON, but cannot be read")
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        return Feed([], not_a_feed="it is JSON, but no JSON Feed (no list of items)")
    entries = [_entry(item) for item in items[:MAX_ENTRIES] if isinstance(item, dict)]
    return Feed(entries, _text(document, "title"), _text(document, "home_page_url"), flaws_for(len(items)))


def _entry(item: dict[str, Any]) -> Entry:
    html = _text(item, "content_html")
    return Entry(
        id=_text(item, "id"),
        title=_text(item, "title"),
        link=_text(item, "url") or _text(item, "external_url"),
        body=html or _text(item, "content_text") or _text(item, "summary"),
        published=_text(item, "date_published") or _text(item, "date_modified"),
        authors=tuple(name for name in map(_name, _authors(item)) if name),
        is_plain_title=True,
        is_plain_body=not html,
    )


def _authors(item: dict[str, Any]) -> list[Any]:
    authors = item.get("authors")
    return authors if isinstance(authors, list) else [item.get("author")]


def _name(author: Any) -> str:
    return _text(author, "name") if isinstance(author, dict) else ""


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()
