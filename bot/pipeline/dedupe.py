"""Which items of a poll are new, or say something new."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.item import Item


def fresh(items: Sequence[Item], seen: frozenset[int]) -> tuple[Item, ...]:
    """The items whose mark was not seen yet, oldest first.

    Shape: feeds list the newest first, so the order is reversed; a mark that stands twice in the batch counts once.
    No date is looked at: a backdated item is as new as any (SOURCES 0.3).
    """
    by_mark: dict[int, Item] = {}
    for item in reversed(items):
        mark = item.mark
        if mark not in seen:
            by_mark.setdefault(mark, item)
    return tuple(by_mark.values())
