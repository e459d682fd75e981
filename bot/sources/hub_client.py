"""Asks hubs to push what a feed publishes, or to stop (WebSub 5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from yarl import URL

from bot.domain.ids import SourceId
from bot.domain.source import HubLease, HubMode, SourceSpec


class Poster(Protocol):
    """The egress, as far as hubs are asked through it."""

    async def post_form(self, url: str, fields: Mapping[str, str], own_host: str = "") -> None: ...


class HubClient:
    """The HubCaller port. Only a source of a pack may lead into a network that the operator opened, on its own host."""

    def __init__(self, egress: Poster, of_packs: Mapping[SourceId, SourceSpec]) -> None:
        self._egress = egress
        self._of_packs = of_packs

    async def ask(self, lease: HubLease, callback_url: str, lasts: timedelta) -> None:
        spec = self._of_packs.get(lease.source_id)
        own_host = (URL(spec.url).host or "") if spec else ""
        await self._egress.post_form(lease.link.hub, _fields(lease, callback_url, lasts), own_host)


def _fields(lease: HubLease, callback_url: str, lasts: timedelta) -> dict[str, str]:
    mode = lease.asked or HubMode.SUBSCRIBE
    fields = {"hub.mode": mode.value, "hub.topic": lease.link.topic, "hub.callback": callback_url}
    if mode is HubMode.UNSUBSCRIBE:
        return fields
    return {**fields, "hub.lease_seconds": str(int(lasts.total_seconds())), "hub.secret": lease.secret}
