"""What a message says of a deadline: that it moved, or where it stands."""

from __future__ import annotations

from datetime import datetime

from bot.domain.deadline import Deadline, DeadlineChange, DeadlineStatus
from bot.domain.matter import Matter
from bot.domain.message import Line, Span, Style
from bot.render import times
from bot.render.phrases import Phrases
from bot.render.words import STATUSES

_OPEN = frozenset({DeadlineStatus.PENDING, DeadlineStatus.EXTENDED})


def name_of(deadline: Deadline, matter: Matter, phrases: Phrases) -> str:
    """The deadline's name in the reader's language, as the pack gives it."""
    names = next((spec.names for spec in matter.deadlines if spec.id == deadline.id), {})
    return names.get(phrases.lang.split("_")[0]) or deadline.name


def moved_line(change: DeadlineChange, now: datetime, phrases: Phrases) -> Line:
    """“The deadline moves from … to … (1st extension), in 75 days.”"""
    if change.after.status is DeadlineStatus.MET:
        return (Span(phrases("The deadline is met: it no longer threatens."), Style.BOLD),)
    sentence = phrases(
        "The deadline moves from {before} to {after}",
        before=times.due_text(change.before, phrases),
        after=times.due_text(change.after, phrases),
    )
    nth = nth_extension(change.after.n_extensions, phrases)
    return (Span(sentence, Style.BOLD), Span(f" ({nth}) · "), times.relative_span(change.after.due_at, now, phrases))


def standing_line(deadline: Deadline, now: datetime, phrases: Phrases) -> Line:
    """Where the deadline stands, for news that does not move it."""
    if deadline.status not in _OPEN:
        return (Span(phrases("The deadline: {status}.", status=phrases(STATUSES[deadline.status]))),)
    due = times.due_text(deadline, phrases)
    sentence = (
        phrases("The deadline stays {due}", due=due)
        if deadline.due_at >= now
        else phrases("The deadline was {due}", due=due)
    )
    return (Span(f"{sentence} · "), times.relative_span(deadline.due_at, now, phrases))


def due_line(deadline: Deadline, zone: str, now: datetime, phrases: Phrases) -> Line:
    """Countdown, the instant in the reader's own time, and beside it the authority's day and zone."""
    place = times.zone_name(deadline.zone, phrases)
    if not deadline.is_whole_day:
        shown = times.instant_span(deadline.due_at, zone, phrases, Style.BOLD)
        beside = f" ({times.moment(deadline.due_at, deadline.zone, phrases)})" if zone != deadline.zone else ""
    else:
        shown = Span(times.day(deadline.due_at, zone, phrases), Style.BOLD, at=deadline.due_at)
        that_day = times.short_day(deadline.due_at, deadline.zone, phrases)
        beside = f" ({phrases('end of {day}, {zone}', day=that_day, zone=place)})"
    return (times.relative_span(deadline.due_at, now, phrases), Span(" · "), shown, Span(beside))


def set_by_line(deadline: Deadline, phrases: Phrases) -> Line:
    """Who set this version, linked, and which extension it is."""
    nth = f" · {nth_extension(deadline.n_extensions, phrases)}" if deadline.n_extensions else ""
    return (Span(phrases("Set by ")), Span(deadline.authority, url=deadline.link), Span(nth))


def nth_extension(n: int, phrases: Phrases) -> str:
    """“1st extension”, “2nd extension” …"""
    return phrases("{nth} extension", nth=f"{n}{_english_suffix(n)}" if phrases.lang == "en" else n)


def _english_suffix(n: int) -> str:
    if n % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
