"""CourtListener's REST API, asked seldom: to find a docket by its number, and to fill in what its feed no longer lists.

Never polled: the published limits allow one request in eleven minutes, all dockets together.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from bot.domain.errors import SourceError
from bot.domain.item import Parsed
from bot.domain.matter import Docket, KnownDocket
from bot.domain.source import Allowance, Budget, SourceSpec, Validators
from bot.ports import BudgetStore, Clock, DocketStore
from bot.sources.courtlistener.entry import items_from
from bot.sources.courtlistener.found import docket_in, searched
from bot.sources.courtlistener.known import Dockets
from bot.sources.polled import Fetcher
from bot.text.dockets import COURTLISTENER, docket_id_in, docket_sought_in
from bot.text.json_values import tables, text

_SEARCH = f"{COURTLISTENER}/api/rest/v4/search/?"
_MOST_PAGES = 3
"""Twenty results each: a feed lists thirty, and what is filled in is beyond them."""

_ASKED_AGAIN_AFTER_S = timedelta(days=1).total_seconds()
_IN_THE_QUEUE = timedelta(minutes=1)
"""A request waits for its turn at the host after it was counted, behind the feeds that are asked there."""

_SPANS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))


def budget_of(per_minute: int, per_hour: int, per_day: int) -> Budget:
    """CourtListener's limits, which hold at once and for the account, not for the process."""
    granted = zip(_SPANS, (per_minute, per_hour, per_day), strict=True)
    return Budget("courtlistener", tuple(Allowance(span, n, _IN_THE_QUEUE) for span, n in granted))


class Rest:
    """The DocketLookup port. Shape: `token` is the operator's; it is sent to CourtListener and nowhere else."""

    def __init__(
        self,
        egress: Fetcher,
        token: str,
        budget: Budget,
        budgets: BudgetStore,
        store: DocketStore,
        dockets: Dockets,
        clock: Clock,
    ) -> None:
        self._egress = egress
        self._token = token
        self._budget = budget
        self._budgets = budgets
        self._store = store
        self._dockets = dockets
        self._clock = clock
        self._unknown_since_s: dict[Docket, float] = {}

    async def find(self, docket: Docket) -> KnownDocket | None:
        """From the store if it was found before; what is not found is not asked for again within a day."""
        if known := await self._store.find(docket):
            return known
        now_s = self._clock.monotonic()
        if now_s - self._unknown_since_s.get(docket, -_ASKED_AGAIN_AFTER_S) < _ASKED_AGAIN_AFTER_S:
            return None
        found = await self._search(1, type="d", docket_number=docket.number, court=docket.court_id)
        exact = (d for d in map(docket_in, found) if d and (d.court_id, d.number) == (docket.court_id, docket.number))
        known = next(exact, None)
        if known is None:
            self._unknown_since_s[docket] = now_s
            return None
        await self._store.keep(known)
        return known

    async def entries(self, source: SourceSpec) -> Parsed:
        docket_id = await self._docket_id_of(source)
        if not docket_id:
            return Parsed(())
        results = await self._search(
            _MOST_PAGES, type="rd", q=f"docket_id:{docket_id}", order_by="entry_date_filed desc"
        )
        found = [entry for result in results for entry in searched(result) if entry.docket_id == docket_id]
        docket = self._dockets.find(docket_id) or next(filter(None, map(docket_in, results)), None)
        return Parsed(items_from(found, docket or KnownDocket(docket_id, "", "", "")))

    async def _docket_id_of(self, source: SourceSpec) -> str:
        if docket_id := docket_id_in(source.url):
            return docket_id
        sought = docket_sought_in(source.url)
        known = await self._store.find(Docket(*sought)) if sought else None
        return known.id if known else ""

    async def _search(self, n_pages: int, **asked: str) -> list[dict[str, Any]]:
        """The first pages of results, as many as the budget allows. Raises: SourceError without any, StoreError."""
        url = _SEARCH + urlencode({**asked, "format": "json"})
        results: list[dict[str, Any]] = []
        for _ in range(n_pages):
            try:
                page = await self._page(url)
            except SourceError:
                if results:
                    break
                raise
            results += tables(page, "results")
            url = text(page, "next")
            # The token is for this address and no other.
            if not url.startswith(_SEARCH):
                break
        return results

    async def _page(self, url: str) -> object:
        await self._reserve()
        # Made here and for this address: what leads elsewhere gets neither (the egress sees to it).
        headers = {"Authorization": f"Token {self._token}", "Accept": "application/json"}
        try:
            answer = await self._egress.fetch(url, Validators(), headers)
            return json.loads(answer.body or b"{}")
        except SourceError as error:
            if error.retry_after:
                await self._budgets.hold(self._budget, error.retry_after)
            raise
        except (ValueError, RecursionError) as error:
            raise SourceError("www.courtlistener.com: its API answered, but not with JSON. Try again later.") from error

    async def _reserve(self) -> None:
        wait = await self._budgets.reserve(self._budget)
        if wait is not None:
            at = self._clock.now() + wait
            raise SourceError(
                f"www.courtlistener.com: the requests that it grants are spent until {at:%H:%M} UTC. A membership "
                "there grants more; then set courtlistener.per_day and its like.",
                retry_after=wait,
            )
