"""The one tree of errors; each carries what its catcher acts on. Messages are for people: what to do next."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class ReprieveError(Exception):
    """Anything the product raises on purpose."""


class MalformedError(ReprieveError):
    """A stored or received value is not what it should be."""


class ConfigError(ReprieveError):
    """The settings cannot be used. `problems` lists every one, each a sentence with what to change."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class PackError(ConfigError):
    """A matter pack cannot be used; each problem names the file and line."""


class SourceError(ReprieveError):
    """A poll failed.

    `retry_after` is the source's own wish, `at_least` the pause that manners demand; `is_permanent` means that a person
    must change something.
    """

    def __init__(self, message: str, *, retry_after: timedelta | None = None, is_permanent: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.is_permanent = is_permanent
        self.at_least: timedelta | None = None


class ForbiddenAddressError(SourceError):
    """An outgoing request would have reached an address that is not public (SSRF guard)."""


class WhyNot(StrEnum):
    """Why a channel cannot follow what it asks for, whatever the address answers."""

    NO_ADDRESS = "that is no web address"
    NO_NUMBER = "that is no docket number"
    WHOLE_COURT = "that is the feed of a whole court"
    NO_ROBOTS = "its publisher wants no robots there"
    NO_SCOTUS = "the operator has not opened the dockets of the Supreme Court"
    UNKNOWN_COURT = "no court of this id has a feed"


class UnfollowableError(ReprieveError):
    """A channel asked to follow what cannot be followed."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why)
        self.why = why


class StoreError(ReprieveError):
    """The store did not answer or refused; nothing was decided, try again later."""


class StoreSettingsError(StoreError):
    """The server is set up in a way that could lose alerts. `problems` name the setting and the value to set."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class StoreInUseError(StoreError):
    """Another Reprieve runs on the same data."""


class ConflictError(StoreError):
    """The matter changed while a plan was made from it; read the world again and replan."""
