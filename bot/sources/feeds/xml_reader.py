"""RSS, Atom and RDF by libxml2: strictly first, after repair with recovery if that fails."""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache

from lxml import etree

from bot.sources.feeds.entry import MAX_ENTRIES, UNREADABLE, Entry, Feed, flaws_for
from bot.sources.feeds.hints import hints_from

ATOM = "http://www.w3.org/2005/Atom"
ATOM_NAMESPACES = frozenset({ATOM, "http://purl.org/atom/ns#"})
_DC = "{http://purl.org/dc/elements/1.1/}"
_DC_TERMS = "{http://purl.org/dc/terms/}"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

# No network, no entities, libxml2's own limits on depth and size: the parser is the first gate against bombs.
_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False, "remove_comments": True, "remove_pis": True}
_STRICT = etree.XMLParser(collect_ids=False, encoding="utf-8", **_SAFE)
_RECOVERING = etree.XMLParser(collect_ids=False, encoding="utf-8", recover=True, **_SAFE)

_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_CORE = {
    **dict.fromkeys(("id", "guid"), "id"),
    **dict.fromkeys(("summary", "description"), "summary"),
    **dict.fromkeys(("published", "pubDate", "pubdate", "issued"), "published"),
    **dict.fromkeys(("updated", "modified"), "updated"),
    **{name: name for name in ("title", "link", "content", "created", "author", "enclosure", "source")},
}
_EXTENSIONS = {
    "{http://purl.org/rss/1.0/modules/content/}encoded": "content",
    "{http://www.w3.org/1999/xhtml}body": "content",
    f"{_DC}title": "dc:title",
    f"{_DC}description": "dc:description",
    f"{_DC}creator": "author",
    f"{_DC}date": "dc:date",
    f"{_DC_TERMS}issued": "dc:date",
    f"{_DC_TERMS}created": "created",
    f"{_DC_TERMS}modified": "updated",
}
_DATES = ("published", "dc:date", "created", "updated")
_PLAIN_TYPES = frozenset({None, "text", "text/plain"})
_CORE_NAMESPACES = ("http://purl.org/rss/1.0/", *ATOM_NAMESPACES)
_SPARE_RELATIONS = frozenset({"alternate", "via", "related", "self"})
_MAX_AUTHORS = 10


def read(body: bytes) -> Feed | None:
    """The feed that a well-formed document holds, whatever encoding it claims; None when it is not well formed.

    Shape: a DOCTYPE is left to repair, as entities are declared there.
    """
    try:
        root = etree.fromstring(body, _STRICT)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if root.getroottree().docinfo.internalDTD is not None else _feed(root)


def read_repaired(text: str) -> Feed:
    """The feed in a repaired document; what could not be mended is skipped."""
    try:
        root = etree.fromstring(text.encode(), _RECOVERING)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    return Feed([], not_a_feed=UNREADABLE) if root is None else _feed(root)


def _feed(root: etree._Element) -> Feed:
    elements = list(root.iter("{*}item", "{*}entry"))
    entries = [_entry(element) for element in elements[:MAX_ENTRIES]]
    kind = _local(root.tag).lower()
    if not entries and kind not in _FEED_ROOTS:
        page = "it is a web page, not a feed" if kind == "html" else f"it is XML, but no feed (<{kind[:40]}>)"
        return Feed([], not_a_feed=page)
    title, link, about = _head(root)
    return Feed(entries, title, link, flaws_for(len(elements)), about=about, hints=hints_from(root))


def _head(root: etree._Element) -> tuple[str, str, str]:
    """The feed's own title, link and description."""
    channel = root.find("{*}channel")
    title = link = about = ""
    for child in root if channel is None else channel:
        name = _local(child.tag)
        if name == "title":
            title = title or _text(child)
        elif name == "link" and child.get("rel", "alternate") == "alternate":
            link = link or child.get("href") or _text(child)
        elif name == "description":
            about = about or _text(child)
        elif name in ("item", "entry"):
            break
    return title, link, about


def _entry(element: etree._Element) -> Entry:
    names = _names_for(_namespace(element.tag))
    found: dict[str, etree._Element] = {}
    links: list[etree._Element] = []
    authors: list[str] = []
    for child in element:
        name = names.get(child.tag)
        if name is None:
            continue
        if name == "link":
            links.append(child)
        elif name == "author":
            authors.append(_author(child))
        elif name not in found:
            found[name] = child
    identity = _text(found["id"]) if "id" in found else element.get(_ABOUT, "").strip()
    link, base = _link(links, found, identity)
    title, is_plain_title = _markup(found.get("title", found.get("dc:title")))
    body, is_plain_body = _body(found)
    if not (title or body or link or identity):
        body = " ".join("".join(element.itertext()).split())
    return Entry(
        identity,
        title,
        link,
        body,
        next((date for name in _DATES if name in found and (date := _text(found[name]))), ""),
        tuple(filter(None, authors[:_MAX_AUTHORS])),
        base,
        is_plain_title,
        is_plain_body,
        _enclosure(links) if len(links) > 1 else "",
        _outlet(found.get("source")),
    )


def _link(links: list[etree._Element], found: dict[str, etree._Element], identity: str) -> tuple[str, str]:
    """The address of the entry's page, and the xml:base to read it against."""
    element, link = _page(links)
    if not link and "id" in found and found["id"].get("isPermaLink", "true") == "true" and _is_web(identity):
        return identity, ""
    if not link:
        element, link = _spare(links, found.get("enclosure"))
    return link, "" if element is None or _is_web(link) else element.base or ""


def _page(links: list[etree._Element]) -> tuple[etree._Element | None, str]:
    """RSS writes the address as text, Atom as an attribute with a purpose; only a page's counts here."""
    for element in links:
        href = element.get("href")
        if href is None:
            if text := _text(element):
                return element, text
        elif element.get("rel", "alternate") == "alternate" and "html" in element.get("type", "html"):
            return element, href.strip()
    return None, ""


def _spare(links: list[etree._Element], enclosure: etree._Element | None) -> tuple[etree._Element | None, str]:
    """Where no page is named: another form of the entry, what it is about, or what hangs on it."""
    for element in links:
        if element.get("href") and element.get("rel") in _SPARE_RELATIONS:
            return element, element.get("href", "").strip()
    return enclosure, "" if enclosure is None else enclosure.get("url", "").strip()


def _enclosure(links: list[etree._Element]) -> str:
    """The document that hangs on an Atom entry beside its page."""
    return next((link.get("href", "").strip() for link in links if link.get("rel") == "enclosure"), "")


def _body(found: dict[str, etree._Element]) -> tuple[str, bool]:
    """The longer of content and summary: official texts state their date in the body."""
    content = _markup(found.get("content"))
    summary = _markup(found.get("summary", found.get("dc:description")))
    return content if len(content[0]) >= len(summary[0]) else summary


def _markup(element: etree._Element | None) -> tuple[str, bool]:
    """The element's content and whether it is plain text rather than markup."""
    if element is None:
        return "", True
    if len(element):
        return etree.tostring(element, encoding="unicode", with_tail=False), False
    text = (element.text or "").strip()
    if _namespace(element.tag) not in ATOM_NAMESPACES:
        return text, False
    mode = element.get("mode")
    if mode == "base64":
        return _base64(text), False
    return text, mode != "escaped" and element.get("type") in _PLAIN_TYPES


def _outlet(element: etree._Element | None) -> str:
    """RSS names the outlet in the element; Atom puts a whole feed there, whose name nobody appends to titles."""
    return "" if element is None or len(element) else _text(element)


def _author(element: etree._Element) -> str:
    for child in element:
        if _local(child.tag) == "name":
            return _text(child)
    text = _text(element)
    # RSS: "editor@example.org (Jane Roe)".
    return text[text.index("(") + 1 : -1] if "@" in text and "(" in text and text.endswith(")") else text


def _text(element: etree._Element) -> str:
    text = "".join(element.itertext()) if len(element) else element.text
    return text.strip() if text else ""


def _base64(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _namespace(tag: str) -> str:
    return tag[1 : tag.index("}")] if tag[0] == "{" else ""


@lru_cache(maxsize=64)
def _names_for(namespace: str) -> dict[str, str]:
    """What each child tag of an entry in this namespace is: the core names in its own and every known namespace."""
    spaces = {"", *(f"{{{space}}}" for space in (namespace, *_CORE_NAMESPACES) if space)}
    return {f"{space}{local}": name for space in spaces for local, name in _CORE.items()} | _EXTENSIONS
