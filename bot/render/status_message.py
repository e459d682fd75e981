"""Where a matter stands, the chain of its deadline, and its latest stories, as chat messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deadline import Deadline, DeadlineStatus
from bot.domain.ids import SourceId
from bot.domain.matter import Matter
from bot.domain.message import Line, Message, Span, Style, Tone
from bot.domain.source import SourceSpec, SourceState
from bot.domain.story import Story
from bot.render import times
from bot.render.deadline_lines import due_line, name_of, set_by_line
from bot.render.phrases import Phrases
from bot.render.story_message import headline
from bot.render.words import STATUSES, badge

_OPEN = frozenset({DeadlineStatus.PENDING, DeadlineStatus.EXTENDED})
_MOST_STORIES = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a matter. Shape: `deadlines` are current versions, `stories` newest first."""

    matter: Matter
    deadlines: Sequence[Deadline]
    stories: Sequence[Story]
    sources: Sequence[SourceSpec]
    states: Mapping[SourceId, SourceState]


def status_message(standing: Standing, zone: str, now: datetime, phrases: Phrases) -> Message:
    """Countdown, legal state and since when, the last events, and whether the silence can be trusted."""
    lines: list[Line] = []
    for deadline in standing.deadlines:
        lines += [*_deadline_block(deadline, standing.matter, zone, now, phrases), ()]
    lines += [*_state_block(standing.stories, zone, phrases), ()]
    lines += _sources_block(standing, now, phrases)
    return Message(
        title=(Span(standing.matter.name_for(phrases.lang), Style.BOLD),), lines=tuple(lines), tone=Tone.INFO
    )


def deadlines_message(
    matter: Matter, chains: Sequence[Sequence[Deadline]], zone: str, now: datetime, phrases: Phrases
) -> Message:
    """Every version of each deadline, the superseded ones struck out. Shape: each chain oldest first."""
    lines: list[Line] = []
    for chain in chains:
        *earlier, current = chain
        lines.append((Span(name_of(current, matter, phrases), Style.BOLD),))
        lines += [_superseded(d, phrases) for d in earlier]
        lines += [*_deadline_lines(current, zone, now, phrases), ()]
    if not lines:
        lines.append((Span(phrases("This matter has no deadline.")),))
    return Message(title=(Span(matter.name_for(phrases.lang), Style.BOLD),), lines=tuple(lines), tone=Tone.INFO)


def latest_message(matter: Matter, stories: Sequence[Story], zone: str, phrases: Phrases) -> Message:
    """The latest stories that were told, newest first, each with its primary link."""
    lines: tuple[Line, ...] = tuple(story_line(s, zone, phrases) for s in stories)
    if not lines:
        lines = ((Span(phrases("Nothing has been told yet. News will come here as soon as there is any.")),),)
    title = phrases("Latest: {matter}", matter=matter.name_for(phrases.lang))
    return Message(title=(Span(title, Style.BOLD),), lines=lines, tone=Tone.INFO)


def story_line(story: Story, zone: str, phrases: Phrases) -> Line:
    """One story in one line: badge, headline, primary link, when."""
    primary = story.primary
    return (
        Span(f"[{badge(story, phrases)}] "),
        Span(f"{headline(primary)} · "),
        Span(primary.outlet, url=primary.url),
        Span(" · "),
        times.instant_span(primary.seen_at, zone, phrases),
    )


def _deadline_block(deadline: Deadline, matter: Matter, zone: str, now: datetime, phrases: Phrases) -> list[Line]:
    return [(Span(name_of(deadline, matter, phrases), Style.BOLD),), *_deadline_lines(deadline, zone, now, phrases)]


def _deadline_lines(deadline: Deadline, zone: str, now: datetime, phrases: Phrases) -> list[Line]:
    status = phrases(STATUSES[deadline.status])
    if deadline.status in _OPEN and deadline.due_at < now:
        status = phrases("passed; nothing that changes it has been published")
    since = phrases("since {day}", day=times.day(deadline.decided_at, deadline.zone, phrases))
    head: list[Line] = [due_line(deadline, zone, now, phrases)] if deadline.status in _OPEN else []
    return [*head, (Span(phrases("State: {status}, ", status=status)), Span(since)), set_by_line(deadline, phrases)]


def _superseded(deadline: Deadline, phrases: Phrases) -> Line:
    due = Span(times.due_text(deadline, phrases), Style.STRIKE)
    return (due, Span(" · "), Span(deadline.authority, url=deadline.link))


def _state_block(stories: Sequence[Story], zone: str, phrases: Phrases) -> list[Line]:
    if not stories:
        return [(Span(phrases("No event has been told yet.")),)]
    shown = [story_line(s, zone, phrases) for s in stories[:_MOST_STORIES]]
    return [(Span(phrases("Last events"), Style.BOLD),), *shown]


def _sources_block(standing: Standing, now: datetime, phrases: Phrases) -> list[Line]:
    states = [standing.states[s.id] for s in standing.sources]
    n_healthy = sum(s.is_healthy and s.last_ok_at is not None for s in states)
    newest = max((s.last_new_at for s in states if s.last_new_at), default=None)
    news = (
        phrases("Last new item {ago}", ago=times.left(newest, now, phrases)) if newest else phrases("No new item yet")
    )
    healthy = phrases("{healthy} of {all} sources healthy", healthy=n_healthy, all=len(states))
    return [(Span(f"{news} · {healthy}"),), *_unhealthy(standing, now, phrases)]


def _unhealthy(standing: Standing, now: datetime, phrases: Phrases) -> list[Line]:
    lines: list[Line] = []
    for spec in standing.sources:
        state = standing.states[spec.id]
        if state.failing_since_at is not None and not state.is_healthy:
            since = times.left(state.failing_since_at, now, phrases)
            lines.append(
                (Span(phrases("{outlet} fails, first {ago}: ", outlet=spec.outlet, ago=since)), Span(state.problem))
            )
    return lines
