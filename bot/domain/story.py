"""All items, from all sources, about one real-world event. A channel gets one message per story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.deadline import DeadlineChange
from bot.domain.event import AlertLevel, EventType, Stage, StatedTerm
from bot.domain.ids import ItemKey, MatterId, SourceId, StoryId
from bot.domain.source import Trust


@dataclass(frozen=True, slots=True)
class Report:
    """One source's item within a story, with what that item alone was taken to say.

    Shape: `excerpt` is the beginning of the item's text, kept where the title alone says little (court feeds);
    `is_correction` means that the source takes back what an earlier version of the item said.
    """

    source_id: SourceId
    item_key: ItemKey
    fingerprint: str
    outlet: str
    trust: Trust
    title: str
    url: str
    lang: str
    seen_at: datetime
    published_at: datetime | None
    event: EventType
    stage: Stage
    alert: AlertLevel
    why: str
    excerpt: str = ""
    is_correction: bool = False
    aliases: tuple[str, ...] = ()
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One real-world event as it is known now.

    Shape: `reports` in the order first seen, at least one, at most `MAX_REPORTS`; `level` is the loudest that
    subscribers were told (IGNORE: nobody was told, as in a baseline); `change` is the deadline's move it caused.
    """

    id: StoryId
    matter_id: MatterId
    event: EventType
    stage: Stage
    level: AlertLevel
    reports: tuple[Report, ...]
    opened_at: datetime
    updated_at: datetime
    term: StatedTerm | None = None
    change: DeadlineChange | None = None
    is_temporary: bool = False
    is_unconfirmed: bool = False

    @property
    def agreeing(self) -> tuple[Report, ...]:
        """The reports that say what the story says now; who only said that it might come is not among them."""
        return tuple(r for r in self.reports if r.stage is self.stage) or self.corrections or self.reports

    @property
    def corrections(self) -> tuple[Report, ...]:
        """The reports that were taken back at their source."""
        return tuple(r for r in self.reports if r.is_correction)

    @property
    def is_withdrawn(self) -> bool:
        """True when every report of what the story says was taken back."""
        return bool(self.corrections) and all(r.stage is not self.stage for r in self.reports)

    @property
    def is_confirmed(self) -> bool:
        """True when an official or court source itself says what the story says."""
        return any(r.trust.is_authority and r.stage is self.stage for r in self.reports)

    @property
    def primary(self) -> Report:
        """The report to quote and link first: the authority's own, else the first that agrees."""
        return next((r for r in self.agreeing if r.trust.is_authority), self.agreeing[0])

    @property
    def reached_at(self) -> datetime:
        """When the story's stage was first reported."""
        return min(r.seen_at for r in self.agreeing)

    @property
    def outlets(self) -> tuple[str, ...]:
        """The distinct outlets that agree, in the order first seen."""
        return tuple(dict.fromkeys(r.outlet for r in self.agreeing))


MAX_REPORTS = 40
