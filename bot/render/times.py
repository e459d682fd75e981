"""Instants, days and lengths of time as people read them, in their language."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time, format_timedelta, get_timezone_name
from babel.lists import format_list

from bot.domain.deadline import Deadline
from bot.domain.message import Line, Span, Style, TimeShow
from bot.render.phrases import Phrases

_Unit = Literal["day", "hour", "minute"]

_DAY = "yMMMEd"
_UNITS: dict[_Unit, timedelta] = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
_SHOWN: tuple[tuple[timedelta, tuple[_Unit, ...]], ...] = (
    (timedelta(days=7), ("day",)),
    (timedelta(hours=48), ("day", "hour")),
    (timedelta(hours=6), ("hour",)),
    (timedelta(0), ("hour", "minute")),
)
_NOW = timedelta(seconds=30)
_NEVER_THE_NEXT_UNIT = 1e9


def day(at: datetime, zone: str, phrases: Phrases) -> str:
    """The calendar day in a zone: “Sun, Jan 19, 2025”."""
    return format_skeleton(_DAY, at, tzinfo=ZoneInfo(zone), locale=phrases.lang)


def date_text(on: date, phrases: Phrases) -> str:
    """A day that a text names, in the same form."""
    return day(datetime.combine(on, time(), UTC), "UTC", phrases)


def clock(at: datetime, zone: str, phrases: Phrases) -> str:
    """The time of day in a zone: “10:30 PM”."""
    text = format_time(at, "short", tzinfo=ZoneInfo(zone), locale=phrases.lang)
    return " ".join(text.split())  # CLDR joins “PM” by a narrow space that many terminals lack


def moment(at: datetime, zone: str, phrases: Phrases) -> str:
    """Day and time of day in a zone, with the zone's name: “Sat, Jan 18, 2025, 10:30 PM Eastern Time”."""
    return phrases(
        "{day}, {clock} {zone}",
        day=day(at, zone, phrases),
        clock=clock(at, zone, phrases),
        zone=zone_name(zone, phrases),
    )


def zone_name(zone: str, phrases: Phrases) -> str:
    """The zone as people call it: “Eastern Time”; zones that belong to no place keep their id."""
    if "/" not in zone or zone.startswith("Etc/"):
        return zone.removeprefix("Etc/")
    return get_timezone_name(ZoneInfo(zone), width="long", zone_variant="generic", locale=phrases.lang)


def length(delta: timedelta, phrases: Phrases) -> str:
    """A length without direction: “75 days”, “2 days, 5 hours”, “24 hours”, “1 hour, 20 minutes”.

    Shape: one unit from a week on and between 6 and 48 hours, else at most two; never more than there is, but for
    seconds, which are rounded.
    """
    size = round(abs(delta) / _UNITS["minute"]) * _UNITS["minute"]
    parts = []
    for unit in next(units for enough, units in _SHOWN if size >= enough):
        n, size = divmod(size, _UNITS[unit])
        if n:
            parts.append(_counted(n, unit, phrases))
    return format_list(parts, style="unit", locale=phrases.lang) or phrases("less than a minute")


def left(at: datetime, now: datetime, phrases: Phrases) -> str:
    """“in 3 days”, “now” or “3 days ago”."""
    if abs(at - now) < _NOW:
        return phrases("now")
    if at >= now:
        return phrases("in {length}", length=length(at - now, phrases))
    return phrases("{length} ago", length=length(now - at, phrases))


def countdown(at: datetime, now: datetime, phrases: Phrases, style: Style = Style.PLAIN) -> Span:
    """How far an instant is; the platform keeps it up to date where it can."""
    return Span(left(at, now, phrases), style=style, at=at, show=TimeShow.RELATIVE)


def instant(at: datetime, zone: str, court_zone: str, phrases: Phrases) -> Line:
    """An instant in the reader's own time, as far as the platform knows it (else in `zone`); the court's beside it."""
    if _is_same_clock(at, zone, court_zone):
        beside = phrases(" ({clock} {zone})", clock=clock(at, court_zone, phrases), zone=zone_name(court_zone, phrases))
        return (Span(day(at, zone, phrases), at=at), Span(beside))
    beside = phrases(" ({moment})", moment=moment(at, court_zone, phrases))
    return (Span(moment(at, zone, phrases), at=at), Span(beside))


def due_text(deadline: Deadline, phrases: Phrases) -> str:
    """When a deadline is due, in its authority's zone: the day, or the day and the time of day."""
    if deadline.is_whole_day:
        return day(deadline.due_at, deadline.zone, phrases)
    return moment(deadline.due_at, deadline.zone, phrases)


def due(deadline: Deadline, zone: str, phrases: Phrases) -> Line:
    """The same with the instant in the reader's own time: a day is over at different hours around the world."""
    if not deadline.is_whole_day:
        return instant(deadline.due_at, zone, deadline.zone, phrases)
    that_day = phrases("{day} ({zone}), ends ", day=due_text(deadline, phrases), zone=zone_name(deadline.zone, phrases))
    is_same = _is_same_clock(deadline.due_at, zone, deadline.zone)
    ends = clock(deadline.due_at, zone, phrases) if is_same else moment(deadline.due_at, zone, phrases)
    return (Span(that_day), Span(ends, at=deadline.due_at))


def _is_same_clock(at: datetime, zone: str, other: str) -> bool:
    return at.astimezone(ZoneInfo(zone)).utcoffset() == at.astimezone(ZoneInfo(other)).utcoffset()


def _counted(n: int, unit: _Unit, phrases: Phrases) -> str:
    return format_timedelta(n * _UNITS[unit], granularity=unit, threshold=_NEVER_THE_NEXT_UNIT, locale=phrases.lang)
