"""What several tests of sources need."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from ipaddress import ip_network

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.domain.ids import SourceId
from bot.domain.source import SourceSpec, Trust

LOOPBACK = (ip_network("127.0.0.0/8"),)
NOON = datetime(2025, 1, 19, 12, 0, tzinfo=UTC)


class LoopClock:
    """Noon on 2025-01-19 by the wall, the loop's own time for durations."""

    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


class AnsweringResolver(AbstractResolver):
    """Knows one address for every name."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET):
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        return [ResolveResult(hostname=host, host=self.address, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


def spec_for(url: str = "https://news.example/feed", kind: str = "news_feed") -> SourceSpec:
    return SourceSpec(SourceId("example"), kind, url, Trust.PRESS, "Example News")
