"""The words for events, stages and states; every sentence in these tables stands in the catalogues."""

from __future__ import annotations

from bot.domain.deadline import DeadlineChange, DeadlineStatus
from bot.domain.errors import WhyNot
from bot.domain.event import AlertLevel, EventType, Stage
from bot.domain.message import Tone
from bot.domain.source import Health
from bot.domain.story import Story
from bot.render.phrases import Phrases

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
BETTER_WORDS = {
    (Stage.ORDERED_OR_HAPPENED, EventType.SHUTDOWN): "HAPPENED",
    (Stage.ORDERED_OR_HAPPENED, EventType.RESTORATION): "HAPPENED",
    (Stage.ORDERED_OR_HAPPENED, EventType.RULING): "DECIDED",
    (Stage.ORDERED_OR_HAPPENED, EventType.LEGISLATION): "ENACTED",
    (Stage.ORDERED_OR_HAPPENED, EventType.DIVESTITURE_DEAL): "DONE",
    (Stage.ORDERED_OR_HAPPENED, EventType.FILING): "FILED",
    (Stage.ORDERED_OR_HAPPENED, EventType.HEARING): "HELD",
    (Stage.ORDERED_OR_HAPPENED, EventType.NONE): "HAPPENED",
    (Stage.DENIED, EventType.EXTENSION): "REFUSED",
    (Stage.DENIED, EventType.EXECUTIVE_ACTION): "REFUSED",
    (Stage.DENIED, EventType.LEGISLATION): "REJECTED",
    (Stage.DENIED, EventType.DIVESTITURE_DEAL): "REJECTED",
    (Stage.LIFTED_OR_REVERSED, EventType.RULING): "REVERSED",
    (Stage.LIFTED_OR_REVERSED, EventType.LEGISLATION): "REPEALED",
    (Stage.LIFTED_OR_REVERSED, EventType.EXECUTIVE_ACTION): "WITHDRAWN",
    (Stage.LIFTED_OR_REVERSED, EventType.DIVESTITURE_DEAL): "CALLED OFF",
}
"""Where the stage's own word would not be what people say of such an event."""

MEANINGS = {
    Stage.CONSIDERED: "Considered, nothing decided.",
    Stage.PROPOSED: "Proposed, not adopted.",
    Stage.REQUESTED: "Requested, not decided.",
    Stage.ANNOUNCED_PLAN: "Announced, not done yet.",
}
STATES = {
    DeadlineStatus.STAYED: "The deadline is paused.",
    DeadlineStatus.MET: "The deadline is met.",
    DeadlineStatus.LAPSED: "The deadline has lapsed.",
    DeadlineStatus.MOOT: "The deadline no longer matters.",
}
LEGAL_STATES = {
    DeadlineStatus.PENDING: "in force",
    DeadlineStatus.EXTENDED: "extended",
    DeadlineStatus.STAYED: "paused",
    DeadlineStatus.MET: "met",
    DeadlineStatus.LAPSED: "lapsed",
    DeadlineStatus.MOOT: "moot",
}
LEVELS = {
    AlertLevel.BREAKING: "only when the law, the service or the deadline actually changes.",
    AlertLevel.NOTABLE: "when something changes, and when something is asked for, proposed or announced.",
}
HEALTH = {
    Health.WAITING: "not asked yet",
    Health.HEALTHY: "healthy",
    Health.STALE: "silent for longer than usual",
    Health.FAILING: "failing",
    Health.GAP_SUSPECTED: "entries may have been missed",
}
TROUBLES = {
    Health.FAILING: " has been failing since ",
    Health.STALE: " has been silent for longer than usual, since ",
    Health.GAP_SUSPECTED: " may have listed entries that nobody saw, before ",
}
WHY_NOT = {
    WhyNot.NO_ADDRESS: "This is no web address. Give it in full, with https:// and without a user name.",
    WhyNot.NO_NUMBER: "This is no docket number. Write it as the court does, such as 1:25-cv-00400 or 24-1113.",
    WhyNot.WHOLE_COURT: "This feed holds every case of a court. Follow a single one: /follow docket NUMBER COURT",
    WhyNot.NO_ROBOTS: "Its publisher does not want robots to read this address. Is there another feed?",
    WhyNot.NO_SCOTUS: (
        "The Supreme Court does not want robots to read its dockets. Whoever runs this bot may open them with a pack."
    ),
    WhyNot.UNKNOWN_COURT: "I know no such court. Name it as CourtListener does, such as dcd, nysd, ca9 or cadc.",
}
RIGHTS = {
    "View Channel": "View Channel",
    "Send Messages": "Send Messages",
    "Send Messages in Threads": "Send Messages in Threads",
    "Embed Links": "Embed Links",
    "Post Messages": "Post Messages",
}
"""What a bot may do, by the platforms' own names for it."""

ENOUGH_OUTLETS = 3
"""So many outlets that say the same count as confirmation."""

_MORE_TIME = frozenset({EventType.EXTENSION, EventType.STAY, EventType.RESTORATION, EventType.INJUNCTION})


def is_settled(story: Story) -> bool:
    """True when what the story says is done may be told as a fact rather than as a report.

    It is a fact when an official or court source says so itself, or when enough outlets agree.
    """
    return story.is_confirmed or len(story.outlets) >= ENOUGH_OUTLETS


def badge(story: Story, phrases: Phrases) -> str:
    """“ORDERED · EXTENSION”; what only the press says was decided is REPORTED, never ORDERED."""
    return f"{_stage_word(story, phrases)} · {phrases(EVENTS[story.event])}"


def tone_for(story: Story, level: AlertLevel) -> Tone:
    """The tone of a story's message: more time is good news only once it is sure."""
    if level is not AlertLevel.BREAKING:
        return Tone.NOTABLE
    if story.change is not None:
        is_reprieve = _gives_time(story.change)
    else:
        is_reprieve = story.event in _MORE_TIME and story.stage is Stage.ORDERED_OR_HAPPENED and is_settled(story)
    return Tone.REPRIEVE if is_reprieve else Tone.BREAKING


def right_name(right: str, phrases: Phrases) -> str:
    """A right as the platform calls it in the reader's language; one that is not on file as it was given."""
    return phrases(RIGHTS[right]) if right in RIGHTS else right


def _gives_time(change: DeadlineChange) -> bool:
    is_over = change.after.status in (DeadlineStatus.STAYED, DeadlineStatus.MET, DeadlineStatus.MOOT)
    return is_over or change.after.due_at > change.before.due_at


def _stage_word(story: Story, phrases: Phrases) -> str:
    if story.is_withdrawn:
        return phrases("TAKEN BACK")
    stage = phrases(BETTER_WORDS.get((story.stage, story.event), STAGES[story.stage]))
    if not story.stage.is_final or is_settled(story):
        return stage
    if story.stage is Stage.ORDERED_OR_HAPPENED:
        return phrases("REPORTED")
    return phrases("REPORTED {stage}", stage=stage)
