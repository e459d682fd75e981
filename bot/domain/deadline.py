"""A deadline is a versioned object; when it moves, the change keeps both ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import DeadlineId, MatterId, ReminderId


class DeadlineStatus(StrEnum):
    PENDING = "pending"
    STAYED = "stayed"
    EXTENDED = "extended"
    MET = "met"
    LAPSED = "lapsed"
    MOOT = "moot"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One version of a deadline.

    Units: `due_at` is UTC; `zone` is the IANA zone of the authority that set it; people see both.
    Shape: `version` starts at 1 and grows by one a change; `n_extensions` counts the moves to a later instant;
    `is_whole_day` means the authority named a date, and `due_at` is the end (or the given start) of that day.
    """

    id: DeadlineId
    matter_id: MatterId
    name: str
    version: int
    due_at: datetime
    zone: str
    status: DeadlineStatus
    authority: str
    link: str
    decided_at: datetime
    is_whole_day: bool = True
    n_extensions: int = 0
    supersedes: int | None = None


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """A deadline's move. Shape: `after.version == before.version + 1`."""

    before: Deadline
    after: Deadline
    reason: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """One deadline version and an offset. Units: a positive `offset` lies before the deadline."""

    matter_id: MatterId
    deadline_id: DeadlineId
    version: int
    offset: timedelta
    fire_at: datetime

    @property
    def id(self) -> ReminderId:
        return ReminderId(f"{self.matter_id}|{self.deadline_id}|{self.version}|{int(self.offset.total_seconds())}")
