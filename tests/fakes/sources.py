"""Sources that answer with what a test put at their address."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.errors import SourceError
from bot.domain.item import Parsed
from bot.domain.source import Polled, SourceSpec, Validators


@dataclass
class Shelf:
    """What stands at each address; `build` makes a source that finds it there."""

    at: dict[str, Parsed | SourceError] = field(default_factory=dict)

    def build(self, spec: SourceSpec) -> ShelfSource:
        return ShelfSource(spec, self)


@dataclass
class ShelfSource:
    """The Source port."""

    spec: SourceSpec
    shelf: Shelf

    async def poll(self, validators: Validators) -> Polled:
        found = self.shelf.at.get(self.spec.url, SourceError(f"{self.spec.outlet}: it has nothing there (404)."))
        if isinstance(found, SourceError):
            raise found
        return Polled(found, Validators(etag="e1"))
