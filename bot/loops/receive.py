"""What publishers push: taken once, and answered only when nothing of it can be lost any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import structlog

from bot.domain.item import Parsed
from bot.domain.plan import PushedEvent
from bot.loops.ingest import Ingest
from bot.ports import Metrics, PushReader, PushStore

_log = structlog.get_logger("receive")
_PART = 200


class Receiver:
    """One publisher's events, each straight through the chain.

    There is no queue between the answer and the plan: a commit takes milliseconds, and whoever is not answered repeats
    the event. A second time finds everything seen, so a death at any point loses and doubles nothing.
    """

    def __init__(self, reader: PushReader, ingest: Ingest, store: PushStore, metrics: Metrics) -> None:
        self._reader = reader
        self._ingest = ingest
        self._store = store
        self._metrics = metrics
        self._unwatched: set[str] = set()

    async def take(self, key: str, body: object) -> None:
        """Returns when all that the event holds is stored. Raises: MalformedError, StoreError.

        Shape: `key` is the publisher's name for the event, the same when it is repeated; without one every repetition
        is read anew.
        """
        publisher = self._reader.name
        if key and await self._store.is_taken(publisher, key):
            self._metrics.count("pushes", publisher=publisher, kind="repeated")
            return
        event = self._reader.read(body)
        for push in event.pushes:
            for part in _parts(push.parsed):
                await self._ingest.push(push.source, part)
        # Last: an event counts as taken when nothing of it is left to do.
        if key:
            await self._store.take(publisher, key)
        self._tell(event)

    def _tell(self, event: PushedEvent) -> None:
        self._metrics.count("pushes", publisher=self._reader.name, kind=event.kind)
        for warning in event.warnings:
            _log.warning("a publisher has news for the operator", publisher=self._reader.name, what=warning)
        for push in event.pushes:
            for problem in push.parsed.problems:
                _log.warning("a part of a push is not readable", where=problem.where, what=problem.what)
        for docket in event.unwatched:
            if docket not in self._unwatched:
                self._unwatched.add(docket)
                _log.info("nobody watches a docket that is pushed", publisher=self._reader.name, docket=docket)


def _parts(parsed: Parsed) -> Iterator[Parsed]:
    """The oldest entries first, each part as it would come in a feed.

    A docket that is uploaded whole may take longer than a publisher waits: its repetition finds the first parts seen.
    """
    for end in range(len(parsed.items), 0, -_PART):
        yield replace(parsed, items=parsed.items[max(end - _PART, 0) : end])
