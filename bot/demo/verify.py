"""The demo checks itself: what should have been told was told, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.demo.story import Story
from bot.demo.witness import Telling
from bot.domain.event import AlertLevel, StoryEvent


def breaking_of(tellings: Sequence[Telling]) -> tuple[Telling, ...]:
    """The new messages, edits left out, that said something breaking."""
    return tuple(t for t in tellings if not t.receipt.is_edit and _is_breaking(t))


def problems(
    story: Story, tellings: Sequence[Telling], moves: Sequence[date], words: Mapping[str, str]
) -> Iterator[str]:
    """A sentence for each thing that went otherwise than it did in history; none when all is well."""
    if tuple(moves) != story.moves:
        yield words["wrong_moves"].format(expected=_days(story.moves), actual=_days(moves) or words["none"])
    breaking = breaking_of(tellings)
    for telling in breaking:
        if not telling.tells:
            yield words["false_alarm"].format(title=telling.title)
    told = {event for t in breaking for event in t.tells}
    for event in sorted(story.told - told):
        yield words["untold"].format(event=event)
    if not any(t.receipt.is_edit for t in tellings):
        yield words["no_edit"]
    if not any(t.receipt.is_reminder for t in tellings):
        yield words["no_reminder"]


def _is_breaking(telling: Telling) -> bool:
    event = telling.receipt.event
    return isinstance(event, StoryEvent) and event.level is AlertLevel.BREAKING


def _days(days: Sequence[date]) -> str:
    return ", ".join(map(str, days))
