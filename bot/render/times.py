"""Instants, days and lengths of time as people read them, in their language."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time, format_timedelta, get_timezone_name

from bot.domain.deadline import Deadline
from bot.domain.message import Span, Style, TimeShow
from bot.render.phrases import Phrases

_DAY = "yMMMEd"
_DAYS_ARE_ENOUGH = timedelta(days=4)
_HOURS_ARE_ENOUGH = timedelta(hours=4)


def day(at: datetime, zone: str, phrases: Phrases) -> str:
    """The calendar day in a zone: “Sun, Jan 19, 2025”."""
    return format_skeleton(_DAY, at, tzinfo=ZoneInfo(zone), locale=phrases.lang)


def moment(at: datetime, zone: str, phrases: Phrases) -> str:
    """Day and clock time in a zone, with the zone's name: “Sat, Jan 18, 2025, 10:30 PM Eastern Time”."""
    clock = format_time(at, "short", tzinfo=ZoneInfo(zone), locale=phrases.lang)
    return phrases("{day}, {clock} {zone}", day=day(at, zone, phrases), clock=clock, zone=zone_name(zone, phrases))


def zone_name(zone: str, phrases: Phrases) -> str:
    return get_timezone_name(ZoneInfo(zone), width="long", zone_variant="generic", locale=phrases.lang)


def length(delta: timedelta, phrases: Phrases) -> str:
    """A length without direction: days from four days on, hours from four hours on, else minutes."""
    size = abs(delta)
    granularity = "day" if size >= _DAYS_ARE_ENOUGH else "hour" if size >= _HOURS_ARE_ENOUGH else "minute"
    return format_timedelta(size, granularity=granularity, threshold=99, locale=phrases.lang)


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
