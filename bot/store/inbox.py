"""What publishers push and what they grant: events taken, hubs asked, dockets looked up, requests spent."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.ids import digest
from bot.domain.matter import Docket, KnownDocket
from bot.domain.source import Budget, HubLease, Usage
from bot.store.codec import HUB_LEASE, KNOWN_DOCKET
from bot.store.connection import Connection
from bot.store.keys import Key

_MICROSECOND = timedelta(microseconds=1)


class RedisPushes:
    """The PushStore port."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._redis = connection.redis

    async def is_taken(self, publisher: str, key: str) -> bool:
        at = f"{Key.PUSHED}{publisher}:{digest('event', key)}"
        return bool(await self._connection.ask(self._redis.exists(at)))

    async def take(self, publisher: str, key: str) -> None:
        await self._connection.run("inbox/take", publisher, digest("event", key))


class RedisHubs:
    """The HubStore port."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._redis = connection.redis

    async def all(self) -> list[HubLease]:
        return list(HUB_LEASE.readable(await self._connection.ask(self._redis.hvals(Key.HUBS))))

    async def find(self, callback: str) -> HubLease | None:
        source_id = await self._connection.ask(self._redis.hget(Key.CALLBACKS, callback))
        if source_id is None:
            return None
        raw = await self._connection.ask(self._redis.hget(Key.HUBS, source_id))
        found = next(HUB_LEASE.readable([raw]), None)
        return found if found is not None and found.callback == callback else None

    async def save(self, lease: HubLease) -> bool:
        words = lease.source_id, lease.version, lease.callback, HUB_LEASE.encode(lease)
        return bool(await self._connection.run("hubs/save", *words))

    async def remove(self, lease: HubLease) -> bool:
        return bool(await self._connection.run("hubs/remove", lease.source_id, lease.version))


class RedisDockets:
    """The DocketStore port."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._redis = connection.redis

    async def find(self, docket: Docket) -> KnownDocket | None:
        raw = await self._connection.ask(self._redis.hget(Key.DOCKETS, f"{docket.court_id}/{docket.number}"))
        return next(KNOWN_DOCKET.readable([raw]), None)

    async def keep(self, docket: KnownDocket) -> None:
        field, body = f"{docket.court_id}/{docket.number}", KNOWN_DOCKET.encode(docket)
        await self._connection.run("inbox/keep_docket", field, body)


class RedisBudgets:
    """The BudgetStore port."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._redis = connection.redis

    async def reserve(self, budget: Budget) -> timedelta | None:
        words = [word for a in budget.allowances for word in (a.counted_for // _MICROSECOND, a.n)]
        wait_us = int(await self._connection.run("budget/reserve", budget.name, *words))
        return timedelta(microseconds=wait_us) if wait_us else None

    async def hold(self, budget: Budget, wait: timedelta) -> None:
        wait_ms = max(wait // timedelta(milliseconds=1), 1)
        await self._connection.run("budget/hold", budget.name, wait_ms)

    async def used(self, budget: Budget) -> list[Usage]:
        spans = [a.span // _MICROSECOND for a in budget.allowances]
        counts = await self._connection.run("budget/used", budget.name, *spans)
        return [Usage(a, int(n)) for a, n in zip(budget.allowances, counts, strict=True)]
