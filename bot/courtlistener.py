"""CourtListener's parts, joined: its dockets' feeds, its API if there is a token, its webhooks if there is a secret."""

from __future__ import annotations

from collections.abc import Sequence

from bot.config import Settings
from bot.domain.matter import Matter
from bot.domain.source import Budget
from bot.loops.backfill import Backfill
from bot.loops.ingest import Ingest
from bot.loops.receive import Receiver
from bot.ports import Clock, DocketLookup, Metrics, Source
from bot.sources.courtlistener.docket_feed import KIND
from bot.sources.courtlistener.events import Events
from bot.sources.courtlistener.known import Dockets
from bot.sources.courtlistener.rest import Rest, budget_of
from bot.sources.courtlistener.source import DocketSource
from bot.sources.polled import Fetcher, PolledSource
from bot.store.redis_store import RedisStore
from bot.web.inbox import Door


class CourtListener:
    """Shape: `lookup` is None without a token. `budget` is what `/sources` shows, through the store's `budgets`."""

    def __init__(
        self, settings: Settings, matters: Sequence[Matter], store: RedisStore, egress: Fetcher, clock: Clock
    ) -> None:
        ours = settings.courtlistener
        self._settings = settings
        self._store = store
        self._dockets = Dockets(matters)
        self.budget: Budget = budget_of(ours.per_minute, ours.per_hour, ours.per_day)
        self.lookup: DocketLookup | None = None
        if ours.token is not None:
            token = ours.token.get_secret_value()
            self.lookup = Rest(egress, token, self.budget, store.budgets, store.dockets, self._dockets, clock)

    def joined(self, source: Source) -> Source:
        """The source itself, or as a docket whose name is remembered."""
        if isinstance(source, PolledSource) and source.spec.kind == KIND.name:
            return DocketSource(source, self._dockets, self.lookup)
        return source

    def backfill(self, ingest: Ingest, metrics: Metrics) -> Backfill | None:
        return Backfill(self.lookup, ingest, metrics) if self.lookup else None

    def doors(self, ingest: Ingest, metrics: Metrics) -> list[Door]:
        """The way in for its webhooks; none without a secret."""
        ours, web = self._settings.courtlistener, self._settings.web
        if ours.webhook_secret is None:
            return []
        receiver = Receiver(Events(self._dockets), ingest, self._store.pushes, metrics)
        secret = ours.webhook_secret.get_secret_value()
        return [Door(Events.name, secret, ours.allow, web.trusted_proxies, receiver.take)]
