"""Which dockets are watched, by which sources, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.matter import KnownDocket, Matter
from bot.domain.source import SourceSpec
from bot.sources.courtlistener.docket_feed import KIND
from bot.text.dockets import docket_id_in, docket_sought_in


class Dockets:
    """What was learnt since the start. `matters` may change meanwhile."""

    def __init__(self, matters: Sequence[Matter]) -> None:
        self._matters = matters
        self._known: dict[str, KnownDocket] = {}

    def learn(self, docket: KnownDocket) -> None:
        """Remembers it; what is not told this time stays as it was."""
        before = self._known.get(docket.id, docket)
        self._known[docket.id] = replace(
            docket,
            court_id=docket.court_id or before.court_id,
            number=docket.number or before.number,
            case_name=docket.case_name or before.case_name,
        )

    def find(self, docket_id: str) -> KnownDocket | None:
        return self._known.get(docket_id)

    def watchers(self, docket_id: str) -> list[SourceSpec]:
        """The sources that watch a docket, whether their pack names it by its id or by its number."""
        return [spec for spec in self._sources() if self._is_of(spec, docket_id)]

    def _sources(self) -> Iterator[SourceSpec]:
        specs = {s.id: s for matter in self._matters for s in matter.sources if s.kind == KIND.name}
        return iter(specs.values())

    def _is_of(self, spec: SourceSpec, docket_id: str) -> bool:
        known = self._known.get(docket_id)
        is_sought = known is not None and docket_sought_in(spec.url) == (known.court_id, known.number)
        return docket_id_in(spec.url) == docket_id or is_sought
