"""The chain of a matter's deadlines, each version with who set it, as one chat message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.deadline import Deadline
from bot.domain.matter import Matter
from bot.domain.message import Line, Message, Span, Style, Tone
from bot.render import times
from bot.render.deadline_lines import OPEN, due_line, legal_state_line, name_of, set_by_line
from bot.render.phrases import Phrases


def deadlines_message(
    matter: Matter, chains: Sequence[Sequence[Deadline]], zone: str, now: datetime, phrases: Phrases
) -> Message:
    """Every version of each deadline, the superseded ones struck out. Shape: each chain oldest first."""
    lines = [line for chain in chains for line in ((), *_chain(chain, matter, zone, now, phrases))]
    if not lines:
        lines = [(), (Span(phrases("This matter has no deadline.")),)]
    title = phrases("Deadlines: {matter}", matter=matter.name_for(phrases.lang))
    return Message(title=(Span(title, Style.BOLD),), lines=tuple(lines[1:]), tone=Tone.INFO)


def _chain(chain: Sequence[Deadline], matter: Matter, zone: str, now: datetime, phrases: Phrases) -> list[Line]:
    *earlier, current = chain
    return [
        (Span(name_of(current, matter, phrases), Style.BOLD),),
        *(_superseded(version, phrases) for version in earlier if version.due_at != current.due_at),
        *_standing(current, zone, now, phrases),
    ]


def _standing(current: Deadline, zone: str, now: datetime, phrases: Phrases) -> tuple[Line, Line]:
    if current.status in OPEN:
        return due_line(current, zone, now, phrases), set_by_line(current, phrases)
    return (Span(times.due_text(current, phrases)),), legal_state_line(current, phrases)


def _superseded(version: Deadline, phrases: Phrases) -> Line:
    struck = Span(times.due_text(version, phrases), Style.STRIKE)
    return (struck, Span(" · "), *set_by_line(version, phrases))
