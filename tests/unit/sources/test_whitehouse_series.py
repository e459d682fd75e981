"""The White House feed as it really was in April and June 2025, snapshot by snapshot."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.item import Item
from bot.pipeline.dedupe import fresh
from bot.sources.whitehouse import parse
from tests.shared import shared_dir
from tests.unit.sources.support import spec_for

EXTENSION = "https://www.whitehouse.gov/presidential-actions/2025/04/extending-the-tiktok-enforcement-delay/"


@pytest.fixture(scope="module")
def snapshots() -> list[tuple[str, tuple[Item, ...]]]:
    """What the feed listed, by the time it was taken."""
    return [(path.stem, parse(path.read_bytes(), spec_for(kind="whitehouse")).items) for path in _paths()]


def _paths() -> list[Path]:
    return sorted((shared_dir("data") / "whitehouse_series").glob("*.xml"))


def announced(snapshots: list[tuple[str, tuple[Item, ...]]]) -> list[tuple[str, Item]]:
    """Every item that a bot sees as new, with the snapshot in which it does."""
    seen: frozenset[int] = frozenset()
    found = []
    for taken_at, items in snapshots:
        new = fresh(items, seen)
        seen |= {item.mark for item in new}
        found += [(taken_at, item) for item in new]
    return found


def test_every_item_is_announced_once_over_the_whole_series(snapshots):
    listed = {item.key for _, items in snapshots for item in items}
    n_times = Counter(item.key for _, item in announced(snapshots))
    revised = {key: n for key, n in n_times.items() if n > 1}
    assert (listed, {}) == (set(n_times), revised)


def test_an_item_that_leaves_the_feed_and_comes_back_is_not_announced_again(snapshots):
    marks = [item.mark for _, item in announced([*snapshots, *snapshots])]
    assert len(marks) == len(set(marks))


def test_an_order_is_announced_when_it_is_posted_with_an_earlier_date(snapshots):
    (announcement,) = [(at, item.published_at) for at, item in announced(snapshots) if item.url == EXTENSION]
    assert ("2025-04-08T124227Z", datetime(2025, 4, 4, tzinfo=UTC).date()) == (
        announcement[0],
        announcement[1].date(),
    )


def test_the_newest_date_seen_would_have_hidden_what_came_backdated(snapshots):
    late = []
    newest = max(item.published_at for item in snapshots[0][1])
    for _, item in announced(snapshots[1:]):
        late += [item.key] if item.published_at < newest else []
        newest = max(newest, item.published_at)
    assert EXTENSION in late


@pytest.mark.parametrize(("first", "second"), [("x/", "x-9dde/"), ("x/", "x-2/")])
def test_a_slug_that_is_used_again_is_another_item(first: str, second: str):
    page = "https://www.whitehouse.gov/presidential-actions/2025/09/"
    rows = "".join(
        f"<item><title>One Title</title><link>{page}{slug}</link><guid>{page}{slug}</guid></item>"
        for slug in (first, second)
    )
    body = f"<rss version='2.0'><channel>{rows}</channel></rss>".encode()
    assert 2 == len(fresh(parse(body, spec_for(kind="whitehouse")).items, frozenset()))


def test_an_order_whose_page_moves_keeps_its_guid_and_is_no_second_item():
    row = "<item><title>One Title</title><link>https://www.whitehouse.gov/{}</link><guid>https://www.whitehouse.gov/?p=5</guid></item>"
    bodies = [f"<rss version='2.0'><channel>{row.format(s)}</channel></rss>".encode() for s in ("old/", "new/")]
    first, second = (parse(body, spec_for(kind="whitehouse")).items[0] for body in bodies)
    assert first.mark == second.mark
