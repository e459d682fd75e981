"""Which hub pushes a feed: told by the head of its body, or by the Link header it came with (WebSub 4)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

from bot.domain.source import HubLink
from bot.text.urls import absolute

# SOURCE: https://www.w3.org/TR/websub/#discovery, 2018-01-23; JSON Feed 1.1, `hubs`, of which type WebSub is one.
_MAX_HEAD = 16 * 1024
_FIRST_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>/]|\"items\"\s*:")
_TAG = re.compile(rb"<(?:\w+:)?link\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_HEADER = re.compile(r"<([^<>]*)>([^<]*)")
_HEADER_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_JSON_OBJECT = re.compile(rb"\{[^{}]*\}")
_JSON_SELF = re.compile(rb'"feed_url"\s*:\s*("[^"]*")')

Relation = tuple[str, str]


def hub_in(body: bytes, header: str, url: str) -> HubLink | None:
    """The hub that a feed names and the feed's own name there, its address where it gives none; None without a hub.

    Shape: the header counts before the body, the first hub before others.
    """
    found = list(_in_header(header)) if header else []
    if not any(name == "hub" for name, _ in found):
        found += _in_body(body)
    hub = _first(found, "hub", url)
    topic = _first(found, "self", url) or url
    return HubLink(hub, topic) if hub else None


def _first(found: list[Relation], name: str, url: str) -> str:
    return next((place for given, href in found if given == name and (place := absolute(href, url))), "")


def _in_header(header: str) -> Iterator[Relation]:
    for href, parameters in _HEADER.findall(header):
        for quoted, plain in _HEADER_RELATION.findall(parameters):
            yield from ((name, href.strip()) for name in (quoted or plain).lower().split())


def _in_body(body: bytes) -> Iterator[Relation]:
    head = body[:_MAX_HEAD]
    if b"hub" not in head:
        return
    entry = _FIRST_ENTRY.search(head)
    head = _uncommented(head[: entry.start()] if entry else head)
    for attributes in _TAG.findall(head):
        found = {name.lower(): a or b for name, a, b in _ATTRIBUTE.findall(attributes.decode("utf-8", "replace"))}
        yield from ((name, unescape(found.get("href", ""))) for name in found.get("rel", "").lower().split())
    if b"WebSub" in head:
        yield from _in_json(head)


def _in_json(head: bytes) -> Iterator[Relation]:
    for text in _JSON_OBJECT.findall(head):
        found = _read(text)
        if isinstance(found, dict) and found.get("type") == "WebSub":
            yield "hub", _text(found.get("url"))
    yield from (("self", _text(_read(text))) for text in _JSON_SELF.findall(head))


def _read(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _uncommented(head: bytes) -> bytes:
    first, *rest = head.split(b"<!--")
    return first + b"".join(part.partition(b"-->")[2] for part in rest)
