"""Instants, days and lengths of time as people read them, in their language."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time, get_timezone_name
from babel.units import format_unit

from bot.domain.deadline import Deadline
from bot.domain.message import Span, Style, TimeShow
from bot.render.phrases import Phrases

_DAY = "yMMMEd"
_DAYS_ALONE, _DAYS_FROM, _HOURS_ALONE = 24 * 7, 48, 6
"""In hours: from there on days alone; days with hours; hours alone."""
_DAY_MINUTES = 24 * 60


def day(at: datetime, zone: str, phrases: Phrases) -> str:
    """The calendar day in a zone: “Sun, Jan 19, 2025”."""
    return format_skeleton(_DAY, at, tzinfo=ZoneInfo(zone), locale=phrases.lang)


def moment(at: datetime, zone: str, phrases: Phrases) -> str:
    """Day and clock time in a zone, with the zone's name: “Sat, Jan 18, 2025, 10:30 PM Eastern Time”."""
    clock = format_time(at, "short", tzinfo=ZoneInfo(zone), locale=phrases.lang)
    return phrases("{day}, {clock} {zone}", day=day(at, zone, phrases), clock=clock, zone=zone_name(zone, phrases))


def short_day(at: datetime, zone: str, phrases: Phrases) -> str:
    """The day without weekday and year: “Jan 19”."""
    return format_skeleton("MMMd", at, tzinfo=ZoneInfo(zone), locale=phrases.lang)


def zone_name(zone: str, phrases: Phrases) -> str:
    return get_timezone_name(ZoneInfo(zone), width="long", zone_variant="generic", locale=phrases.lang)


def length(delta: timedelta, phrases: Phrases) -> str:
    """A length without direction, in its two largest units: “75 days”, “2 days 14 hours”, “24 hours”, “5 minutes”."""
    minutes = round(abs(delta).total_seconds() / 60)
    hours = minutes // 60
    if hours >= _DAYS_ALONE:
        return _units(phrases, day=round(minutes / _DAY_MINUTES))
    if hours >= _DAYS_FROM:
        return _units(phrases, day=hours // 24, hour=hours % 24)
    if hours >= _HOURS_ALONE:
        return _units(phrases, hour=round(minutes / 60))
    return _units(phrases, hour=hours, minute=minutes % 60)


def _units(phrases: Phrases, **units: int) -> str:
    shown = {unit: n for unit, n in units.items() if n} or {"minute": 0}
    return " ".join(format_unit(n, f"duration-{unit}", locale=phrases.lang) for unit, n in shown.items())


def left(at: datetime, now: datetime, phrases: Phrases) -> str:
    """“in 3 days” or “3 days ago”."""
    if at >= now:
        return phrases("in {length}", length=length(at - now, phrases))
    return phrases("{length} ago", length=length(now - at, phrases))


def instant_span(at: datetime, zone: str, phrases: Phrases, style: Style = Style.PLAIN) -> Span:
    """An instant shown in the reader's own time where the platform can, else in `zone`."""
    return Span(moment(at, zone, phrases), style=style, at=at)


def relative_span(at: datetime, now: datetime, phrases: Phrases) -> Span:
    """A countdown that the platform keeps up to date where it can."""
    return Span(left(at, now, phrases), at=at, show=TimeShow.RELATIVE)


def due_text(deadline: Deadline, phrases: Phrases) -> str:
    """When a deadline is due, in its authority's zone: the day, or the day and the clock time."""
    if deadline.is_whole_day:
        return day(deadline.due_at, deadline.zone, phrases)
    return moment(deadline.due_at, deadline.zone, phrases)
