"""Every source kind, and how a source of a pack becomes one that can be polled."""

from __future__ import annotations

from bot.domain.errors import ConfigError
from bot.domain.source import SourceSpec
from bot.ports import Source
from bot.sources import news_feed, pacer_rss, scotus_docket, telegram_preview, whitehouse
from bot.sources.kind import SourceKind
from bot.sources.polled import Fetcher, Parser, PolledSource

KINDS: dict[str, SourceKind] = {
    kind.name: kind
    for kind in (news_feed.KIND, pacer_rss.KIND, whitehouse.KIND, telegram_preview.KIND, scotus_docket.KIND)
}
"""THE TABLE. A new kind is one file and one name here."""


def build(spec: SourceSpec, egress: Fetcher, worker: Parser) -> Source:
    """The source that a pack declares. Raises: ConfigError when no kind has its name."""
    kind = KINDS.get(spec.kind)
    if kind is None:
        known = ", ".join(sorted(KINDS))
        raise ConfigError([f"source {spec.id}: there is no kind {spec.kind!r}. Known kinds: {known}."])
    return PolledSource(spec, kind, egress, worker)
