from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.pipeline.dedupe import fresh
from tests import make


def test_fresh_returns_oldest_first_when_a_feed_lists_the_newest_first() -> None:
    new, old = make.item("new"), make.item("old")
    assert fresh([new, old], frozenset()) == (old, new)


def test_fresh_drops_what_was_seen() -> None:
    known, new = make.item("known"), make.item("new")
    assert fresh([new, known], frozenset({known.mark})) == (new,)


def test_fresh_keeps_a_known_key_when_its_text_changed() -> None:
    before = make.item("k", "Court to rule on TikTok")
    after = replace(before, title="Court rules on TikTok")
    assert fresh([after], frozenset({before.mark})) == (after,)


def test_fresh_drops_a_known_item_when_only_its_date_changed() -> None:
    before = make.item("k")
    after = replace(before, published_at=make.NOON + timedelta(days=3))
    assert fresh([after], frozenset({before.mark})) == ()


def test_fresh_keeps_a_backdated_item() -> None:
    backdated = make.item("late", published_at=make.NOON - timedelta(days=4))
    assert fresh([make.item("top"), backdated], frozenset({make.item("top").mark})) == (backdated,)


def test_fresh_keeps_one_when_an_item_stands_twice() -> None:
    assert fresh([make.item("k"), make.item("k")], frozenset()) == (make.item("k"),)
