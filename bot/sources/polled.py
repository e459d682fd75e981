"""A source that is asked over HTTP: fetch, parse, and tell a bad answer from an empty one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.item import Parsed
from bot.domain.source import Polled, SourceSpec, Validators
from bot.sources.feeds.hubs import hub_in
from bot.sources.kind import CUT, WHOLE_BODY, Fetched, SourceKind


class Fetcher(Protocol):
    """The egress, as far as a source knows it."""

    async def fetch(self, url: str, validators: Validators, headers: Mapping[str, str] | None = None) -> Fetched: ...


class Parser(Protocol):
    """The parsing worker, as far as a source knows it."""

    async def parse(self, kind: str, body: bytes, spec: SourceSpec) -> Parsed: ...


@dataclass(frozen=True, slots=True)
class PolledSource:
    """One source of a pack, ready to poll. Shape: `keys` holds what is set in `[keys]`, by name."""

    spec: SourceSpec
    kind: SourceKind
    egress: Fetcher
    worker: Parser
    keys: Mapping[str, str] = field(default_factory=dict)

    async def poll(self, validators: Validators) -> Polled:
        """What the source answers now. Raises: SourceError, also for a body that is no feed but an error page."""
        try:
            return await self._poll(validators)
        except SourceError as error:
            # Who fails is not asked more often than who answers.
            error.at_least = self.kind.min_interval
            raise

    async def _poll(self, validators: Validators) -> Polled:
        url = self.kind.address(self.spec.url)
        answer = await self.egress.fetch(url, validators, self._headers(url))
        polled = self._polled(answer, may_move=url == self.spec.url)
        if answer.body is None:
            return polled
        parsed = await self.worker.parse(self.spec.kind, answer.body, self.spec)
        if not parsed.items:
            self._check(parsed)
        # Of an answer that broke off, "not modified" would hide the rest.
        is_cut = any(problem.what == CUT for problem in parsed.problems)
        # Who must show a key is not pushed what it opens.
        hub = None if self.kind.credential else hub_in(answer.body, answer.links, url)
        return replace(polled, parsed=parsed, validators=Validators() if is_cut else answer.validators, hub=hub)

    def _polled(self, answer: Fetched, *, may_move: bool) -> Polled:
        """The answer without what is in it. Shape: an address that its kind makes anew each time cannot move."""
        return Polled(
            parsed=None,
            validators=answer.validators,
            n_bytes=answer.n_bytes,
            status=answer.status,
            min_interval=None if answer.is_own else self.kind.min_interval,
            min_interval_hot=None if answer.is_own else self.kind.min_interval_hot,
            max_age=answer.max_age,
            moved_to=answer.moved_to if may_move else "",
        )

    def _headers(self, url: str) -> dict[str, str]:
        """The key of this kind, if the address is its publisher's own. Raises: SourceError without a needed one."""
        credential = self.kind.credential
        if credential is None or not _is_at(url, credential.origin):
            return {}
        if key := self.keys.get(credential.setting):
            return {credential.header: f"{credential.prefix}{key}"}
        if not credential.is_needed:
            return {}
        raise SourceError(
            f"{self.spec.outlet} answers only to who has a key. Get one at {credential.sign_up} and set it as "
            f"keys.{credential.setting} in reprieve.toml or as REPRIEVE_KEYS__{credential.setting.upper()}.",
            is_permanent=True,
        )

    def _check(self, parsed: Parsed) -> None:
        for problem in parsed.problems:
            if problem.where == WHOLE_BODY:
                raise SourceError(
                    f"{self.spec.outlet} answered, but not with a feed: {problem.what}. "
                    "It is tried again later; if this lasts, open the address in a browser and correct it in the pack."
                )


def _is_at(url: str, origin: str) -> bool:
    """A key goes to the scheme, host and port that it was made for; a mirror or plain http never sees it."""
    try:
        return URL(url).origin() == URL(origin)
    except ValueError:
        return False
