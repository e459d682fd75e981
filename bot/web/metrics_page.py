"""/metrics for Prometheus, answered only to the networks that may read it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

Network = IPv4Network | IPv6Network


def handler(
    exposition: Callable[[], bytes], allowed: Sequence[Network]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def metrics(request: web.Request) -> web.Response:
        if not _is_allowed(request.remote, allowed):
            return web.Response(status=403, text="This address may not read the metrics (web.metrics_allow).\n")
        return web.Response(body=exposition(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return metrics


def _is_allowed(peer: str | None, allowed: Sequence[Network]) -> bool:
    if not peer:
        return False
    address = ip_address(peer)
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in allowed)
