"""Publications to the bytes of a feed: RSS 2.0 with RFC 822 dates, or Atom."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from email.utils import format_datetime

from bot.demo.story import Feed, Publication

_ATOM = "http://www.w3.org/2005/Atom"


def rss(feed: Feed, publications: Sequence[Publication]) -> bytes:
    """An RSS 2.0 document; an item without a claimed date has no pubDate."""
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    for tag, text in (("title", feed.outlet), ("link", feed.site), ("description", feed.outlet)):
        ET.SubElement(channel, tag).text = text
    for publication in publications:
        item = ET.SubElement(channel, "item")
        ET.SubElement(item, "title").text = publication.title
        ET.SubElement(item, "link").text = publication.link
        ET.SubElement(item, "guid", isPermaLink="false").text = publication.guid
        if publication.summary:
            ET.SubElement(item, "description").text = publication.summary
        if publication.shown_at:
            ET.SubElement(item, "pubDate").text = format_datetime(publication.shown_at)
    return _document(root)


def atom(feed: Feed, publications: Sequence[Publication]) -> bytes:
    """An Atom document; `updated` of the feed is the newest claimed date."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _child(root, "id").text = f"{feed.site}/"
    _child(root, "title").text = feed.outlet
    _child(root, "updated").text = max((p.shown_at.isoformat() for p in publications if p.shown_at), default="")
    for publication in publications:
        entry = _child(root, "entry")
        _child(entry, "id").text = publication.guid
        _child(entry, "title").text = publication.title
        _child(entry, "link").set("href", publication.link)
        _child(entry, "updated").text = (publication.shown_at or publication.at).isoformat()
        if publication.summary:
            _child(entry, "summary").text = publication.summary
    return _document(root)


BODIES = {"rss": (rss, "application/rss+xml"), "atom": (atom, "application/atom+xml")}
"""How each format is written, and its media type."""


def _child(parent: ET.Element, tag: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{_ATOM}}}{tag}")


def _document(root: ET.Element) -> bytes:
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
