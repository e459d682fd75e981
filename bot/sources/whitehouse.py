"""The White House's feeds: orders, proclamations and statements as they are posted."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.item import Parsed
from bot.domain.source import SourceSpec, Trust
from bot.sources.feeds.parse import parse_feed
from bot.sources.kind import SourceKind


def parse(body: bytes, spec: SourceSpec) -> Parsed:
    """The documents in a White House feed, known by guid: two orders may carry one title, and dates run backwards.

    Source: whitehouse.gov feeds as archived since 2025; read 2026-10-02.
    """
    return parse_feed(body, spec, by_title=False)


KIND = SourceKind(
    name="whitehouse",
    parse=parse,
    trust=Trust.OFFICIAL,
    min_interval=timedelta(minutes=2),
    min_interval_hot=timedelta(seconds=30),
    keys="guid, else the canonical link; never the title",
    robots="robots.txt allows the feeds; the server answers conditional requests.",
)
