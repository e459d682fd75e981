"""A story as one chat message: what happened, how real it is, what it does to the deadline, where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.domain.deadline import Deadline
from bot.domain.event import AlertLevel, StoryEvent
from bot.domain.matter import Matter
from bot.domain.message import Line, Message, Span, Style
from bot.domain.story import Report, Story
from bot.render import times
from bot.render.deadline_lines import moved_line, standing_line
from bot.render.phrases import Phrases
from bot.render.words import MEANINGS, badge, is_settled, tone_for

_MOST_LINKS = 6


def story_message(
    story: Story,
    event: StoryEvent,
    deadline: Deadline | None,
    matter: Matter,
    phrases: Phrases,
    zone: str,
    now: datetime,
) -> Message:
    """The message of a story as it is known now. Shape: the primary document's link comes first."""
    lines: list[Line] = [_standing(story, phrases)]
    if story.change is not None:
        lines.append(moved_line(story.change, now, phrases))
    elif deadline is not None:
        lines.append(standing_line(deadline, now, phrases))
    lines.append(tuple(_links(story, phrases)))
    return Message(
        title=(Span(f"[{badge(story, phrases)}] "), Span(headline(story.primary), Style.BOLD)),
        lines=tuple(lines),
        footer=(
            Span(f"{matter.name_for(phrases.lang)} · {phrases('first seen ')}"),
            times.instant_span(story.primary.seen_at, zone, phrases),
        ),
        tone=tone_for(story, event.level),
        is_silent=event.level is not AlertLevel.BREAKING,
    )


def headline(report: Report) -> str:
    """Who did what. A court feed's title names only the docket, so the entry's own words follow it."""
    return f"{report.title}: {report.excerpt}" if report.excerpt else report.title


def _standing(story: Story, phrases: Phrases) -> Line:
    """How real it is: what the stage means, or who stands behind what is said to be decided."""
    if not story.stage.is_final:
        meaning = MEANINGS.get(story.stage, "")
        return (Span(phrases(meaning)),) if meaning else (_reported(story, phrases),)
    if story.is_confirmed:
        return (Span(phrases("Confirmed by {outlet}.", outlet=story.primary.outlet)),)
    if is_settled(story):
        n = len(story.outlets)
        return (Span(phrases("Reported by {n} independent outlets.", n=n)),)
    return (_reported(story, phrases), Span(phrases(" No official source has confirmed it yet.")))


def _reported(story: Story, phrases: Phrases) -> Span:
    return Span(phrases("Reported by {outlets}.", outlets=_and(story.outlets, phrases)))


def _and(names: tuple[str, ...], phrases: Phrases) -> str:
    return phrases(", ").join(names)


def _links(story: Story, phrases: Phrases) -> Iterator[Span]:
    """The primary report, then one for each other outlet."""
    yield _link(story.primary)
    by_outlet = {r.outlet: r for r in reversed(story.reports) if r.outlet != story.primary.outlet and r.url}
    others = list(reversed(by_outlet.values()))
    if others:
        yield Span(phrases(" · also reported by "))
    for position, report in enumerate(others[:_MOST_LINKS]):
        if position:
            yield Span(phrases(", "))
        yield _link(report)
    if len(others) > _MOST_LINKS:
        n = len(others) - _MOST_LINKS
        yield Span(phrases.plural(" and {n} more", " and {n} more", n))


def _link(report: Report) -> Span:
    return Span(report.outlet, url=report.url)
