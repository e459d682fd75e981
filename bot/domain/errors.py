"""The one tree of errors; each carries what its catcher acts on. Messages are for people: what to do next."""

from __future__ import annotations

from datetime import timedelta


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
    """A poll failed. `retry_after` is the source's own wish; `is_permanent` means a person must change something."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None, is_permanent: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.is_permanent = is_permanent


class ForbiddenAddressError(SourceError):
    """An outgoing request would have reached an address that is not public (SSRF guard)."""


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
