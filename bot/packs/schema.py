"""What may stand in a pack file; each model checks its own table and turns itself into the domain's value."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.deadlines.moves import added, end_of_day
from bot.domain.event import Anchor, EventType, Stage, StatedTerm
from bot.domain.ids import DeadlineId, MatterId, SourceId, source_id_for
from bot.domain.matter import DeadlineSpec, Docket, KnownDocument, Matter
from bot.domain.source import SourceSpec, Trust
from bot.toml_file import nearest

_DURATION = re.compile(r"P(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?")


def web_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value} is not a web address; write it in full, with https://")
    if parts.username or parts.password:
        raise ValueError("an address must not hold a user name or password")
    return value


def _zone(value: str) -> str:
    zones = available_timezones()
    if value not in zones:
        guess = nearest(value, zones)
        raise ValueError(
            f"{value} is no IANA time zone; " + (f"did you mean “{guess}”?" if guess else "see tz database")
        )
    return value


def _duration(value: str) -> str:
    if not _DURATION.fullmatch(value):
        raise ValueError(f"{value} is no ISO-8601 length of days, weeks, months or years, such as P75D")
    return value


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]
Zone = Annotated[str, AfterValidator(_zone)]
WebUrl = Annotated[str, AfterValidator(web_url)]
Duration = Annotated[str, AfterValidator(_duration)]
Language = Literal["en", "zh"]
_ZONES: dict[Language, str] = {"en": "America/New_York", "zh": "Asia/Shanghai"}
"""Where a source works unless its pack says otherwise; not the matter's zone, as matters share sources."""

Words = dict[Language, Annotated[tuple[Line, ...], Field(min_length=1)]]


def _by_language(words: Words) -> dict[str, tuple[str, ...]]:
    return {str(lang): of_language for lang, of_language in words.items()}


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Names(_Table):
    en: Line
    zh: Line | None = None

    def made(self) -> dict[str, str]:
        return {"en": self.en, **({"zh": self.zh} if self.zh else {})}


class _Docket(_Table):
    court_id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+$")]
    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z:-]+$")]

    def made(self) -> Docket:
        return Docket(self.court_id, self.number)


class _Source(_Table):
    kind: str
    url: WebUrl
    trust: Trust
    outlet: Line
    id: Id | None = None
    lang: Language = "en"
    interval_minutes: int = Field(default=5, ge=1, le=24 * 60)
    zone: Zone | None = None

    @field_validator("kind")
    @classmethod
    def _is_known(cls, kind: str, info: ValidationInfo) -> str:
        kinds = (info.context or {}).get("kinds", ())
        if kind not in kinds:
            guess = nearest(kind, kinds)
            raise ValueError(
                f"unknown kind {kind}; " + (f"did you mean “{guess}”?" if guess else f"use {', '.join(kinds)}")
            )
        return kind

    def made(self) -> SourceSpec:
        return SourceSpec(
            id=SourceId(self.id) if self.id else source_id_for(self.kind, self.url),
            kind=self.kind,
            url=self.url,
            trust=self.trust,
            outlet=self.outlet,
            lang=self.lang,
            interval=timedelta(minutes=self.interval_minutes),
            zone=self.zone or _ZONES[self.lang],
        )


class _Deadline(_Table):
    id: Id
    names: _Names
    due_on: date
    authority: Line
    link: WebUrl
    decided_on: date
    zone: Zone | None = None

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.decided_on > self.due_on:
            raise ValueError(f"decided_on ({self.decided_on}) lies after due_on ({self.due_on})")
        return self

    def made(self, zone: str) -> DeadlineSpec:
        zone = self.zone or zone
        return DeadlineSpec(
            id=DeadlineId(self.id),
            names=self.names.made(),
            due_at=end_of_day(self.due_on, zone),
            zone=zone,
            authority=self.authority,
            link=self.link,
            decided_on=self.decided_on,
        )


class _Document(_Table):
    id: Line
    title: Line
    urls: Annotated[tuple[WebUrl, ...], Field(min_length=1)]
    signed_on: date
    known_at: AwareDatetime
    event: EventType
    stage: Stage
    until: date | None = None
    length: Duration | None = None
    anchor: Anchor | None = None
    ends_deadline: bool = False

    @model_validator(mode="after")
    def _has_a_term(self) -> Self:
        if self.anchor and not self.length:
            raise ValueError("anchor says what a length counts from, but no length is given")
        if self.length and not self.anchor and not self.until:
            raise ValueError("a length needs an anchor (signed or deadline), else nobody can count from it")
        is_extension = self.event is EventType.EXTENSION and self.stage is Stage.ORDERED_OR_HAPPENED
        if is_extension and not (self.until or self.length):
            raise ValueError("an ordered extension needs until = a date, or length and anchor")
        return self

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.known_at.date() < self.signed_on - timedelta(days=1):
            raise ValueError(f"known_at ({self.known_at.date()}) lies before signed_on ({self.signed_on})")
        if self.until and self.length and self.anchor is Anchor.SIGNED:
            counted = added(self.signed_on, self.length)
            if counted != self.until:
                raise ValueError(f"{self.length} from {self.signed_on} ends on {counted}, not on {self.until}")
        return self

    def made(self) -> KnownDocument:
        has_term = self.until or self.length
        return KnownDocument(
            id=self.id,
            urls=self.urls,
            title=self.title,
            signed_on=self.signed_on,
            known_at=self.known_at,
            event=self.event,
            stage=self.stage,
            term=StatedTerm(self.until, self.length, self.anchor, self.id) if has_term else None,
            ends_deadline=self.ends_deadline,
        )


class _DecisionDay(_Table):
    on: date


class Pack(_Table):
    """A pack file. Shape: every table in double brackets may stand many times."""

    id: Id
    zone: Zone
    names: _Names
    terms: Annotated[Words, Field(min_length=1)]
    context: Words = {}
    dockets: tuple[_Docket, ...] = Field(default=(), alias="docket")
    sources: tuple[_Source, ...] = Field(alias="source")
    deadlines: tuple[_Deadline, ...] = Field(default=(), alias="deadline")
    documents: tuple[_Document, ...] = Field(default=(), alias="document")
    decision_days: tuple[_DecisionDay, ...] = Field(default=(), alias="decision_day")

    @model_validator(mode="after")
    def _has_no_twins(self) -> Self:
        for word, ids in (
            ("source", [str(s.made().id) for s in self.sources]),
            ("deadline", [d.id for d in self.deadlines]),
            ("document", [d.id for d in self.documents]),
        ):
            if twins := sorted({i for i in ids if ids.count(i) > 1}):
                raise ValueError(f"two entries of [[{word}]] are the same: {', '.join(twins)}; keep one of each")
        return self

    def made(self) -> Matter:
        return Matter(
            id=MatterId(self.id),
            names=self.names.made(),
            zone=self.zone,
            terms=_by_language(self.terms),
            context=_by_language(self.context),
            dockets=tuple(d.made() for d in self.dockets),
            sources=tuple(s.made() for s in self.sources),
            deadlines=tuple(d.made(self.zone) for d in self.deadlines),
            documents=tuple(d.made() for d in self.documents),
            decision_days=tuple(d.on for d in self.decision_days),
        )
