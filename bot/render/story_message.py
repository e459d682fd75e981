"""A story as one chat message: what happened, how real it is, what it does to the deadline, where it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce

from bot.domain.deadline import Deadline
from bot.domain.event import AlertLevel, Stage, StoryEvent
from bot.domain.matter import Matter
from bot.domain.message import Line, Message, Span, Style
from bot.domain.source import Trust
from bot.domain.story import Report, Story
from bot.render import times
from bot.render.deadline_lines import moved_line, named_date_line, other_term_line, standing_line
from bot.render.phrases import Phrases
from bot.render.words import MEANINGS, badge, is_settled, tone_for
from bot.text.clean import one_line

_LONGEST_HEADLINE = 240
_MOST_LINKS = 6
_MOST_OTHERS = 3
_OLD_AFTER = timedelta(hours=24)


def story_message(
    story: Story,
    event: StoryEvent,
    deadline: Deadline | None,
    matter: Matter,
    phrases: Phrases,
    zone: str,
    now: datetime,
    disagreeing: Sequence[Story] = (),
) -> Message:
    """The message of a story as it is known now.

    Shape: the primary document's link comes first; `disagreeing` are stories of the same event with another term.
    """
    primary = story.primary
    lines = (
        (Span(_standing(story, phrases)),),
        *_deadline_lines(story, event, deadline, now, phrases),
        *(other_term_line(other, phrases) for other in disagreeing[:_MOST_OTHERS]),
        _old_date(primary, matter, phrases),
        tuple(_links(story, phrases)),
    )
    return Message(
        title=(Span(f"[{badge(story, phrases)}] ", Style.BOLD), Span(headline(primary), Style.BOLD, url=primary.url)),
        lines=tuple(line for line in lines if line),
        footer=(
            Span(phrases("{matter} · first seen ", matter=matter.name_for(phrases.lang))),
            *times.instant(story.reached_at, zone, matter.zone, phrases),
        ),
        tone=tone_for(story, event.level),
        is_silent=event.level is not AlertLevel.BREAKING,
    )


def headline(report: Report) -> str:
    """Who did what. A court feed's title names only the docket, so the entry's own words follow it, once."""
    words = one_line(report.excerpt, _LONGEST_HEADLINE)
    if words.startswith(report.title):
        return words
    return one_line(f"{report.title}: {words}" if words else report.title, _LONGEST_HEADLINE)


def story_lines(story: Story, zone: str, matter: Matter, phrases: Phrases) -> tuple[Line, Line]:
    """A story among others: badge and headline, then outlet and time."""
    primary = story.primary
    return (
        (Span(f"[{badge(story, phrases)}] ", Style.BOLD), Span(headline(primary), url=primary.url)),
        (Span(f"{primary.outlet} · "), *times.instant(story.reached_at, zone, matter.zone, phrases)),
    )


def _standing(story: Story, phrases: Phrases) -> str:
    """How real it is: what the stage means, and who stands behind what is said."""
    taken_back = [phrases("{outlet} has taken its report back.", outlet=r.outlet) for r in story.corrections]
    if story.is_withdrawn:
        return _joined(taken_back, phrases)
    sentences = [phrases(MEANINGS[story.stage])] if story.stage in MEANINGS else []
    if story.is_temporary and story.stage is Stage.ORDERED_OR_HAPPENED:
        sentences.append(phrases("Temporary: it holds until a further decision."))
    sentences += [_provenance(story, phrases), *taken_back]
    return _joined(sentences, phrases)


def _joined(sentences: Sequence[str], phrases: Phrases) -> str:
    return reduce(lambda one, other: phrases("{one} {other}", one=one, other=other), sentences)


def _provenance(story: Story, phrases: Phrases) -> str:
    if story.is_confirmed:
        outlet = story.primary.outlet
        if story.primary.trust is Trust.COURT:
            return phrases("Confirmed by the court: {outlet}.", outlet=outlet)
        return phrases("Confirmed by an official source: {outlet}.", outlet=outlet)
    n = len(story.outlets)
    if not story.stage.is_final:
        return phrases.plural("Reported by {n} outlet.", "Reported by {n} outlets.", n)
    if is_settled(story):
        return phrases("Confirmed by {n} outlets that agree; no official source yet.", n=n)
    if story.is_unconfirmed:
        return phrases.plural(
            "Reported by {n} outlet from unnamed sources; no official source has confirmed it yet.",
            "Reported by {n} outlets from unnamed sources; no official source has confirmed it yet.",
            n,
        )
    return phrases.plural(
        "Reported by {n} outlet; no official source has confirmed it yet.",
        "Reported by {n} outlets; no official source has confirmed it yet.",
        n,
    )


def _deadline_lines(
    story: Story, event: StoryEvent, deadline: Deadline | None, now: datetime, phrases: Phrases
) -> tuple[Line, ...]:
    change = event.change or story.change
    if change is not None:
        return (moved_line(change, now, phrases),)
    if deadline is None:
        return ()
    return (standing_line(story, deadline, now, phrases), named_date_line(story, deadline, phrases))


def _old_date(report: Report, matter: Matter, phrases: Phrases) -> Line:
    """Said of what a source dates long before it could be seen: it may be published late, or old news."""
    if report.published_at is None or report.seen_at - report.published_at < _OLD_AFTER:
        return ()
    day = times.day(report.published_at, matter.zone, phrases)
    return (Span(phrases("The source dates it {day}.", day=day), Style.ITALIC),)


def _links(story: Story, phrases: Phrases) -> Iterator[Span]:
    """The primary report, then one for each other outlet."""
    primary = story.primary
    yield Span(phrases("Source: "))
    yield _link(primary)
    others = list({r.outlet: r for r in reversed(story.agreeing) if r.outlet != primary.outlet}.values())[::-1]
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
