"""Which hubs are asked to push, and when again: each when its time has come, none more than once a minute."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

import structlog

from bot.domain.errors import SourceError
from bot.domain.ids import SourceId
from bot.domain.source import Allowance, Budget, Habits, HubLease, HubLink, SourceSpec
from bot.loops.supervise import Crew
from bot.polling import hubs
from bot.ports import BudgetStore, Clock, HubCaller, HubStore, Metrics

_log = structlog.get_logger("hubs")
_ONE_A_MINUTE = (Allowance(timedelta(minutes=1), 1),)


class HubKeeper:
    """Everything it must remember is in the store; `public_url` is where hubs reach this bot."""

    def __init__(
        self,
        store: HubStore,
        budgets: BudgetStore,
        caller: HubCaller,
        public_url: str,
        crew: Crew,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._budgets = budgets
        self._caller = caller
        self._public_url = public_url
        self._crew = crew
        self._clock = clock
        self._metrics = metrics
        self._watched: dict[SourceId, SourceSpec] = {}
        self._leases: dict[SourceId, HubLease] | None = None
        self._told: dict[SourceId, str] = {}

    def watch(self, specs: Iterable[SourceSpec]) -> None:
        """From now on hubs may push these, and no others."""
        self._watched = {spec.id: spec for spec in specs}

    def find(self, source_id: SourceId) -> SourceSpec | None:
        return self._watched.get(source_id)

    def carries(self, source_id: SourceId, habits: Habits) -> bool:
        """Whether a hub pushes this source in truth, so that it need not be polled as often."""
        return hubs.carries((self._leases or {}).get(source_id), habits, self._clock.now())

    async def learn(self, source_id: SourceId, link: HubLink | None) -> None:
        """What a feed says of its hub. Raises: StoreError."""
        known = (await self._known()).get(source_id)
        lease = hubs.learnt(known, source_id, link, self._clock.now(), lambda: secrets.token_urlsafe(32))
        if lease is not None:
            await self._save(lease)

    async def tick(self) -> None:
        """Asks the hubs whose time has come. Raises: StoreError."""
        known, now = await self._load(), self._clock.now()
        self._metrics.gauge("hub_leases", sum(hubs.is_live(lease, now) for lease in known.values()))
        tried: set[str] = set()
        for lease in sorted(known.values(), key=lambda it: it.next_ask_at):
            if lease.source_id not in self._watched and (left := hubs.unwanted(lease, now)):
                await self._save(left)
            elif hubs.is_over(lease, now):
                await self._store.remove(lease)
                del known[lease.source_id]
            elif hubs.is_due(lease, now) and (hub := _host_of(lease)) not in tried:
                tried.add(hub)
                await self._begin(lease, hub)

    async def _begin(self, lease: HubLease, hub: str) -> None:
        if await self._budgets.reserve(Budget(f"hub:{hub}", _ONE_A_MINUTE)) is not None:
            return
        # Stored before it is sent: hubs confirm while they are being asked.
        asked = hubs.asked(lease, self._clock.now())
        if await self._save(asked):
            self._tell_of(asked)
            self._crew.start("hub", self._ask(asked))

    async def _ask(self, lease: HubLease) -> None:
        callback_url = f"{self._public_url}/inbox/websub/{lease.callback}"
        try:
            await self._caller.ask(lease, callback_url, hubs.ASKED_FOR)
        except SourceError as error:
            self._metrics.count("hub_requests", outcome="refused")
            refused = hubs.refused(lease, str(error), error.retry_after, self._clock.now())
            if await self._save(refused):
                self._tell_of(refused)
        else:
            self._metrics.count("hub_requests", outcome="accepted")

    def _tell_of(self, lease: HubLease) -> None:
        """Once for each trouble of a source."""
        if lease.problem and self._told.get(lease.source_id) != lease.problem:
            _log.warning("a hub does not push; its source is polled", source=lease.source_id, why=lease.problem)
        self._told[lease.source_id] = lease.problem

    async def _known(self) -> dict[SourceId, HubLease]:
        return await self._load() if self._leases is None else self._leases

    async def _load(self) -> dict[SourceId, HubLease]:
        self._leases = {lease.source_id: lease for lease in await self._store.all()}
        return self._leases

    async def _save(self, lease: HubLease) -> bool:
        """False when another hand was faster; the next tick reads what it wrote."""
        if not await self._store.save(lease):
            return False
        (await self._known())[lease.source_id] = lease
        return True


def _host_of(lease: HubLease) -> str:
    return urlsplit(lease.link.hub).netloc.casefold()
