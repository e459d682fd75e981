"""What the chain reads (World) and what it decides (Plan); commit turns a Plan into one script call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.deadline import Deadline, DeadlineChange, Reminder
from bot.domain.event import StoryEvent, Verdict
from bot.domain.ids import ItemKey, MatterId, SourceId
from bot.domain.item import Item, Parsed
from bot.domain.matter import Follow, Matter
from bot.domain.source import SourceSpec, Validators
from bot.domain.story import Story


@dataclass(frozen=True, slots=True)
class Batch:
    """One poll's items, in the source's order, with the validators to store beside them.

    Shape: what is pushed is news even before the first poll, and nothing is stored beside it.
    """

    source: SourceSpec
    items: tuple[Item, ...]
    validators: Validators
    is_pushed: bool = False


@dataclass(frozen=True, slots=True)
class Push:
    """Entries that arrived for one source without our asking."""

    source: SourceSpec
    parsed: Parsed


@dataclass(frozen=True, slots=True)
class PushedEvent:
    """What one event of a publisher brings.

    Shape: `kind` is one of a small fixed set; `warnings` are sentences for the operator; `unwatched` are the dockets of
    which it tells and which no pack watches.
    """

    kind: str
    pushes: tuple[Push, ...] = ()
    warnings: tuple[str, ...] = ()
    unwatched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatterState:
    """One matter as it stands: open stories newest first, deadlines by id, and the revision they were read at."""

    matter: Matter
    revision: int
    stories: tuple[Story, ...]
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Everything `plan()` may know: which marks of the batch were seen, and the matters that use the source."""

    seen: frozenset[int]
    is_baselined: bool
    matters: tuple[MatterState, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What became of one item in one matter: the stage of the chain that ended its way, and why."""

    item_key: ItemKey
    matter_id: MatterId | None
    stage: str
    reason: str
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that one batch changes; committing it twice changes nothing more (I4).

    Shape: `revisions` holds the matters that are changed, with the revision each was read at; `reminders` are the new
    ladders of the changed deadlines; `known_again` are marks of items that had been seen under other keys, `contents`
    the content marks of all that the source lists now.
    """

    source_id: SourceId
    at: datetime
    marks: tuple[int, ...]
    validators: Validators
    revisions: dict[MatterId, int]
    stories: tuple[Story, ...] = ()
    events: tuple[StoryEvent, ...] = ()
    changes: tuple[DeadlineChange, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    traces: tuple[Trace, ...] = ()
    n_duplicates: int = 0
    known_again: tuple[int, ...] = ()
    contents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a follow would have told so far, if it had been there.

    Shape: `follow` is named as its source names itself; `n_read` entries were read, `n_own` of them are its own and of
    the time that was looked at, the oldest of `oldest_at`; `stories` would have been told, the newest first.
    """

    follow: Follow
    n_read: int
    n_own: int
    oldest_at: datetime | None
    stories: tuple[Story, ...]
    coverage: str = ""
