"""GovInfo's feeds: bills, public laws, the Federal Register, presidential documents, opinions, as they are filed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.ids import ItemKey
from bot.domain.item import Item, Parsed
from bot.domain.source import SourceSpec, Trust
from bot.sources.feeds.parse import parse_feed
from bot.sources.kind import SourceKind
from bot.text.official_names import names_for, order_number, register_number

_PACKAGE = re.compile(
    r"https?://(?:www\.)?govinfo\.gov/(?:app/details|content/pkg)/(?P<package>[A-Z]+-[\w.-]+)"
    r"(?:/(?:html/|pdf/)?(?P<granule>[\w.-]*\d(?<!\.htm)))?"
)
_HEADED = re.compile(r"^(?P<package>[A-Z]+-[\w.-]+) +[-\u2013\u2014] +")
_ORDER = re.compile(r"^Executive Order \d{4,5} *[-\u2013\u2014] *")


def parse(body: bytes, spec: SourceSpec) -> Parsed:
    """The packages in a GovInfo feed, the newest first: the feed itself is in no order.

    Source: govinfo.gov/feeds, as described by readers of them in 2026; read 2026-11-24.
    """
    parsed = parse_feed(body, spec, by_title=False)
    packages = {item.key: item for item in map(_package, reversed(parsed.items))}
    return replace(parsed, items=tuple(sorted(packages.values(), key=_filed_at, reverse=True)))


def _package(item: Item) -> Item:
    """The item under its package's own name, titled as the document itself, without “DCPD-202600566 - ” before it."""
    found = _PACKAGE.match(item.url) or _HEADED.match(item.title) or _PACKAGE.match(item.key)
    if found is None:
        return item
    granule = found.groupdict().get("granule") or ""
    title = _HEADED.sub("", item.title)
    return replace(
        item,
        key=ItemKey(f"{found['package']}/{granule}" if granule else found["package"]),
        title=_ORDER.sub("", title) or title,
        aliases=names_for(register=register_number(item.url), order=order_number(title) if _ORDER.match(title) else ""),
    )


def _filed_at(item: Item) -> datetime:
    return item.published_at or datetime.min.replace(tzinfo=UTC)


KIND = SourceKind(
    name="govinfo",
    parse=parse,
    trust=Trust.OFFICIAL,
    min_interval=timedelta(minutes=15),
    keys="package id, with the document's number inside it",
    robots="The feeds are public and answer conditional requests; a full answer takes them several seconds.",
)
