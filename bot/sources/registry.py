"""Every source kind, and how a source of a pack becomes one that can be polled."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.errors import ConfigError
from bot.domain.source import SourceSpec
from bot.ports import Source
from bot.sources import news_feed, pacer_rss, scotus_docket, telegram_preview, whitehouse
from bot.sources.courtlistener import docket_feed
from bot.sources.kind import SourceKind
from bot.sources.official import congress, federal_register, govinfo
from bot.sources.polled import Fetcher, Parser, PolledSource

KINDS: dict[str, SourceKind] = {
    kind.name: kind
    for kind in (
        *(news_feed.KIND, telegram_preview.KIND, pacer_rss.KIND, scotus_docket.KIND),
        *(whitehouse.KIND, federal_register.KIND, govinfo.KIND, congress.KIND),
        docket_feed.KIND,
    )
}
"""THE TABLE. A new kind is one file and one name here."""


def build(spec: SourceSpec, egress: Fetcher, worker: Parser, keys: Mapping[str, str] | None = None) -> Source:
    """The source that a pack declares; `keys` are the operator's, by name.

    Raises: ConfigError when no kind has its name.
    """
    kind = KINDS.get(spec.kind)
    if kind is None:
        known = ", ".join(sorted(KINDS))
        raise ConfigError([f"source {spec.id}: there is no kind {spec.kind!r}. Known kinds: {known}."])
    return PolledSource(spec, kind, egress, worker, keys or {})
