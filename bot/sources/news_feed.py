"""News feeds of every format: RSS 0.9x and 2.0, Atom, RDF, JSON Feed."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.item import Parsed
from bot.domain.source import SourceSpec, Trust
from bot.sources.feeds.parse import parse_feed
from bot.sources.kind import SourceKind


def parse(body: bytes, spec: SourceSpec) -> Parsed:
    """The items of a news feed."""
    return parse_feed(body, spec)


KIND = SourceKind(
    name="news_feed",
    parse=parse,
    trust=Trust.PRESS,
    min_interval=timedelta(minutes=2),
    min_interval_hot=timedelta(minutes=1),
    keys="guid or id, else the canonical link, else title and date",
    robots="A feed is published to be polled; leave out outlets whose terms forbid automated reading.",
)
