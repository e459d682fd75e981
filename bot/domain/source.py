"""A place that is watched, what it answered, and what is remembered of it between polls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import SourceId
from bot.domain.item import FeedHints, Parsed


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
    """One source as a pack declares it. `outlet` is the name shown to people, `zone` is where it works."""

    id: SourceId
    kind: str
    url: str
    trust: Trust
    outlet: str
    lang: str = "en"
    interval: timedelta = timedelta(minutes=5)
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a source gave us to ask "anything new?" with; stored only together with its items (I5).

    Shape: `address` is where it has moved to for good, empty while it answers at the address of its pack.
    """

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    address: str = ""

    @property
    def is_conditional(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class HubLink:
    """Where a feed says that its news is pushed from: the address of a hub, and the name it has there."""

    hub: str
    topic: str


@dataclass(frozen=True, slots=True)
class Polled:
    """One answer of a source. `parsed` is None when nothing changed (304, or the same body again).

    Shape: `min_interval` is how often its kind may be asked, None for one's own servers; `min_interval_hot` the same
    while something is about to happen. `max_age` is how long caches hold the answer. `moved_to` is where it was led by
    permanent redirects alone, empty otherwise.
    `hub` is told by what changed alone.
    """

    parsed: Parsed | None
    validators: Validators
    n_bytes: int = 0
    status: int = 200
    min_interval: timedelta | None = None
    min_interval_hot: timedelta | None = None
    max_age: timedelta | None = None
    moved_to: str = ""
    hub: HubLink | None = None


class Pace(StrEnum):
    """Why a source is asked again when it is."""

    UNKNOWN = "unknown"
    PACK = "the interval in its pack"
    BUSY = "it publishes often"
    RARE = "it publishes rarely"
    KIND = "more often is not polite to this kind of source"
    TTL = "the feed asks for it (ttl)"
    CACHE = "caches hold its answer until then"
    NIGHT = "it is night there"
    SKIP = "the feed names hours in which it rests"
    PUSHED = "its hub pushes what is new"
    DEADLINE = "a deadline is near"
    DECISION_DAY = "a decision is expected today"
    BREAKING = "something has just happened"
    BACKOFF = "it fails"
    RETRY_AFTER = "it asked for this pause"


@dataclass(frozen=True, slots=True)
class Redirect:
    """A permanent redirect, how many polls in a row were led by it, and since when."""

    to: str = ""
    n_polls: int = 0
    since_at: datetime | None = None


class GapSign(StrEnum):
    """What made us think that entries may have come and gone unseen."""

    NO_OVERLAP = "no overlap"
    SHRUNKEN = "shrunken"


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries that may have been missed between `after_at` and `at`. Shape: `over_at` is None while it is open."""

    sign: GapSign
    after_at: datetime
    at: datetime
    n_before: int
    n_now: int
    over_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.over_at is None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which kinds of entries a source says it publishes, and what it said before, if that has changed."""

    text: str = ""
    before: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """How a source has behaved: what decides when it is asked next, and whether something may have been missed.

    Shape: `arrivals` are the newest polls that found something new, oldest first. `n_window` is how many entries it
    listed. `in_full_at` is its last answer that did not depend on its own word that nothing changed. `may_ask_at` is
    the earliest instant at which manners allow the next poll, whatever happens.
    """

    arrivals: tuple[datetime, ...] = ()
    n_window: int = 0
    hints: FeedHints = field(default_factory=FeedHints)
    redirect: Redirect = Redirect()
    gap: Gap | None = None
    coverage: Coverage = Coverage()
    in_full_at: datetime | None = None
    pace: Pace = Pace.UNKNOWN
    may_ask_at: datetime | None = None


class Health(StrEnum):
    """Whether the silence of a source can be trusted."""

    WAITING = "waiting"
    HEALTHY = "healthy"
    STALE = "stale"
    FAILING = "failing"
    GAP_SUSPECTED = "gap_suspected"


@dataclass(frozen=True, slots=True)
class Condition:
    """How a source is: since when, why (a sentence for logs and the operator), and when it is asked next."""

    health: Health
    since_at: datetime | None
    reason: str
    next_poll_at: datetime | None
    pace: Pace = Pace.UNKNOWN


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
    habits: Habits = Habits()

    @property
    def is_healthy(self) -> bool:
        return self.n_fails == 0


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many requests within any `span`. `slack` is how long a counted request may wait before it is made."""

    span: timedelta
    n: int
    slack: timedelta = timedelta(0)

    @property
    def counted_for(self) -> timedelta:
        return self.span + self.slack


@dataclass(frozen=True, slots=True)
class Budget:
    """How many requests one publisher grants: all allowances hold at once, for all processes together."""

    name: str
    allowances: tuple[Allowance, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What of one allowance is spent now."""

    allowance: Allowance
    n_used: int


class HubMode(StrEnum):
    """What a hub is asked for."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class HubLease:
    """What is agreed with a hub about one source: from `verified_at` to `ends_at` it pushes what is new.

    Shape: `callback` is the last part of our address, `secret` signs what is pushed; neither is shown or logged.
    `asked` and `asked_at` are the request that the hub may confirm now. `n_fails` counts those that it has not.
    `version` grows by one with every change.
    """

    source_id: SourceId
    link: HubLink
    callback: str = field(repr=False)
    secret: str = field(repr=False)
    next_ask_at: datetime
    version: int = 1
    is_wanted: bool = True
    asked: HubMode | None = None
    asked_at: datetime | None = None
    verified_at: datetime | None = None
    ends_at: datetime | None = None
    pushed_at: datetime | None = None
    n_fails: int = 0
    problem: str = ""
