"""feedparser on a leash."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sources.feeds import loose_reader
from tests.unit.sources.bodies import feed_of


def test_text_that_is_the_path_of_a_feed_is_not_opened(tmp_path: Path):
    (tmp_path / "feed.xml").write_bytes(feed_of(3))
    assert [] == loose_reader.read(str(tmp_path / "feed.xml")).entries


def test_text_that_is_an_address_is_not_fetched():
    assert [] == loose_reader.read("http://127.0.0.1:9/feed").entries


@pytest.mark.parametrize(
    "text", ["&#xD800;", "<a>" * 500, "<rss><item><title type='x", "\ud800", "<!DOCTYPE a [<!ENTITY b '&b;'>]>&b;"]
)
def test_broken_text_raises_nothing(text: str):
    loose_reader.read(text)
