"""A source that is asked over HTTP: fetch, parse, and tell a bad answer from an empty one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.domain.errors import SourceError
from bot.domain.item import Parsed
from bot.domain.source import Polled, SourceSpec, Validators
from bot.sources.kind import WHOLE_BODY, Fetched, SourceKind


class Fetcher(Protocol):
    """The egress, as far as a source knows it."""

    async def fetch(self, url: str, validators: Validators) -> Fetched: ...


class Parser(Protocol):
    """The parsing worker, as far as a source knows it."""

    async def parse(self, kind: str, body: bytes, spec: SourceSpec) -> Parsed: ...


@dataclass(frozen=True, slots=True)
class PolledSource:
    """One source of a pack, ready to poll."""

    spec: SourceSpec
    kind: SourceKind
    egress: Fetcher
    worker: Parser

    async def poll(self, validators: Validators) -> Polled:
        """What the source answers now. Raises: SourceError, also for a body that is no feed but an error page."""
        answer = await self.egress.fetch(self.spec.url, validators)
        min_interval = None if answer.is_own else self.kind.min_interval
        if answer.body is None:
            return Polled(None, answer.validators, answer.n_bytes, answer.status, min_interval)
        parsed = await self.worker.parse(self.spec.kind, answer.body, self.spec)
        if not parsed.items:
            self._check(parsed)
        return Polled(parsed, answer.validators, answer.n_bytes, answer.status, min_interval)

    def _check(self, parsed: Parsed) -> None:
        for problem in parsed.problems:
            if problem.where == WHOLE_BODY:
                raise SourceError(
                    f"{self.spec.outlet} answered, but not with a feed: {problem.what}. "
                    "It is tried again later; if this lasts, open the address in a browser and correct it in the pack."
                )
