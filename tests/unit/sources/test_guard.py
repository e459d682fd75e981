"""Which addresses may be connected to: a table, and ten thousand hostile ones."""

from __future__ import annotations

import random
import socket
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest

from bot.domain.errors import SourceError
from bot.domain.source import Validators
from bot.sources.http import Egress
from bot.sources.net.guard import NOT_PUBLIC_V4, NOT_PUBLIC_V6, Guard, RefusedAddressError
from tests.fakes.feed_host import FeedHost, page
from tests.unit.sources.support import AnsweringResolver, LoopClock

N_HOSTILE = 10_000
PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "11.0.0.1", "100.63.255.255", "100.128.0.0", "172.15.255.255"),
    *("172.32.0.0", "192.0.1.1", "198.17.255.255", "198.20.0.0", "223.255.255.255", "169.253.255.255"),
    *("2606:4700:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001:82a::200e", "2400:cb00::1"),
]


def refusal(address: str, port: int = 443, guard: Guard | None = None) -> str:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sockaddr = (address, port, 0, 0) if ":" in address else (address, port)
    return (guard or Guard()).refusal(family, sockaddr)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address_is_open(address: str):
    assert "" == refusal(address)


def test_every_hostile_address_is_refused():
    open_ones = [address for address in hostile_addresses(dice(24_656)) if not refusal(address)]
    assert [] == open_ones


def test_both_ends_of_every_closed_network_are_refused():
    ends = [str(end) for network in (*NOT_PUBLIC_V4, *NOT_PUBLIC_V6) for end in (network[0], network[-1])]
    assert [] == [address for address in ends if not refusal(address)]


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080, 65535])
def test_port_that_is_not_of_the_web_is_refused(port: int):
    assert f"port {port} is not a web port" == refusal("1.1.1.1", port)


def test_allowed_network_is_open_on_every_port_and_nothing_beside_it_is():
    guard = Guard((ip_network("10.1.0.0/16"), ip_network("::1/128")))
    assert ["", "", ""] == [refusal("10.1.2.3", 8080, guard), refusal("10.1.0.1", 443, guard), refusal("::1", 1, guard)]
    assert [True, True] == [bool(refusal(address, 443, guard)) for address in ("10.2.0.1", "::2")]


@pytest.mark.parametrize("sockaddr", [(), ("not an address", 80), ("1.1.1.1",), ("1.1.1.1", None), ("fe80::1%lo", 80)])
def test_what_cannot_be_checked_is_refused(sockaddr: tuple):
    assert Guard().refusal(socket.AF_INET6, sockaddr)


def test_another_family_is_refused():
    assert Guard().refusal(socket.AF_UNIX, ("/run/server.sock",))


def test_socket_is_not_even_opened_when_the_address_is_refused():
    with pytest.raises(RefusedAddressError):
        Guard().open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))


@pytest.mark.parametrize(
    ("host", "is_own"), [("127.0.0.1", True), ("localhost", True), ("1.1.1.1", False), ("a.b", False)]
)
def test_own_hosts_are_those_in_allowed_networks(host: str, is_own):
    assert is_own == Guard((ip_network("127.0.0.0/8"),)).is_own(host)


async def test_no_name_reaches_inside_whatever_its_resolver_answers():
    """Through the real connector: names, and addresses spelt in every way programs are known to read."""
    rng = dice(656)
    async with FeedHost({"/": page(b"secret")}) as host:
        for address in (*spread(rng), "127.0.0.1", "::1", "::ffff:127.0.0.1"):
            async with Egress(LoopClock(), resolver=AnsweringResolver(address), host_pause_s=0) as egress:
                with pytest.raises(SourceError):
                    await egress.fetch(f"http://feed.example:{host.port}/", Validators())
        async with Egress(LoopClock(), host_pause_s=0) as egress:
            for name in spellings_of_loopback(rng):
                with pytest.raises(SourceError):
                    await egress.fetch(f"http://{name}:{host.port}/", Validators())
        assert [] == host.requests


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  the same addresses in every run


def hostile_addresses(rng: random.Random):
    """Addresses inside closed networks, and closed IPv4 addresses dressed as IPv6 in every known way."""
    makers = (inner_v4, mapped, compatible, nat64, six_to_four, teredo, beside_global_unicast, inner_v6)
    for i in range(N_HOSTILE):
        yield makers[i % len(makers)](rng)


def spread(rng: random.Random) -> list[str]:
    return [address for address, _ in zip(hostile_addresses(rng), range(160), strict=False)]


def inner_v4(rng: random.Random) -> str:
    network = rng.choice(NOT_PUBLIC_V4)
    return str(network[rng.randrange(network.num_addresses)])


def mapped(rng: random.Random) -> str:
    return f"::ffff:{inner_v4(rng)}"


def compatible(rng: random.Random) -> str:
    return f"::{inner_v4(rng)}"


def nat64(rng: random.Random) -> str:
    prefix = rng.choice(("64:ff9b::", "64:ff9b:1::"))
    return str(IPv6Address(int(IPv6Address(prefix)) | int(IPv4Address(inner_v4(rng)))))


def six_to_four(rng: random.Random) -> str:
    return str(IPv6Address((0x2002 << 112) | (int(IPv4Address(inner_v4(rng))) << 80) | rng.randrange(1 << 80)))


def teredo(rng: random.Random) -> str:
    flipped = int(IPv4Address(inner_v4(rng))) ^ 0xFFFFFFFF
    return str(IPv6Address((0x20010000 << 96) | (rng.randrange(1 << 64) << 32) | flipped))


def beside_global_unicast(rng: random.Random) -> str:
    top = rng.choice((0, 1, 2, 3, 4, 5, 6, 7)) << 125
    address = top | rng.randrange(1 << 125)
    return str(IPv6Address(address)) if top != 1 << 125 else "fe80::1"


def inner_v6(rng: random.Random) -> str:
    network = rng.choice(
        (*NOT_PUBLIC_V6, *map(ip_network, ("fc00::/7", "fe80::/10", "ff00::/8", "::/127", "100::/64")))
    )
    return str(network[rng.randrange(network.num_addresses)])


def spellings_of_loopback(rng: random.Random) -> list[str]:
    number = int(IPv4Address("127.0.0.1"))
    some = int(IPv4Address(f"127.{rng.randrange(256)}.{rng.randrange(256)}.1"))
    return [
        *("127.0.0.1", "127.1", "127.0.1", "0", "localhost", "LOCALHOST", "localhost."),
        *(str(number), hex(number), f"0{number:o}", "0x7f.0.0.1", "0177.0.0.1", "0x7f.1", "017700000001"),
        *(str(some), hex(some), "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021", "\u2460\u2461\u2466.0.0.1"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]"),
    ]
