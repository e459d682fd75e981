"""What publishers push and what they grant, in memory."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.matter import Docket, KnownDocket
from bot.domain.source import Budget, HubLease, Usage
from bot.store.keys import LIMITS
from bot.store.memory.state import State

_MICROSECOND = timedelta(microseconds=1)


class MemoryPushes:
    """The PushStore port."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def is_taken(self, publisher: str, key: str) -> bool:
        return self._state.pushed.get((publisher, key), 0) > self._state.now_us

    async def take(self, publisher: str, key: str) -> None:
        kept_until_us = self._state.now_us + LIMITS["keep_pushed_s"] * 1_000_000
        self._state.pushed.setdefault((publisher, key), kept_until_us)


class MemoryHubs:
    """The HubStore port."""

    def __init__(self, state: State) -> None:
        self._leases = state.hubs

    async def all(self) -> list[HubLease]:
        return list(self._leases.values())

    async def find(self, callback: str) -> HubLease | None:
        return next((lease for lease in self._leases.values() if lease.callback == callback), None)

    async def save(self, lease: HubLease) -> bool:
        if lease.version > 1 and self._version(lease) != lease.version - 1:
            return False
        self._leases[lease.source_id] = lease
        return True

    async def remove(self, lease: HubLease) -> bool:
        if self._version(lease) != lease.version:
            return False
        del self._leases[lease.source_id]
        return True

    def _version(self, lease: HubLease) -> int:
        return self._leases[lease.source_id].version if lease.source_id in self._leases else 0


class MemoryDockets:
    """The DocketStore port."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def find(self, docket: Docket) -> KnownDocket | None:
        return self._state.dockets.get(docket)

    async def keep(self, docket: KnownDocket) -> None:
        self._state.dockets[Docket(docket.court_id, docket.number)] = docket


class MemoryBudgets:
    """The BudgetStore port."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def reserve(self, budget: Budget) -> timedelta | None:
        now, granted = self._state.now_us, self._granted(budget)
        waits = [self._state.budget_ends.get(budget.name, 0) - now]
        for allowance in budget.allowances:
            span_us = allowance.counted_for // _MICROSECOND
            within = [at for at in granted if at > now - span_us]
            if len(within) >= allowance.n:
                waits.append(within[len(within) - allowance.n] + span_us - now if allowance.n else span_us)
        if max(waits) > 0:
            return timedelta(microseconds=max(waits))
        granted.append(now)
        return None

    async def hold(self, budget: Budget, wait: timedelta) -> None:
        self._state.budget_ends[budget.name] = self._state.now_us + wait // _MICROSECOND

    async def used(self, budget: Budget) -> list[Usage]:
        now, granted = self._state.now_us, self._granted(budget)
        return [Usage(a, sum(at > now - a.span // _MICROSECOND for at in granted)) for a in budget.allowances]

    def _granted(self, budget: Budget) -> list[int]:
        """When each request was granted, in order; those that a clock set back since has left ahead count as now."""
        now = self._state.now_us
        kept = [min(at, now) for at in self._state.granted[budget.name] if at > now - LIMITS["keep_budget_us"]]
        self._state.granted[budget.name] = kept
        return kept
