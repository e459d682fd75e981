"""Who really asks: the address at the other end, or the one that a trusted proxy vouches for."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


def peer_of(request: web.Request, trusted: Sequence[Network]) -> Address | None:
    """The address of whoever sent a request; None when it is told by nobody who is trusted to know.

    Shape: proxies append to X-Forwarded-For, so it is read from the right, and only as far as proxies are trusted: what
    stands further left was written by a stranger.
    """
    peer = _address(request.remote or "")
    forwarded = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    for hop in reversed([h for h in forwarded if h.strip()]):
        if peer is None or not is_in(peer, trusted):
            return peer
        peer = _address(hop)
    return peer


def is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
