"""Fills in what a source no longer lists, where its publisher can be asked for it."""

from __future__ import annotations

import structlog

from bot.domain.errors import SourceError
from bot.domain.source import SourceSpec
from bot.loops.ingest import Ingest
from bot.ports import DocketLookup, Metrics

_log = structlog.get_logger("backfill")


class Backfill:
    """Asks once for each gap: what it does not bring, nobody has."""

    def __init__(self, lookup: DocketLookup, ingest: Ingest, metrics: Metrics) -> None:
        self._lookup = lookup
        self._ingest = ingest
        self._metrics = metrics

    async def fill(self, source: SourceSpec) -> None:
        """What was missed goes the way of what is pushed: it is news, and no poll. Raises: StoreError."""
        try:
            parsed = await self._lookup.entries(source)
        except SourceError as error:
            self._metrics.count("backfills", outcome="failed")
            _log.warning("missed entries cannot be looked up", source=source.id, problem=str(error))
            return
        if not parsed.items:
            return
        made = await self._ingest.push(source, parsed)
        self._metrics.count("backfills", outcome="filled")
        _log.info("missed entries were looked up", source=source.id, entries=len(parsed.items), new=len(made.marks))
