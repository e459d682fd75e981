"""I3: parsing never raises, whatever the body: it returns items and problems."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.item import Parsed
from bot.sources.registry import KINDS
from tests.unit.sources.bodies import bombs
from tests.unit.sources.support import spec_for

FOLDER = Path(__file__).parents[2] / "golden" / "feeds"
BODIES = [path.read_bytes() for path in sorted(FOLDER.iterdir()) if not path.name.endswith(".expected.json")]
PIECES = [
    *(
        b"<rss>",
        b"<channel>",
        b"<item>",
        b"</item>",
        b"<entry>",
        b"<title>",
        b"</title>",
        b"<guid>",
        b"]]>",
        b"<![CDATA[",
    ),
    *(
        b"&",
        b"&#xD800;",
        b"&#0;",
        b"\xff\xfe",
        b"\0",
        b"<!DOCTYPE x [",
        b"<?xml version='1.0' encoding='utf-7'?>",
        b"<a:b",
    ),
    *(b'{"items":[', b'{"id":', b"]}", b'"', b"<!--", b"\xed\xa0\x80", b"\xef\xbf\xbf", b"<link href='http://[::1'/>"),
]


@pytest.mark.parametrize("kind", KINDS)
@given(body=st.binary(max_size=300))
def test_any_bytes(kind: str, body: bytes):
    check(kind, body)


@pytest.mark.parametrize("kind", KINDS)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_pieces_of_feeds(kind: str, pieces: list[bytes]):
    check(kind, b"".join(pieces))


@given(seed=st.integers(0, 2**32))
def test_feeds_with_damage(seed: int):
    rng = random.Random(seed)  # noqa: S311  the same damage for the same seed
    check("news_feed", damaged(rng.choice(BODIES), rng))


@pytest.mark.parametrize(("name", "bomb"), bombs(2_000).items(), ids=lambda it: it if isinstance(it, str) else "")
def test_bombs(name: str, bomb: bytes):
    check("news_feed", bomb)


def check(kind: str, body: bytes) -> None:
    parsed = KINDS[kind].parse(body, spec_for(kind=kind))
    assert isinstance(parsed, Parsed)
    assert all(item.key and (not item.url or item.url.startswith(("http://", "https://"))) for item in parsed.items)
    distinct = set(parsed.items)
    assert len(distinct) == len({item.key for item in distinct})


def damaged(body: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randrange(1, 5)):
        start = rng.randrange(len(body) + 1)
        end = start + rng.choice((0, 1, 1, 8, 60))
        body = body[:start] + rng.choice((b"", rng.choice(PIECES), rng.randbytes(3))) + body[end:]
    return body
