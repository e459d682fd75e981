"""A matter's stories as Atom and as JSON Feed, each with the text that the chats get."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from bot.domain.event import AlertLevel
from bot.domain.story import Story
from bot.render.phrases import Phrases
from bot.render.plain_format import plain_line, visible
from bot.web.language import tag_of
from bot.web.records import Dossier
from bot.web.told import address, as_told, iso

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One story for a feed. Shape: `id` stays the same while the story grows; `url` may be empty."""

    id: str
    title: str
    text: str
    url: str
    published_at: datetime
    updated_at: datetime
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """The stories that are at least as loud as asked for. Shape: entries newest first."""

    id: str
    title: str
    lang: str
    page: str
    entries: Sequence[Entry]

    @property
    def updated_at(self) -> datetime:
        return max((e.updated_at for e in self.entries), default=_NEVER)


def feed_of(dossier: Dossier, level: AlertLevel, phrases: Phrases, public_url: str) -> Feed:
    matter = dossier.matter
    told = [s for s in dossier.standing.stories if s.level.rank >= level.rank]
    return Feed(
        id=f"urn:reprieve:matter:{matter.id}:{level}",
        title=f"Reprieve · {matter.name_for(phrases.lang)}",
        lang=tag_of(phrases),
        page=f"{public_url}/matter/{matter.id}" if public_url else "",
        entries=[_entry(s, dossier, phrases) for s in told],
    )


def atom(feed: Feed) -> bytes:
    """Source: RFC 4287, 4; read 2026-11-24."""
    root = etree.Element(f"{{{_ATOM}}}feed", {_XML_LANG: feed.lang}, nsmap={None: _ATOM})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", iso(feed.updated_at))
    _add(_add(root, "author"), "name", "Reprieve")
    if feed.page:
        _add(root, "link", rel="alternate", type="text/html", href=feed.page)
        _add(root, "link", rel="self", type="application/atom+xml", href=f"{feed.page}/feed.atom")
    for entry in feed.entries:
        node = _add(root, "entry")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title)
        _add(node, "published", iso(entry.published_at))
        _add(node, "updated", iso(entry.updated_at))
        for tag in entry.tags:
            _add(node, "category", term=tag)
        if entry.url:
            _add(node, "link", rel="alternate", href=entry.url)
        _add(node, "content", entry.text, type="text")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def json_feed(feed: Feed) -> bytes:
    """Source: https://www.jsonfeed.org/version/1.1/, read 2026-11-24."""
    own = {"home_page_url": feed.page, "feed_url": f"{feed.page}/feed.json"} if feed.page else {}
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **own,
        "language": feed.lang,
        "authors": [{"name": "Reprieve"}],
        "items": [_item(e) for e in feed.entries],
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _entry(story: Story, dossier: Dossier, phrases: Phrases) -> Entry:
    """Countdowns are of the time when the story changed: a reader of feeds is not told anew every day."""
    message = as_told(story, dossier, phrases, story.updated_at)
    return Entry(
        id=f"urn:reprieve:story:{story.id}",
        title="".join(visible(span.text) for span in message.title),
        text="\n".join(plain_line(line) for line in message.lines),
        url=address(story.primary.url),
        published_at=story.reached_at,
        updated_at=story.updated_at,
        tags=(story.level.value, story.event.value, story.stage.value),
    )


def _item(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        **({"url": entry.url} if entry.url else {}),
        "title": entry.title,
        "content_text": entry.text,
        "date_published": iso(entry.published_at),
        "date_modified": iso(entry.updated_at),
        "tags": list(entry.tags),
    }


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    node.text = text or None
    return node
