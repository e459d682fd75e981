"""Entries that may have been missed, and entries that only seem new."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.item import Item
from bot.domain.source import Gap, GapSign, Habits, SourceState, Trust
from bot.polling.gap import contents_of, gap_after, known_again, window_after
from tests import make

FIVE_MINUTES = timedelta(minutes=5)
LATER = make.NOON + FIVE_MINUTES


def listing(n: int, **changes: object) -> SourceState:
    """A source that listed so many entries at noon."""
    return SourceState(is_baselined=True, last_ok_at=make.NOON, habits=Habits(n_window=n, **changes))  # type: ignore[arg-type]


def items(*keys: str, scheme: str = "http", **changes: object) -> tuple[Item, ...]:
    """Entries that differ in all that they say; the scheme is in their key and in their link, as in many feeds."""
    return tuple(
        make.item(
            f"{scheme}://news.example/{key}",
            f"News of {key}",
            **({"url": f"{scheme}://news.example/{key}", "summary": f"All about {key}"} | changes),
        )
        for key in keys
    )


def seen_before(*known: Item, now: tuple[Item, ...], trust: Trust = Trust.PRESS) -> list[str]:
    """The titles of what counts as known when a source that listed `known` lists `now`."""
    before = contents_of(known, trust)
    seen = frozenset(before) | {mark for marks in before.values() for mark in marks}
    contents = contents_of(now, trust)
    again = known_again(contents, make.world(seen=seen))
    return [item.title for item in now if item.mark in again]


ABC, ABC_RENAMED = items("a", "b", "c"), items("a", "b", "c", scheme="https")


def test_entries_are_known_again_when_every_guid_changes_its_scheme() -> None:
    assert ["News of a", "News of b", "News of c"] == seen_before(*ABC, now=ABC_RENAMED)


def test_a_new_entry_stays_new_when_all_around_it_are_renamed() -> None:
    assert ["News of a", "News of b", "News of c"] == seen_before(*ABC, now=(*items("d", scheme="https"), *ABC_RENAMED))


def test_entries_are_known_again_when_links_move_too() -> None:
    moved = tuple(replace(item, url=f"https://elsewhere.example/{n}") for n, item in enumerate(ABC_RENAMED))
    assert 3 == len(seen_before(*ABC, now=moved))


def test_entries_are_known_again_when_a_new_system_dates_them_all_anew() -> None:
    dated = tuple(replace(item, published_at=LATER, summary="") for item in ABC_RENAMED)
    assert 3 == len(seen_before(*ABC, now=dated))


def test_an_entry_under_an_old_link_is_news_when_the_others_keep_their_keys() -> None:
    """A page that is announced again under a new guid, among entries that are as they were."""
    assert [] == seen_before(*ABC, now=(*ABC[:2], *ABC_RENAMED[2:]))


def test_nothing_is_known_again_when_most_of_the_window_is_new() -> None:
    assert [] == seen_before(*ABC, now=(*items("d", "e", "f", "g"), *ABC_RENAMED))


def test_nothing_is_known_again_in_a_window_too_small_to_tell() -> None:
    assert [] == seen_before(*ABC[:2], now=ABC_RENAMED[:2])


def test_a_courts_docket_page_stands_for_many_filings() -> None:
    """After a long pause every filing in a feed is new; that their dockets are known says nothing."""
    before = items("a", "b", "c")
    after = tuple(replace(item, summary="Order", published_at=LATER) for item in ABC_RENAMED)
    assert [] == seen_before(*before, now=after, trust=Trust.COURT)
    assert 3 == len(seen_before(*before, now=ABC_RENAMED, trust=Trust.COURT))


def test_what_several_entries_share_tells_none_of_them() -> None:
    same = {"url": "https://news.example/live"}
    before, after = items("a", "b", "c", **same), items("d", "e", "f", **same)
    one = replace(after[0], title="News")
    assert [] == seen_before(*(replace(i, title="News") for i in before), now=(one, *after[1:]))


def test_first_poll_knows_nothing_again() -> None:
    contents = contents_of(ABC, Trust.PRESS)
    marks = frozenset(mark for marks in contents.values() for mark in marks)
    assert frozenset() == known_again(contents, make.world(seen=marks, is_baselined=False))


@pytest.mark.parametrize(
    ("before", "n_items", "n_known", "sign"),
    [
        (listing(20), 20, 0, GapSign.NO_OVERLAP),
        (listing(20), 20, 1, None),
        (listing(3), 1, 0, GapSign.NO_OVERLAP),
        (listing(2), 2, 0, None),
        (listing(0), 20, 0, None),
        (listing(20), 9, 9, GapSign.SHRUNKEN),
        (listing(20), 10, 10, None),
        (listing(20), 0, 0, GapSign.SHRUNKEN),
        (listing(9), 1, 1, None),
        (replace(listing(20), is_baselined=False), 20, 0, None),
        (SourceState(), 20, 0, None),
    ],
)
def test_gap_is_suspected_without_overlap_or_when_the_window_shrinks(
    before: SourceState, n_items: int, n_known: int, sign: GapSign | None
) -> None:
    gap = gap_after(before, n_items, n_known, LATER)
    assert sign == (gap.sign if gap else None)


def test_gap_says_between_when_entries_may_have_come_and_gone() -> None:
    assert Gap(GapSign.NO_OVERLAP, make.NOON, LATER, 20, 15) == gap_after(listing(20), 15, 0, LATER)


def test_short_window_after_a_long_pause_is_no_gap() -> None:
    """A court lists the entries of one day; on Sunday there are few."""
    assert gap_after(listing(300), 4, 4, make.NOON + timedelta(days=1)) is None


NO_OVERLAP = Gap(GapSign.NO_OVERLAP, make.NOON - FIVE_MINUTES, make.NOON, 20, 20)
SHRUNKEN = replace(NO_OVERLAP, sign=GapSign.SHRUNKEN, n_now=4)


def test_gap_is_closed_by_the_next_poll_that_overlaps_and_stays_remembered() -> None:
    assert replace(NO_OVERLAP, over_at=LATER) == gap_after(listing(20, gap=NO_OVERLAP), 20, 19, LATER)
    closed = replace(NO_OVERLAP, over_at=make.NOON)
    assert closed == gap_after(listing(20, gap=closed), 20, 19, LATER)


def test_second_poll_without_overlap_is_a_gap_of_its_own() -> None:
    assert Gap(GapSign.NO_OVERLAP, make.NOON, LATER, 20, 18) == gap_after(listing(20, gap=NO_OVERLAP), 18, 0, LATER)


def test_shrunken_window_stays_a_gap_until_it_is_whole_again() -> None:
    state = listing(20, gap=SHRUNKEN)
    assert SHRUNKEN == gap_after(state, 5, 5, LATER)
    assert replace(SHRUNKEN, over_at=LATER) == gap_after(state, 18, 18, LATER)


def test_shrunken_window_is_the_usual_one_after_a_day() -> None:
    later = make.NOON + timedelta(days=1)
    gap = gap_after(replace(listing(20, gap=SHRUNKEN), last_ok_at=later - FIVE_MINUTES), 4, 4, later)
    assert replace(SHRUNKEN, over_at=later) == gap


def test_window_is_what_is_listed_but_a_shrunken_one_is_not_believed() -> None:
    state = listing(20)
    assert [15, 20] == [window_after(state, 15, None), window_after(state, 4, SHRUNKEN)]
