"""What a message says of a deadline: that it moved, where it stands, and who set it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale

from bot.domain.deadline import Deadline, DeadlineChange, DeadlineStatus
from bot.domain.event import EventType, Stage
from bot.domain.matter import Matter
from bot.domain.message import Line, Span, Style
from bot.domain.story import Story
from bot.render import times
from bot.render.phrases import Phrases
from bot.render.words import LEGAL_STATES, STATES

OPEN = frozenset({DeadlineStatus.PENDING, DeadlineStatus.EXTENDED})
"""In these states a deadline runs."""

_REFUSALS = frozenset({Stage.DENIED, Stage.LIFTED_OR_REVERSED, Stage.EXPIRED})
_LEGAL_ACTS = frozenset(
    {
        EventType.STAY,
        EventType.INJUNCTION,
        EventType.EXTENSION,
        EventType.RULING,
        EventType.EXECUTIVE_ACTION,
        EventType.LEGISLATION,
    }
)
_ENGLISH_SUFFIXES = {"one": "st", "two": "nd", "few": "rd", "other": "th"}


def name_of(deadline: Deadline, matter: Matter, phrases: Phrases) -> str:
    """The deadline's name in the reader's language, as the pack gives it."""
    names = next((spec.names for spec in matter.deadlines if spec.id == deadline.id), {})
    return names.get(phrases.lang) or names.get(phrases.lang.partition("_")[0]) or deadline.name


def moved_line(change: DeadlineChange, now: datetime, phrases: Phrases) -> Line:
    """“The deadline moved from … to … (1st extension) · in 75 days”."""
    after = change.after
    if after.status not in OPEN:
        return (Span(phrases(STATES[after.status]), Style.BOLD),)
    sentence = phrases(
        "The deadline moved from {before} to {after}",
        before=times.due_text(change.before, phrases),
        after=times.due_text(after, phrases),
    )
    nth = nth_extension(after, phrases) if after.n_extensions > change.before.n_extensions else ""
    return (Span(sentence, Style.BOLD), Span(f"{nth} · "), times.countdown(after.due_at, now, phrases))


def standing_line(story: Story, deadline: Deadline, now: datetime, phrases: Phrases) -> Line:
    """Where the deadline stands, for news that has not moved it.

    A legal act may well change it without stating a date, so it is not called unchanged then.
    """
    if deadline.status not in OPEN:
        return (Span(phrases(STATES[deadline.status])),)
    due = times.due_text(deadline, phrases)
    if deadline.due_at < now:
        sentence = phrases("The deadline has passed: {due}", due=due)
    elif story.event in _LEGAL_ACTS and story.stage.is_final and story.stage is not Stage.DENIED:
        sentence = phrases("No official source has set a new date. On file: {due}", due=due)
    else:
        sentence = phrases("The deadline is unchanged: {due}", due=due)
    return (Span(f"{sentence} · "), times.countdown(deadline.due_at, now, phrases))


def named_date_line(story: Story, deadline: Deadline, phrases: Phrases) -> Line:
    """The later date that a text names without the power to set it; empty when there is none."""
    until = story.term.until if story.term else None
    if until is None or story.event is not EventType.EXTENSION or story.stage in _REFUSALS:
        return ()
    if until <= deadline.due_at.astimezone(ZoneInfo(deadline.zone)).date():
        return ()
    named = phrases("The text names {day} as the new date.", day=times.date_text(until, phrases))
    return (Span(named, Style.ITALIC),)


def other_term_line(story: Story, phrases: Phrases) -> Line:
    """What another report of the same event states instead, with its link; both are shown, neither is dropped."""
    term = story.term
    if term is None:
        return ()
    report = story.primary
    if term.until is not None:
        said = phrases(" gives another date: {day}.", day=times.date_text(term.until, phrases))
    else:
        said = phrases(" gives another length: {words}.", words=f"“{term.phrase}”")
    return (Span(report.outlet, Style.ITALIC, url=report.url), Span(said, Style.ITALIC))


def due_line(deadline: Deadline, zone: str, now: datetime, phrases: Phrases) -> Line:
    """The countdown, the day or instant in the authority's zone, and when that is for the reader."""
    return (
        times.countdown(deadline.due_at, now, phrases, Style.BOLD),
        Span(" · "),
        *times.due(deadline, zone, phrases),
    )


def set_by_line(deadline: Deadline, phrases: Phrases) -> Line:
    """Who set this version, linked, when, and which extension it is."""
    day = times.day(deadline.decided_at, deadline.zone, phrases)
    return (
        Span(phrases("Set by ")),
        Span(deadline.authority, url=deadline.link),
        Span(phrases(" on {day}", day=day) + nth_extension(deadline, phrases)),
    )


def legal_state_line(deadline: Deadline, phrases: Phrases) -> Line:
    """What holds and since when, with who decided it."""
    sentence = phrases(
        "Legal state: {state}{nth} since {day} · ",
        state=phrases(LEGAL_STATES[deadline.status]),
        nth=nth_extension(deadline, phrases) if deadline.status in OPEN else "",
        day=times.day(deadline.decided_at, deadline.zone, phrases),
    )
    return (Span(sentence), Span(deadline.authority, url=deadline.link))


def nth_extension(deadline: Deadline, phrases: Phrases) -> str:
    """“ (1st extension)”, “ (2nd extension)” …; empty before the first."""
    n = deadline.n_extensions
    if n == 0:
        return ""
    suffix = _ENGLISH_SUFFIXES[Locale("en").ordinal_form(n)] if phrases.lang == "en" else ""
    return phrases(" ({nth} extension)", nth=f"{n}{suffix}")
