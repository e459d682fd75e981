"""Which addresses an outgoing connection may reach: decided on the socket address, after every name and redirect."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

WEB_PORTS = frozenset({80, 443})

# SOURCE: https://www.iana.org/assignments/iana-ipv4-special-registry (2026-10-02), and multicast and class E.
# An explicit list, as the standard library's `is_global` calls many of these public.
NOT_PUBLIC_V4 = tuple(
    IPv4Network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
# SOURCE: https://www.iana.org/assignments/iana-ipv6-special-registry (2026-10-02). IPv6 is allowed by exception: what
# lies outside global unicast, or carries an IPv4 address inside (6to4, Teredo, NAT64, mapped), is refused.
PUBLIC_V6 = IPv6Network("2000::/3")
NOT_PUBLIC_V6 = tuple(
    IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


class RefusedAddressError(OSError):
    """The guard refused to open a socket. An OSError, so that other addresses of the same name are still tried."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EACCES, reason)


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides about socket addresses: public ones on the web's ports, and networks that an operator opened."""

    allowed: tuple[IPv4Network | IPv6Network, ...] = ()

    def refusal(self, family: int, sockaddr: tuple[Any, ...]) -> str:
        """Why this address may not be connected to, "" when it may."""
        if family not in (socket.AF_INET, socket.AF_INET6):
            return "only internet addresses may be connected to"
        try:
            address, port = ip_address(sockaddr[0]), int(sockaddr[1])
        except (ValueError, TypeError, IndexError):
            return "it has no address that could be checked"
        if self._is_allowed(address):
            return ""
        if not _is_public(address):
            return f"{address} is not a public address"
        return "" if port in WEB_PORTS else f"port {port} is not a web port"

    def open_socket(self, addr_info: tuple[Any, ...]) -> socket.socket:
        """A socket for one resolved address. Raises: RefusedAddressError instead of opening one that may not be."""
        family, kind, protocol, _, sockaddr = addr_info
        if reason := self.refusal(family, sockaddr):
            raise RefusedAddressError(reason)
        return socket.socket(family, kind, protocol)

    def is_own(self, host: str) -> bool:
        """Whether a host, given as an address, is one that the operator opened: his own server needs no manners."""
        try:
            return self._is_allowed(ip_address("127.0.0.1" if host == "localhost" else host))
        except ValueError:
            return False

    def _is_allowed(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self.allowed)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_V4)
    if address.scope_id is not None:
        return False
    return address in PUBLIC_V6 and not any(address in network for network in NOT_PUBLIC_V6)
