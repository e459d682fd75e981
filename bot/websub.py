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


def hub_keeper(
    settings: Settings,
    packs: Sequence[Matter],
    store: RedisStore,
    egress: Poster,
    crew: Crew,
    clock: Clock,
    metrics: Metrics,
) -> HubKeeper | None:
    """None without `web.public_url`."""
    public_url = settings.web.public_url
    if public_url is None:
        return None
    caller = HubClient(egress, {s.id: s for m in packs for s in m.sources})
    return HubKeeper(store.hubs, store.budgets, caller, public_url, crew, clock, metrics)


def hub_door(
    keeper: HubKeeper | None, store: RedisStore, parser: BodyParser, ingest: Ingest, clock: Clock, metrics: Metrics
) -> HubDoor | None:
    """The way in for hubs; none where none is asked."""
    if keeper is None:
        return None
    inbox = HubInbox(store.hubs, store.pushes, store.items, parser, ingest, keeper.find, clock, metrics)
    return HubDoor(inbox.knows, inbox.confirm, inbox.take)
