"""The sources of a matter one by one: whether the silence of each can be trusted, as one chat message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.matter import Matter
from bot.domain.message import Line, Message, Span, Style, Tone
from bot.domain.source import Condition, Health, SourceSpec, SourceState, Usage
from bot.render import times
from bot.render.phrases import Phrases
from bot.render.words import HEALTH


@dataclass(frozen=True, slots=True)
class Watched:
    """One source, what is remembered of it, and what that means."""

    spec: SourceSpec
    state: SourceState
    condition: Condition


def sources_message(
    matter: Matter,
    watched: Sequence[Watched],
    now: datetime,
    phrases: Phrases,
    budgets: Mapping[str, Sequence[Usage]] | None = None,
) -> Message:
    """Each source with its kind, its state, its last news and the next look at it, then what publishers still grant.

    Shape: in the pack's order.
    """
    n_healthy = sum(w.condition.health is Health.HEALTHY for w in watched)
    healthy = phrases("{healthy} of {all} sources healthy", healthy=n_healthy, all=len(watched))
    lines = [line for w in watched for line in ((), *_lines(w, now, phrases))]
    if budgets:
        lines += [(), *(_spent(name, usages, phrases) for name, usages in budgets.items())]
    title = Span(phrases("{name}: ", name=matter.name_for(phrases.lang)), Style.BOLD)
    return Message(title=(title, Span(healthy)), lines=tuple(lines[1:]), tone=Tone.INFO)


def _lines(watched: Watched, now: datetime, phrases: Phrases) -> Iterator[Line]:
    spec, state, condition = watched.spec, watched.state, watched.condition
    health = Span(phrases(" · {health}", health=phrases(HEALTH[condition.health])))
    yield (Span(spec.outlet, Style.BOLD), Span(" · "), Span(spec.kind, Style.CODE), health)
    if condition.reason and condition.health is not Health.WAITING:
        since = () if condition.since_at is None else (times.countdown(condition.since_at, now, phrases), Span(" · "))
        yield (*since, Span(condition.reason))
    yield (*_last_news(state, now, phrases), *_next_look(condition, now, phrases))
    if state.habits.coverage.text:
        yield (Span(phrases("It says that it publishes: {coverage}", coverage=state.habits.coverage.text)),)


def _spent(name: str, usages: Sequence[Usage], phrases: Phrases) -> Line:
    """“CourtListener, requests spent: 2 of 5 in 1 minute, 9 of 50 in 1 hour”."""
    parts = [
        phrases(
            "{n} of {all} in {length}",
            n=usage.n_used,
            all=usage.allowance.n,
            length=times.length(usage.allowance.span, phrases),
        )
        for usage in usages
    ]
    return (Span(phrases("{name}, requests spent: {parts}", name=name, parts=phrases(", ").join(parts))),)


def _last_news(state: SourceState, now: datetime, phrases: Phrases) -> Line:
    if state.last_new_at is None:
        return (Span(phrases("No news yet")),)
    return (Span(phrases("Last news: ")), times.countdown(state.last_new_at, now, phrases))


def _next_look(condition: Condition, now: datetime, phrases: Phrases) -> Line:
    at = max(condition.next_poll_at or now, now)
    return (Span(phrases(" · next look: ")), times.countdown(at, now, phrases))
