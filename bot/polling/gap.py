"""What may have come and gone between two polls, and what only seems new because its source renamed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.ids import mark_of
from bot.domain.item import Item
from bot.domain.plan import World
from bot.domain.source import Gap, GapSign, SourceState, Trust
from bot.text.urls import canonical

FEWEST_TO_OVERLAP = 3
FEWEST_TO_SHRINK = 10
SHRINKS_WITHIN = timedelta(hours=2)
"""Feeds of the last day's entries grow short overnight, but not at once."""

SMALLER_FOR_GOOD_AFTER = timedelta(days=1)

Contents = Mapping[int, tuple[int, ...]]
"""The content marks of each item, by the item's own mark."""


def contents_of(items: Sequence[Item], trust: Trust) -> Contents:
    """What each item is known by when its key is not: its words with its date, and its link with its title.

    Shape: what several items of the window have in common tells none of them apart and is left out. A court's link and
    title stand for a whole docket, so there the link does not count.
    """
    found = {item.mark: tuple(_content_marks(item, trust)) for item in items}
    n_uses = Counter(mark for marks in found.values() for mark in marks)
    return {of: tuple(mark for mark in marks if n_uses[mark] == 1) for of, marks in found.items()}


def _content_marks(item: Item, trust: Trust) -> Iterable[int]:
    if item.published_at is not None:
        yield mark_of("said at", item.published_at.isoformat(), item.fingerprint)
    if item.url and trust is not Trust.COURT:
        yield mark_of("said in", canonical(item.url), " ".join(item.title.split()).casefold())


def known_again(contents: Contents, world: World) -> frozenset[int]:
    """The marks of items that were seen under other keys, when a source has renamed all it lists.

    Shape: empty unless no item of the window was seen as it is now and at least half were seen by their content: a few
    entries that resemble old ones are news.
    """
    if not world.is_baselined or len(contents) < FEWEST_TO_OVERLAP or not world.seen.isdisjoint(contents):
        return frozenset()
    again = frozenset(of for of, marks in contents.items() if not world.seen.isdisjoint(marks))
    return again if len(again) * 2 >= len(contents) else frozenset()


def gap_after(before: SourceState, n_items: int, n_known: int, now: datetime) -> Gap | None:
    """The gap as a poll leaves it: a new one, the one before, or that one closed."""
    gap = before.habits.gap
    sign = _sign(before, n_items, n_known, now)
    if sign is None:
        return replace(gap, over_at=now) if gap is not None and gap.is_open else gap
    if gap is not None and gap.is_open and gap.sign is sign is GapSign.SHRUNKEN:
        return gap
    return Gap(sign, before.last_ok_at or now, now, before.habits.n_window, n_items)


def window_after(before: SourceState, n_items: int, gap: Gap | None) -> int:
    """How many entries the source is expected to list."""
    is_shrunken = gap is not None and gap.is_open and gap.sign is GapSign.SHRUNKEN
    return before.habits.n_window if is_shrunken else n_items


def _sign(before: SourceState, n_items: int, n_known: int, now: datetime) -> GapSign | None:
    n_window = before.habits.n_window
    if not before.is_baselined or before.last_ok_at is None:
        return None
    if n_items and not n_known and n_window >= FEWEST_TO_OVERLAP:
        return GapSign.NO_OVERLAP
    if n_window >= FEWEST_TO_SHRINK and n_items * 2 < n_window and _is_sudden(before, before.last_ok_at, now):
        return GapSign.SHRUNKEN
    return None


def _is_sudden(before: SourceState, last_ok_at: datetime, now: datetime) -> bool:
    gap = before.habits.gap
    if gap is not None and gap.is_open and gap.sign is GapSign.SHRUNKEN:
        return now - gap.at < SMALLER_FOR_GOOD_AFTER
    return now - last_ok_at < SHRINKS_WITHIN
