"""A publisher: what it lists when, and how it answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain.source import SourceSpec, Validators
from tests.walks.source_day.entries import BEGIN, Entry, newest_first
from tests.walks.source_day.feed_bodies import Style, Write

_T = TypeVar("_T")
Steps = tuple[tuple[float, _T], ...]
"""What is so from an hour of the walk on, in order; the first begins at 0."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer before it is sent.

    Shape: `numbers` are the entries that stand in the body, whole, as the publisher knows; `is_bad` is an answer that
    is none. `takes_s` is how long it takes. `retry_after` and `max_age` are what its headers say.
    """

    body: bytes = b""
    status: int = 200
    etag: str = ""
    numbers: frozenset[int] = frozenset()
    is_bad: bool = False
    takes_s: float = 0.2
    retry_after: timedelta | None = None
    max_age: timedelta | None = None


Effect = Callable[[Answer, Validators], Answer]


@dataclass(frozen=True, slots=True)
class Fault:
    """What an answer becomes from one hour to another."""

    effect: Effect
    begins: float = 0.0
    ends: float = 1000.0


@dataclass(slots=True)
class Publisher:
    """One source's other end.

    Shape: `window` is how many entries it lists; `expects` is what must have been told of it in the end, by the words
    of the log; `floor` is what it asks for itself (a ttl), on top of what is polite to its kind.
    """

    spec: SourceSpec
    site: str
    write: Write
    entries: list[Entry] = field(default_factory=list)
    window: Steps[int] = ((0, 15),)
    style: Steps[Style] = ((0, Style()),)
    faults: tuple[Fault, ...] = ()
    has_etag: bool = True
    expects: dict[str, int] = field(default_factory=dict)
    floor: timedelta = timedelta(0)
    within: timedelta = timedelta(minutes=70)
    n_versions: int = 1
    _written: tuple[object, bytes, str] = (None, b"", "")

    def answer(self, validators: Validators, now: datetime) -> Answer:
        hours = (now - BEGIN) / timedelta(hours=1)
        listed = self.listed(now)
        body, etag = self._body(listed, in_force(self.style, hours))
        answer = Answer(body, etag=etag, numbers=frozenset(e.number for e in listed))
        for fault in self.faults:
            if fault.begins <= hours < fault.ends:
                return fault.effect(answer, validators)
        return not_modified(answer, validators) if etag and validators.etag == etag else answer

    def _body(self, listed: list[Entry], style: Style) -> tuple[bytes, str]:
        """Written anew only when it says something else: a day asks for it some ten thousand times."""
        of = ([entry.number for entry in listed], style)
        if self._written[0] != of:
            body = self.write(self.site, listed, style)
            etag = f'"{hashlib.blake2b(body, digest_size=6).hexdigest()}"' if self.has_etag else ""
            self._written = (of, body, etag)
        return self._written[1:]

    def listed(self, now: datetime) -> list[Entry]:
        """The newest that are out, as many as it lists now."""
        hours = (now - BEGIN) / timedelta(hours=1)
        out = [entry for entry in self.entries if entry.at <= now]
        return newest_first(out)[: in_force(self.window, hours)]


def not_modified(answer: Answer, validators: Validators) -> Answer:
    return replace(answer, body=b"", status=304, etag=validators.etag)


def in_force(steps: Steps[_T], hours: float) -> _T:
    return [value for begins, value in steps if begins <= hours][-1]
