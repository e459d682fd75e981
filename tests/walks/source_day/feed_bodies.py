"""Feeds and channel previews as publishers write them, in the ways in which they differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from tests.walks.source_day.entries import Entry

_EASTERN = ZoneInfo("America/New_York")
_TITLE = "Harbor Wire"


def rfc_822(entry: Entry) -> str:
    return f"{entry.dated_at:%a, %d %b %Y %H:%M:%S GMT}" if entry.dated_at else ""


def day_only(entry: Entry) -> str:
    return f"{entry.dated_at:%Y-%m-%d}"


def year_ahead(entry: Entry) -> str:
    return f"{entry.at + timedelta(days=365):%a, %d %b %Y %H:%M:%S GMT}"


def eastern_in_july(entry: Entry) -> str:
    """As courts print it: the clock on the wall, under its winter name."""
    return f"{(entry.dated_at or entry.at).astimezone(_EASTERN):%a, %d %b %Y %H:%M:%S} EST"


def undated(entry: Entry) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Style:
    """A publisher's manner. Shape: `guid` is a format of `site` and `number`; `extra` stands in the channel."""

    guid: str = "{site}/?p={number}"
    dated: Callable[[Entry], str] = rfc_822
    about: str = "News of the harbor"
    extra: str = ""
    head: str = '<?xml version="1.0" encoding="utf-8"?>\n'


Write = Callable[[str, Sequence[Entry], Style], bytes]
"""From a publisher's own address, what it lists (the newest first) and its style to a body."""


def rss(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    items = "".join(
        f"<item><title>{escape(e.text)}</title><link>{site}/news/{e.number}</link>"
        f"<guid>{style.guid.format(site=site, number=e.number)}</guid>"
        f"<description>What is known of {e.number}.</description>{_tagged('pubDate', style.dated(e))}</item>"
        for e in entries
    )
    channel = f"<title>{_TITLE}</title><link>{site}</link><description>{style.about}</description>{style.extra}"
    return f'{style.head}<rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()


def atom(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    items = "".join(
        f"<entry><title>{escape(e.text)}</title><link href='{site}/news/{e.number}'/>"
        f"<id>tag:{site.removeprefix('https://')},2025:{e.number}</id>{_tagged('updated', _iso(e.dated_at))}</entry>"
        for e in entries
    )
    head = f"<title>{_TITLE}</title><id>{site}</id>"
    return f'{style.head}<feed xmlns="http://www.w3.org/2005/Atom">{head}{items}</feed>'.encode()


def json_feed(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    items = [
        {
            "id": str(e.number),
            "url": f"{site}/news/{e.number}",
            "title": e.text,
            "content_text": f"What is known of {e.number}.",
            "date_published": _iso(e.dated_at),
        }
        for e in entries
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": _TITLE, "items": items}).encode()


def telegram(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    """A channel's preview, which lists the oldest post first."""
    channel = site.rpartition("/")[2]
    posts = "".join(
        f"<div class='tgme_widget_message js-widget_message' data-post='{channel}/{e.number}'>"
        f"<div class='tgme_widget_message_text js-message_text' dir='auto'>{escape(e.text)}</div>"
        f"<time datetime='{_iso(e.dated_at)}'>now</time></div>"
        for e in reversed(entries)
    )
    page = f"<meta property='og:title' content='{channel}'><section class='tgme_channel_history'>{posts}</section>"
    return f"<!DOCTYPE html><html><body>{page}</body></html>".encode()


def _iso(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _tagged(name: str, text: str) -> str:
    return f"<{name}>{text}</{name}>" if text else ""
