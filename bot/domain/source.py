"""A place that is watched, what it answered, and what is remembered of it between polls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import SourceId
from bot.domain.item import Parsed


class Trust(StrEnum):
    """Who speaks at a source; only `OFFICIAL` and `COURT` may move a deadline by themselves."""

    OFFICIAL = "official"
    COURT = "court"
    PRESS = "press"
    SOCIAL = "social"

    @property
    def is_authority(self) -> bool:
        return self in (Trust.OFFICIAL, Trust.COURT)


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One source as a pack declares it. `outlet` is the name shown to people."""

    id: SourceId
    kind: str
    url: str
    trust: Trust
    outlet: str
    lang: str = "en"
    interval: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a source gave us to ask "anything new?" with; stored only together with its items (I5)."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class Polled:
    """One answer of a source. `parsed` is None when nothing changed (304, or the same body again)."""

    parsed: Parsed | None
    validators: Validators
    n_bytes: int = 0
    status: int = 200
    min_interval: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source. A source is healthy while `n_fails` is 0."""

    validators: Validators = field(default_factory=Validators)
    is_baselined: bool = False
    next_poll_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    n_fails: int = 0
    failing_since_at: datetime | None = None
    problem: str = ""

    @property
    def is_healthy(self) -> bool:
        return self.n_fails == 0
