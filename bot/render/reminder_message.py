"""A reminder as one chat message."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.deadline import Deadline
from bot.domain.event import ReminderEvent
from bot.domain.matter import Matter
from bot.domain.message import Line, Message, Span, Style, Tone
from bot.render import times
from bot.render.deadline_lines import due_line, name_of, set_by_line
from bot.render.phrases import Phrases

_LOUD_FROM = timedelta(hours=24)


def reminder_message(
    event: ReminderEvent, deadline: Deadline, matter: Matter, phrases: Phrases, zone: str, now: datetime
) -> Message:
    """What is left of the time, or that it is over; a late reminder says so and counts from now.

    Shape: the deadline is the version that the reminder was made for, and it still runs.
    """
    lines: list[Line] = [due_line(deadline, zone, now, phrases), set_by_line(deadline, phrases)]
    if deadline.due_at <= now:
        lines.append((Span(phrases("No official source has published a change.")),))
    if event.offset < timedelta(0):
        lines.append((Span(phrases("What happened? /status shows the latest reports.")),))
    if event.is_late:
        late = phrases("This reminder comes {length} late.", length=times.length(event.late_by, phrases))
        lines.append((Span(late, Style.ITALIC),))
    return Message(
        title=(Span(_headline(event, deadline, name_of(deadline, matter, phrases), phrases, now), Style.BOLD),),
        lines=tuple(lines),
        footer=(Span(matter.name_for(phrases.lang)),),
        tone=Tone.REMINDER,
        is_silent=event.offset > _LOUD_FROM,
    )


def _headline(event: ReminderEvent, deadline: Deadline, name: str, phrases: Phrases, now: datetime) -> str:
    if deadline.due_at > now:
        ahead = deadline.due_at - now if event.is_late else event.offset
        return phrases("{name} in {length}", name=name, length=times.length(ahead, phrases))
    if event.offset == timedelta(0) and not event.is_late:
        return phrases("{name} is now", name=name)
    return phrases("{name} passed {length} ago", name=name, length=times.length(now - deadline.due_at, phrases))
