"""Bodies as they stream in."""

from __future__ import annotations

import gzip
import os

import pytest

from bot.domain.errors import SourceError
from bot.sources.net.inflate import MAX_BODY, Body


def collected(data: bytes, step: int) -> bytes:
    body = Body()
    for start in range(0, len(data), step):
        body.add(data[start : start + step])
    assert len(data) == body.n_received
    return body.whole()


@pytest.mark.parametrize("step", [1, 2, 7, 10_000])
def test_body_is_the_same_however_it_is_cut(step: int):
    plain = b"<rss>" + os.urandom(500).hex().encode()
    assert [plain, plain] == [collected(plain, step), collected(gzip.compress(plain), step)]


@pytest.mark.parametrize("body", [b"", b"\x1f", b"<"])
def test_shortest_bodies_are_kept(body: bytes):
    assert body == collected(body, 1)


def test_padding_behind_a_compressed_body_is_ignored():
    assert b"body" == collected(gzip.compress(b"body") + bytes(100), 50)


def test_body_of_exactly_the_cap_is_kept_and_one_byte_more_is_not():
    assert MAX_BODY == len(collected(gzip.compress(bytes(MAX_BODY)), 1 << 16))
    with pytest.raises(SourceError, match="larger than 5 MiB"):
        collected(gzip.compress(bytes(MAX_BODY + 1)), 1 << 16)


def test_many_small_members_cost_nothing():
    assert b"a" == collected(gzip.compress(b"a") * 20_000, 1 << 16)
