"""What happened in a walk, as seen from outside: requests, lines of the log, and what the store holds in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.event import StoryEvent
from bot.domain.ids import SourceId
from bot.domain.source import SourceState
from bot.domain.story import Story

API = SourceId("api")
"""Under this name stand the requests to CourtListener's REST API."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and what was answered. Shape: `numbers` are the entries of a body that was sent whole or in part."""

    source: SourceId
    host: str
    at: datetime
    ended_at: datetime
    is_conditional: bool
    is_bad: bool
    status: int
    numbers: frozenset[int] = frozenset()
    may_ask_at: datetime | None = None
    has_key: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    at: datetime
    event: str
    facts: Mapping[str, object]

    @property
    def source(self) -> str:
        return str(self.facts.get("source", ""))


@dataclass(slots=True)
class History:
    """Everything that can be checked. Shape: all in the order in which it happened."""

    asked: list[Asked] = field(default_factory=list)
    pushed: list[tuple[datetime, frozenset[int]]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    events: Sequence[StoryEvent] = ()
    stories: Mapping[str, Story] = field(default_factory=dict)
    states: Mapping[SourceId, SourceState] = field(default_factory=dict)
