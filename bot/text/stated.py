"""What both languages of dates speak in: a stated day, a stated length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.event import Anchor

Span = tuple[int, int]
_LONG_GONE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class End:
    """A stated last day and where it stands. Units: characters."""

    day: date
    span: Span


@dataclass(frozen=True, slots=True)
class Length:
    """A stated length, ISO-8601, with what it counts from and where it stands. Units: characters."""

    iso: str
    anchor: Anchor | None
    span: Span


def day_from(year: int | None, month: int, day: int, on: date | None) -> date | None:
    """The calendar day; without a year that of the item's date, None when that lies long behind it or is no day."""
    if year is None and on is None:
        return None
    try:
        found = date(year if year is not None else on.year, month, day)  # type: ignore[union-attr]  # one of them is set
    except ValueError:
        return None
    is_another_year = year is None and on is not None and found < on - _LONG_GONE
    return None if is_another_year else found


def agreed(ends: list[End]) -> End | None:
    """The one day that all of them state, None when there is none or they differ."""
    return ends[0] if len({end.day for end in ends}) == 1 else None
