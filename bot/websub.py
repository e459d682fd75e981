"""Pushing by hubs, joined: who is asked, and the way in; nothing of it without an address that hubs can reach."""

from __future__ import annotations

from collections.abc import Sequence

from bot.config import Settings
from bot.domain.matter import Matter
from bot.loops.hubs.inbox import HubInbox
from bot.loops.hubs.keeper import HubKeeper
from bot.loops.ingest import Ingest
from bot.loops.supervise import Crew
from bot.ports import BodyParser, Clock, Metrics
from bot.sources.hub_client import HubClient, Poster
from bot.store.redis_store import RedisStore
from bot.web.inbox_websub import HubDoor


class WebSub:
    """Shape: `keeper` and `door` are None without `web.public_url`."""

    keeper: HubKeeper | None = None
    door: HubDoor | None = None

    def __init__(
        self,
        settings: Settings,
        packs: Sequence[Matter],
        store: RedisStore,
        egress: Poster,
        parser: BodyParser,
        ingest: Ingest,
        crew: Crew,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        public_url = settings.web.public_url
        if public_url is None:
            return
        caller = HubClient(egress, {s.id: s for m in packs for s in m.sources})
        keeper = HubKeeper(store.hubs, store.budgets, caller, public_url, crew, clock, metrics)
        inbox = HubInbox(store.hubs, store.pushes, store.items, parser, ingest, keeper.find, clock, metrics)
        self.keeper, self.door = keeper, HubDoor(inbox.knows, inbox.confirm, inbox.take)

    async def tick(self) -> None:
        if self.keeper is not None:
            await self.keeper.tick()
