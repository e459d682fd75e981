"""Where a matter stands, and whether the silence of its sources can be trusted, as one chat message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deadline import Deadline
from bot.domain.ids import SourceId
from bot.domain.matter import Matter
from bot.domain.message import Line, Message, Span, Style, Tone
from bot.domain.source import Condition, Health, SourceState
from bot.domain.story import Story
from bot.render import times
from bot.render.deadline_lines import OPEN, due_line, legal_state_line, name_of
from bot.render.phrases import Phrases
from bot.render.story_message import story_lines
from bot.render.words import TROUBLES

_MOST_STORIES = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a matter. Shape: `deadlines` are current versions, `stories` were told, newest first."""

    matter: Matter
    deadlines: Sequence[Deadline]
    stories: Sequence[Story]
    states: Mapping[SourceId, SourceState]
    conditions: Mapping[SourceId, Condition]


def status_message(standing: Standing, zone: str, now: datetime, phrases: Phrases) -> Message:
    """Countdown, legal state and since when, the last events, and whether all sources answer."""
    matter = standing.matter
    blocks = [_deadline_block(d, matter, zone, now, phrases) for d in standing.deadlines]
    blocks += [_events_block(standing, zone, phrases), _sources_block(standing, zone, now, phrases)]
    lines = [line for block in blocks if block for line in ((), *block)]
    return Message(title=(Span(matter.name_for(phrases.lang), Style.BOLD),), lines=tuple(lines[1:]), tone=Tone.INFO)


def _deadline_block(deadline: Deadline, matter: Matter, zone: str, now: datetime, phrases: Phrases) -> list[Line]:
    block: list[Line] = [(Span(name_of(deadline, matter, phrases), Style.BOLD),)]
    if deadline.status in OPEN:
        block.append(due_line(deadline, zone, now, phrases))
    if deadline.status in OPEN and deadline.due_at <= now:
        block.append((Span(phrases("It has passed. No official source has published a change.")),))
    return [*block, legal_state_line(deadline, phrases)]


def _events_block(standing: Standing, zone: str, phrases: Phrases) -> list[Line]:
    """The newest stories, and the last decision where it is older than these."""
    shown = standing.stories[:_MOST_STORIES]
    if not shown:
        return []
    block: list[Line] = [(Span(phrases("Last events"), Style.BOLD),)]
    block += [line for story in shown for line in story_lines(story, zone, standing.matter, phrases)]
    decided = next((s for s in standing.stories if s.stage.is_final), None)
    if decided is not None and decided not in shown:
        block += [
            (Span(phrases("Last decision"), Style.BOLD),),
            *story_lines(decided, zone, standing.matter, phrases),
        ]
    return block


def _sources_block(standing: Standing, zone: str, now: datetime, phrases: Phrases) -> list[Line]:
    states = [standing.states[s.id] for s in standing.matter.sources]
    health = Counter(standing.conditions[s.id].health for s in standing.matter.sources)
    n_healthy = health[Health.HEALTHY]
    healthy = phrases("{healthy} of {all} sources healthy", healthy=n_healthy, all=len(states))
    block: list[Line] = [
        (Span(phrases("Sources"), Style.BOLD),),
        (*silence_line(standing, zone, phrases), Span(f" · {healthy}")),
    ]
    newest_at = max((s.last_new_at for s in states if s.last_new_at), default=None)
    if newest_at is not None:
        block.append((Span(phrases("Last new entry of any source: ")), times.countdown(newest_at, now, phrases)))
    n_waiting = health[Health.WAITING]
    if n_waiting:
        waiting = phrases.plural(
            "{n} source has not been asked yet.", "{n} sources have not been asked yet.", n_waiting
        )
        block.append((Span(waiting),))
    return [*block, *_troubles(standing, zone, phrases)]


def silence_line(standing: Standing, zone: str, phrases: Phrases) -> Line:
    """Since when there has been nothing new."""
    newest_at = max((s.updated_at for s in standing.stories), default=None)
    if newest_at is None:
        return (Span(phrases("No news yet")),)
    return (
        Span(phrases("Nothing new since ")),
        *times.instant(newest_at, zone, standing.matter.zone, phrases),
    )


def _troubles(standing: Standing, zone: str, phrases: Phrases) -> Iterator[Line]:
    for spec in standing.matter.sources:
        condition = standing.conditions[spec.id]
        if condition.health in TROUBLES and condition.since_at is not None:
            since = times.instant(condition.since_at, zone, standing.matter.zone, phrases)
            yield (Span(spec.outlet, url=spec.url), Span(phrases(TROUBLES[condition.health])), *since, *_why(condition))


def _why(condition: Condition) -> Line:
    """The rest is in /sources; what a failing source answered is said here, as it is often the whole story."""
    return (Span(f" · {condition.reason}"),) if condition.health is Health.FAILING else ()
