"""The web in this process: the Fetcher port, with the egress's own turns at hosts and its own way to unpack a body."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping
from datetime import timedelta

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.source import Validators
from bot.ports import Clock
from bot.sources.kind import Fetched
from bot.sources.net.inflate import Body
from bot.sources.net.lanes import Lanes
from bot.sources.registry import KINDS
from tests.walks.source_day.court_bodies import found_docket, found_entries
from tests.walks.source_day.entries import Filed, newest_first
from tests.walks.source_day.history import API, Asked, History
from tests.walks.source_day.publisher import Answer, Publisher

HOST_PAUSE_S = 1.0
N_FOUND = 20
"""How many results CourtListener's search gives at once."""

_STAMP = re.compile(r"[?&]_=[0-9a-f]+$")
_PERMANENT = frozenset({401, 410})


class Web:
    """Answers as the publishers do. Shape: `history` gets every request."""

    def __init__(self, publishers: list[Publisher], clock: Clock, history: History) -> None:
        self._clock = clock
        self._history = history
        self._lanes = Lanes(clock, pause_s=HOST_PAUSE_S, n_at_once=16)
        self._pages = {_address(p): p for p in publishers}
        self._dockets = {p.entries[0].filed: p for p in publishers if p.spec.kind == "courtlistener"}

    async def fetch(self, url: str, validators: Validators, headers: Mapping[str, str] | None = None) -> Fetched:
        place = URL(url)
        host = place.host or ""
        async with self._lanes.turn(host):
            at = self._clock.now()
            page = self._pages.get(_STAMP.sub("", url))
            answer = page.answer(validators, at) if page else self._searched(place)
            await asyncio.sleep(answer.takes_s)
            now = self._clock.now()
            self._history.asked.append(
                Asked(
                    source=page.spec.id if page else API,
                    host=host,
                    at=at,
                    ended_at=now,
                    is_conditional=validators.is_conditional,
                    is_bad=answer.is_bad,
                    status=answer.status,
                    numbers=answer.numbers,
                    may_ask_at=now + answer.retry_after if answer.retry_after else None,
                    has_key=bool(headers),
                )
            )
        return _fetched(answer, validators, host)

    def _searched(self, place: URL) -> Answer:
        """CourtListener's search: a docket by its number, or the newest documents of one."""
        asked = place.query
        if not place.path.startswith("/api/rest/v4/search/"):
            return Answer(status=404, is_bad=True)
        if asked["type"] == "d":
            return self._docket(asked["court"], asked["docket_number"])
        docket_id = int(asked["q"].removeprefix("docket_id:"))
        filed, page = next((f, p) for f, p in self._dockets.items() if f and f.id == docket_id)
        out = newest_first(e for e in page.entries if e.at <= self._clock.now())
        begins = int(asked.get("cursor", "0"))
        shown = out[begins : begins + N_FOUND]
        after = str(place.update_query(cursor=begins + N_FOUND)) if out[begins + N_FOUND :] else None
        return Answer(found_entries(filed, shown, after), numbers=frozenset(e.number for e in shown))

    def _docket(self, court_id: str, number: str) -> Answer:
        def is_sought(filed: Filed | None) -> bool:
            return filed is not None and (filed.docket.court_id, filed.docket.number) == (court_id, number)

        found = next(filter(is_sought, self._dockets))
        return Answer(found_docket(found)) if found else Answer(b'{"results": []}')


def _address(publisher: Publisher) -> str:
    """Where a source of a pack is really asked."""
    spec = publisher.spec
    filed = publisher.entries[0].filed if spec.kind == "courtlistener" else None
    if filed:
        return f"https://www.courtlistener.com/docket/{filed.id}/feed/"
    return _STAMP.sub("", KINDS[spec.kind].address(spec.url))


def _fetched(answer: Answer, validators: Validators, host: str) -> Fetched:
    """The answer as the egress hands it on. Raises: SourceError."""
    if answer.status == 304:
        return Fetched(None, Validators(answer.etag, "", validators.body_hash), 304, max_age=answer.max_age)
    if answer.status != 200:
        is_permanent = answer.status in _PERMANENT
        what = f"{host}: it answered with {answer.status}." if answer.status else f"{host}: no complete answer."
        raise SourceError(what, retry_after=_at_most_a_day(answer.retry_after), is_permanent=is_permanent)
    unpacked = Body()
    unpacked.add(answer.body)
    body = unpacked.whole()
    body_hash = hashlib.blake2b(body, digest_size=16).hexdigest()
    is_same = body_hash == validators.body_hash
    given = Validators(answer.etag, "", body_hash)
    return Fetched(None if is_same else body, given, n_bytes=len(answer.body), max_age=answer.max_age)


def _at_most_a_day(wait: timedelta | None) -> timedelta | None:
    return min(wait, timedelta(days=1)) if wait else None
