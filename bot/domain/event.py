"""What an item says happened, how real it is, and the records that are pushed because of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.deadline import DeadlineChange
from bot.domain.ids import DeadlineId, EventId, MatterId, StoryId


class EventType(StrEnum):
    SHUTDOWN = "shutdown"
    RESTORATION = "restoration"
    STAY = "stay"
    INJUNCTION = "injunction"
    EXTENSION = "extension"
    RULING = "ruling"
    EXECUTIVE_ACTION = "executive_action"
    LEGISLATION = "legislation"
    DIVESTITURE_DEAL = "divestiture_deal"
    FILING = "filing"
    HEARING = "hearing"
    NONE = "none"


COURT_BLOCK = frozenset({EventType.STAY, EventType.INJUNCTION})


def is_same_event(one: EventType, other: EventType) -> bool:
    """True for the same type; headlines cannot tell a stay from an injunction, so those two count as one."""
    return one is other or {one, other} <= COURT_BLOCK


class Stage(StrEnum):
    CONSIDERED = "considered"
    PROPOSED = "proposed"
    REQUESTED = "requested"
    ANNOUNCED_PLAN = "announced_plan"
    ORDERED_OR_HAPPENED = "ordered_or_happened"
    DENIED = "denied"
    LIFTED_OR_REVERSED = "lifted_or_reversed"
    EXPIRED = "expired"
    NONE = "none"

    @property
    def is_final(self) -> bool:
        """True when something was decided or happened, rather than being talked about."""
        return self in _FINAL


_FINAL = frozenset({Stage.ORDERED_OR_HAPPENED, Stage.DENIED, Stage.LIFTED_OR_REVERSED, Stage.EXPIRED})


class AlertLevel(StrEnum):
    BREAKING = "breaking"
    NOTABLE = "notable"
    IGNORE = "ignore"

    @property
    def rank(self) -> int:
        """Higher is louder: ignore 0, notable 1, breaking 2."""
        return _RANK[self]


_RANK = {AlertLevel.IGNORE: 0, AlertLevel.NOTABLE: 1, AlertLevel.BREAKING: 2}


class Scope(StrEnum):
    """What a stay, injunction or extension speaks of; only `WATCHED` may be breaking."""

    WATCHED = "watched"
    FILING = "filing"
    PROCEEDINGS = "proceedings"
    OTHER = "other"
    UNCLEAR = "unclear"


class Anchor(StrEnum):
    """The day a stated length counts from."""

    SIGNED = "signed"  # "for 75 days from the date of this order"
    DEADLINE = "deadline"  # "extended by 90 days": from the deadline in force


@dataclass(frozen=True, slots=True)
class StatedTerm:
    """The new end that a text itself states: a date, or a length and what it counts from.

    Shape: `until` or `length` is set, or both. Units: `length` is an ISO-8601 duration such as `P75D`.
    """

    until: date | None = None
    length: str | None = None
    anchor: Anchor | None = None
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one text says, with the rule that decided and the words it decided on."""

    event: EventType
    stage: Stage
    alert: AlertLevel
    rule: str
    phrase: str
    scope: Scope | None = None
    term: StatedTerm | None = None
    is_temporary: bool = False
    is_unconfirmed: bool = False

    @property
    def why(self) -> str:
        return f"{self.rule}: “{self.phrase}”" if self.phrase else self.rule


LATE_AFTER = timedelta(minutes=2)


class Action(StrEnum):
    """What a channel gets: a new message, a reply to the story's first message, or an edit of it."""

    POST = "post"
    REPLY = "reply"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """A decision to tell the followers of a matter about a story.

    Shape: the text is composed from the story as it stands when it is sent; `change` is set when a deadline moved.
    """

    id: EventId
    matter_id: MatterId
    story_id: StoryId
    action: Action
    level: AlertLevel
    at: datetime
    reason: str
    change: DeadlineChange | None = None


@dataclass(frozen=True, slots=True)
class ReminderEvent:
    """A decision to remind: one deadline version at one offset.

    Shape: `nearer` holds the offsets, already due too, that speak instead for channels which want them.
    Units: a positive `offset` lies before the deadline, a negative one after it.
    """

    id: EventId
    matter_id: MatterId
    deadline_id: DeadlineId
    version: int
    offset: timedelta
    at: datetime
    late_by: timedelta
    nearer: tuple[timedelta, ...] = ()

    @property
    def is_late(self) -> bool:
        """True when it fired so late that its reader should know."""
        return self.late_by >= LATE_AFTER


Event = StoryEvent | ReminderEvent
