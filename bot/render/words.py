"""The words for events, stages and levels, and what each stage honestly means for a reader."""

from __future__ import annotations

from bot.domain.deadline import DeadlineStatus
from bot.domain.event import AlertLevel, EventType, Stage
from bot.domain.message import Tone
from bot.domain.story import Story
from bot.render.phrases import Phrases

ENOUGH_OUTLETS = 3
"""So many independent outlets count as confirmed where no official source speaks."""

EVENTS = {
    EventType.SHUTDOWN: "SHUTDOWN",
    EventType.RESTORATION: "SERVICE BACK",
    EventType.STAY: "STAY",
    EventType.INJUNCTION: "INJUNCTION",
    EventType.EXTENSION: "EXTENSION",
    EventType.RULING: "RULING",
    EventType.EXECUTIVE_ACTION: "GOVERNMENT ACTION",
    EventType.LEGISLATION: "BILL",
    EventType.DIVESTITURE_DEAL: "SALE",
    EventType.FILING: "COURT FILING",
    EventType.HEARING: "HEARING",
    EventType.NONE: "NEWS",
}
STAGES = {
    Stage.CONSIDERED: "CONSIDERED",
    Stage.PROPOSED: "PROPOSED",
    Stage.REQUESTED: "REQUESTED",
    Stage.ANNOUNCED_PLAN: "ANNOUNCED",
    Stage.ORDERED_OR_HAPPENED: "ORDERED",
    Stage.DENIED: "DENIED",
    Stage.LIFTED_OR_REVERSED: "LIFTED",
    Stage.EXPIRED: "EXPIRED",
    Stage.NONE: "UPDATE",
}
_HAPPENED = {
    EventType.SHUTDOWN: "HAPPENED",
    EventType.RESTORATION: "HAPPENED",
    EventType.RULING: "DECIDED",
    EventType.LEGISLATION: "ENACTED",
    EventType.DIVESTITURE_DEAL: "DONE",
    EventType.FILING: "FILED",
    EventType.HEARING: "HELD",
    EventType.EXECUTIVE_ACTION: "IN FORCE",
}
MEANINGS = {
    Stage.CONSIDERED: "Only considered: nothing is decided.",
    Stage.PROPOSED: "Only proposed: nothing changes until it is adopted.",
    Stage.REQUESTED: "Only asked for: nobody has decided yet.",
    Stage.ANNOUNCED_PLAN: "Announced, but not done yet.",
}
STATUSES = {
    DeadlineStatus.PENDING: "running",
    DeadlineStatus.EXTENDED: "running, extended",
    DeadlineStatus.STAYED: "paused by a court",
    DeadlineStatus.MET: "met",
    DeadlineStatus.LAPSED: "lapsed",
    DeadlineStatus.MOOT: "no longer matters",
}
LEVELS = {
    AlertLevel.BREAKING: "breaking only",
    AlertLevel.NOTABLE: "breaking and notable",
    AlertLevel.IGNORE: "everything",
}
_MORE_TIME = frozenset({EventType.EXTENSION, EventType.STAY, EventType.RESTORATION, EventType.INJUNCTION})


def is_settled(story: Story) -> bool:
    """True when a final stage rests on an official or court source, or on enough independent outlets."""
    return story.is_confirmed or len(story.outlets) >= ENOUGH_OUTLETS


def badge(story: Story, phrases: Phrases) -> str:
    """“ORDERED · EXTENSION”; what only the press has decided so far is REPORTED, never ORDERED."""
    return f"{_stage_word(story, phrases)} · {phrases(EVENTS[story.event])}"


def tone_for(story: Story, level: AlertLevel) -> Tone:
    if level is not AlertLevel.BREAKING:
        return Tone.NOTABLE
    is_reprieve = story.event in _MORE_TIME and story.stage is Stage.ORDERED_OR_HAPPENED
    return Tone.REPRIEVE if is_reprieve else Tone.BREAKING


def _stage_word(story: Story, phrases: Phrases) -> str:
    if story.stage.is_final and not is_settled(story):
        denied = story.stage is Stage.DENIED
        return phrases("REPORTED DENIED") if denied else phrases("REPORTED")
    if story.stage is Stage.ORDERED_OR_HAPPENED:
        return phrases(_HAPPENED.get(story.event, STAGES[story.stage]))
    return phrases(STAGES[story.stage])
