"""A dossier as the values that a page shows, made from the same lines as the messages in chats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.deadline import Deadline
from bot.domain.message import Line, Span
from bot.domain.source import Health
from bot.domain.story import Story
from bot.render import times
from bot.render.deadline_lines import OPEN, legal_state_line, name_of
from bot.render.phrases import Phrases
from bot.render.status_message import silence_line
from bot.render.story_message import headline
from bot.render.words import HEALTH, LEGAL_STATES, badge, tone_for
from bot.web.pages.saga import Step, steps_of
from bot.web.records import Dossier
from bot.web.told import as_told

_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """One deadline. Shape: `left` is the countdown as text; `day` and `ends` are in the zone of its authority."""

    id: str
    name: str
    due_at: datetime
    zone: str
    day: str
    zone_name: str
    ends: str
    left: str
    is_open: bool
    is_past: bool
    state: str
    state_key: str
    standing: Line
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story. Shape: `url` is empty when its source gave no address."""

    id: str
    badge: str
    tone: str
    headline: str
    lang: str
    url: str
    lines: Sequence[Line]
    seen: Line


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source, without its address: that may hold a key."""

    outlet: str
    health_key: str
    health: str
    since: Line
    news: Line


@dataclass(frozen=True, slots=True)
class MatterView:
    """Everything a page shows of one matter.

    Shape: `decided` holds what was decided or happened, `discussed` what is only asked for, proposed or considered.
    """

    id: str
    name: str
    zone: str
    deadlines: Sequence[DeadlineView]
    decided: Sequence[StoryView]
    discussed: Sequence[StoryView]
    latest: StoryView | None
    sources: Sequence[SourceView]
    n_healthy: int
    silence: Line
    made: str
    made_at: datetime


def view_of(dossier: Dossier, phrases: Phrases) -> MatterView:
    standing, matter, now = dossier.standing, dossier.matter, dossier.made_at
    told = [(s, _story(s, dossier, phrases)) for s in standing.stories]
    conditions = [standing.conditions[s.id] for s in matter.sources]
    return MatterView(
        id=matter.id,
        name=matter.name_for(phrases.lang),
        zone=matter.zone,
        deadlines=[_deadline(chain[-1], chain, dossier, phrases) for chain in dossier.chains if chain],
        decided=[view for story, view in told if story.stage.is_final][:_MOST_SHOWN],
        discussed=[view for story, view in told if not story.stage.is_final][:_MOST_SHOWN],
        latest=told[0][1] if told else None,
        sources=_sources(dossier, phrases),
        n_healthy=sum(c.health is Health.HEALTHY for c in conditions),
        silence=silence_line(standing, matter.zone, phrases),
        made=times.moment(now, matter.zone, phrases),
        made_at=now,
    )


def _deadline(current: Deadline, chain: Sequence[Deadline], dossier: Dossier, phrases: Phrases) -> DeadlineView:
    return DeadlineView(
        id=current.id,
        name=name_of(current, dossier.matter, phrases),
        due_at=current.due_at,
        zone=current.zone,
        day=times.day(current.due_at, current.zone, phrases),
        zone_name=times.zone_name(current.zone, phrases),
        ends=times.clock(current.due_at, current.zone, phrases),
        left=times.left(current.due_at, dossier.made_at, phrases),
        is_open=current.status in OPEN,
        is_past=current.due_at <= dossier.made_at,
        state=phrases(LEGAL_STATES[current.status]),
        state_key=current.status.value,
        standing=legal_state_line(current, phrases),
        steps=steps_of(chain, phrases),
    )


def _story(story: Story, dossier: Dossier, phrases: Phrases) -> StoryView:
    return StoryView(
        id=story.id,
        badge=badge(story, phrases),
        tone=tone_for(story, story.level).value,
        headline=headline(story.primary),
        lang=story.primary.lang,
        url=story.primary.url,
        lines=as_told(story, dossier, phrases, dossier.made_at).lines,
        seen=(
            times.countdown(story.reached_at, dossier.made_at, phrases),
            Span(" · "),
            *times.instant(story.reached_at, dossier.matter.zone, dossier.matter.zone, phrases),
        ),
    )


def _sources(dossier: Dossier, phrases: Phrases) -> list[SourceView]:
    standing, now = dossier.standing, dossier.made_at
    views = []
    for spec in dossier.matter.sources:
        condition, state = standing.conditions[spec.id], standing.states[spec.id]
        views.append(
            SourceView(
                outlet=spec.outlet,
                health_key=condition.health.value,
                health=phrases(HEALTH[condition.health]),
                since=(times.countdown(condition.since_at, now, phrases),) if condition.since_at else (),
                news=(times.countdown(state.last_new_at, now, phrases),) if state.last_new_at else (),
            )
        )
    return views
