"""What a channel follows, as its pack declares it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.event import AlertLevel, EventType, Stage, StatedTerm, Verdict
from bot.domain.ids import DeadlineId, MatterId
from bot.domain.source import SourceSpec


@dataclass(frozen=True, slots=True)
class Docket:
    """A court's file of one case: CourtListener's court id and the docket number."""

    court_id: str
    number: str


@dataclass(frozen=True, slots=True)
class KnownDocket:
    """A docket as CourtListener calls it. Shape: `court_id` and `number` are empty where they were not told."""

    id: str
    court_id: str
    number: str
    case_name: str

    @property
    def title(self) -> str:
        """The number and the parties, as court feeds head their entries."""
        return f"{self.number} {self.case_name}".strip() or f"Docket {self.id}"


@dataclass(frozen=True, slots=True)
class DeadlineSpec:
    """The first version of a deadline. Units: `due_at` is UTC. Shape: names are keyed by language."""

    id: DeadlineId
    names: dict[str, str]
    due_at: datetime
    zone: str
    authority: str
    link: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A primary document on file: what it does, so that a feed that shows only its title is still understood.

    Shape: `urls` are compared canonically; `known_at` is when the public could first read it: a matter that starts
    later starts with its effect applied.
    """

    id: str
    urls: tuple[str, ...]
    title: str
    signed_on: date
    known_at: datetime
    event: EventType
    stage: Stage
    term: StatedTerm | None = None
    ends_deadline: bool = False

    @property
    def verdict(self) -> Verdict:
        """What the document does is known, whatever a feed's title for it says."""
        return Verdict(
            event=self.event,
            stage=self.stage,
            alert=AlertLevel.BREAKING,
            rule="primary document on file",
            phrase=self.id,
            term=self.term,
        )


@dataclass(frozen=True, slots=True)
class Matter:
    """A pack. Shape: `terms` is keyed by language; an item is on topic when one of `terms` stands in it and,
    where `context` is not empty, one of `context` too.
    """

    id: MatterId
    names: dict[str, str]
    zone: str
    terms: dict[str, tuple[str, ...]]
    context: dict[str, tuple[str, ...]]
    dockets: tuple[Docket, ...]
    sources: tuple[SourceSpec, ...]
    deadlines: tuple[DeadlineSpec, ...]
    documents: tuple[KnownDocument, ...] = ()
    takes_all: bool = False
    decision_days: tuple[date, ...] = ()

    def name_for(self, lang: str) -> str:
        """The name in a Babel locale such as `zh_Hans`, else in its language, else in English."""
        return self.names.get(lang) or self.names.get(lang.partition("_")[0]) or self.names["en"]


@dataclass(frozen=True, slots=True)
class Follow:
    """A matter that one channel made for itself: a feed, or one docket of a court's feed.

    Shape: without a `docket` every item of the source is on topic. Nobody but its subscribers ever sees its name.
    """

    id: MatterId
    name: str
    source: SourceSpec
    docket: Docket | None
    zone: str
    created_at: datetime

    def made(self) -> Matter:
        return Matter(
            id=self.id,
            names={"en": self.name},
            zone=self.zone,
            terms={},
            context={},
            dockets=(self.docket,) if self.docket else (),
            sources=(self.source,),
            deadlines=(),
            takes_all=self.docket is None,
        )
