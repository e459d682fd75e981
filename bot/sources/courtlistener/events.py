"""CourtListener's webhooks, version 1 and 2: what an event brings, to which sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from bot.domain.errors import MalformedError
from bot.domain.item import Parsed, Problem
from bot.domain.matter import KnownDocket
from bot.domain.plan import Push, PushedEvent
from bot.sources.courtlistener.entry import DocketEntry, items_from
from bot.sources.courtlistener.found import alerted, docket_in, searched
from bot.sources.courtlistener.known import Dockets
from bot.sources.feeds.entry import MAX_ENTRIES
from bot.text.dockets import COURTLISTENER
from bot.text.json_values import number, table, tables

_MOST_NAMED = 20


class Events:
    """The PushReader port."""

    name = "courtlistener"

    def __init__(self, dockets: Dockets) -> None:
        self._dockets = dockets

    def read(self, body: object) -> PushedEvent:
        """What an event brings. Shape: total for whatever is an event; its entries come newest first, as in a feed."""
        if not isinstance(body, dict) or not isinstance(body.get("webhook"), dict):
            raise MalformedError("it is no event of CourtListener: it has no part called webhook")
        kind = number(body["webhook"], "event_type")
        if kind not in _READERS:
            return PushedEvent("unknown", warnings=(f"CourtListener sent an event of a type that is new ({kind}).",))
        return _READERS[kind](table(body, "payload"), self._dockets)


def _docket_alert(payload: dict[str, Any], dockets: Dockets) -> PushedEvent:
    entries = [alerted(row) for row in tables(payload, "results")[:MAX_ENTRIES]]
    return _event("docket alert", entries, dockets)


def _search_alert(payload: dict[str, Any], dockets: Dockets) -> PushedEvent:
    entries: list[DocketEntry | None] = []
    for result in tables(payload, "results")[:MAX_ENTRIES]:
        if docket := docket_in(result):
            dockets.learn(docket)
        entries += searched(result)
    return _event("search alert", entries, dockets)


def _old_alerts(payload: dict[str, Any], _: Dockets) -> PushedEvent:
    warnings = [
        *(
            f"CourtListener has switched off its alert for a docket that was quiet for long. Its feed is polled all "
            f"the same; for pushes, switch the alert on again at {_page(row)}."
            for row in tables(payload, "disabled_alerts")[:_MOST_NAMED]
        ),
        *(
            f"CourtListener is about to switch off its alert for a docket that was quiet for long. Confirm at "
            f"{_page(row)} that you still want it."
            for row in tables(payload, "old_alerts")[:_MOST_NAMED]
        ),
    ]
    return PushedEvent("old alerts", warnings=tuple(warnings))


def _page(row: dict[str, Any]) -> str:
    return f"{COURTLISTENER}/docket/{number(row, 'docket')}/-/"


def _event(kind: str, entries: Iterable[DocketEntry | None], dockets: Dockets) -> PushedEvent:
    by_docket: defaultdict[str, list[DocketEntry]] = defaultdict(list)
    flaws = []
    for n, entry in enumerate(entries, 1):
        if entry is None:
            flaws.append(Problem(f"result {n}", "it names no docket or no entry of it; skipped"))
        else:
            by_docket[entry.docket_id].append(entry)
    pushes = [push for docket_id, found in by_docket.items() for push in _pushes(docket_id, found, flaws, dockets)]
    unwatched = tuple(docket_id for docket_id in by_docket if not dockets.watchers(docket_id))
    return PushedEvent(kind, tuple(pushes), unwatched=unwatched)


def _pushes(docket_id: str, entries: list[DocketEntry], flaws: list[Problem], dockets: Dockets) -> list[Push]:
    docket = dockets.find(docket_id) or _by_its_address(docket_id, entries)
    newest_first = sorted(entries, key=_order, reverse=True)
    parsed = Parsed(items_from(newest_first, docket), tuple(flaws), docket.title)
    return [Push(spec, parsed) for spec in dockets.watchers(docket_id)]


def _order(entry: DocketEntry) -> tuple[str, float]:
    """CourtListener sends the entries of an event in no order; those without a place of their own go by their day."""
    day = entry.filed_at.date().isoformat() if entry.filed_at else ""
    digits = entry.anchor.rpartition("-")[2]
    return entry.sequence or day, int(digits)


def _by_its_address(docket_id: str, entries: list[DocketEntry]) -> KnownDocket:
    """Until its feed was read once, a docket is called as in the addresses of its documents."""
    slug = next((entry.slug for entry in entries if entry.slug), "")
    court_id = next((entry.court_id for entry in entries if entry.court_id), "")
    return KnownDocket(docket_id, court_id, "", slug.replace("-", " ").capitalize())


_READERS: dict[int, Callable[[dict[str, Any], Dockets], PushedEvent]] = {
    1: _docket_alert,
    2: _search_alert,
    3: lambda *_: PushedEvent("document fetched"),
    4: _old_alerts,
    5: lambda *_: PushedEvent("document granted"),
}
"""By CourtListener's own numbers. What was fetched or granted for the operator's account is no news of a docket."""
