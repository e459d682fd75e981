"""Requests that a publisher grants: no allowance is ever exceeded, however many ask at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.domain.source import Allowance, Budget
from bot.store.keys import Key
from bot.store.memory.store import MemoryStore
from bot.store.redis_store import RedisStore, open_store
from tests.valkey import AnyStore

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIMITS = Budget("publisher", (Allowance(MINUTE, 5), Allowance(HOUR, 8), Allowance(DAY, 10)))
ONE_A_MINUTE = Budget("publisher", (Allowance(MINUTE, 1),))
A_MOMENT = timedelta(seconds=5)


async def let_pass(store: AnyStore, span: timedelta) -> None:
    """Moves what was granted into the past; a server's clock cannot be set."""
    if isinstance(store, MemoryStore):
        store.state.now_us += span // timedelta(microseconds=1)
        return
    redis, at = store.budgets._redis, Key.BUDGET + LIMITS.name
    for request, score in await redis.zrange(at, 0, -1, withscores=True):
        await redis.zadd(at, {request: score - span // timedelta(microseconds=1)})


async def granted(store: AnyStore, n: int, budget: Budget = LIMITS) -> int:
    return sum([await store.budgets.reserve(budget) is None for _ in range(n)])


async def used(store: AnyStore) -> list[int]:
    return [usage.n_used for usage in await store.budgets.used(LIMITS)]


async def test_every_allowance_holds_at_once(store: AnyStore) -> None:
    assert await granted(store, 9) == 5
    await let_pass(store, MINUTE)
    assert await granted(store, 9) == 3
    await let_pass(store, HOUR)
    assert await granted(store, 9) == 2
    await let_pass(store, HOUR)
    assert await granted(store, 9) == 0
    await let_pass(store, DAY)
    assert await granted(store, 9) == 5


async def test_a_denied_request_is_not_counted_and_says_when_the_next_is_free(store: AnyStore) -> None:
    await granted(store, 5)
    await let_pass(store, timedelta(seconds=20))
    wait = await store.budgets.reserve(LIMITS)
    assert wait is not None
    assert timedelta(0) <= timedelta(seconds=40) - wait < A_MOMENT
    assert await used(store) == [5, 5, 5]


async def test_what_is_used_is_told_for_each_allowance(store: AnyStore) -> None:
    assert await used(store) == [0, 0, 0]
    await granted(store, 3)
    await let_pass(store, MINUTE)
    await granted(store, 2)
    assert await used(store) == [2, 5, 5]


async def test_a_publisher_that_refuses_is_left_alone_for_as_long_as_it_asks(store: AnyStore) -> None:
    await store.budgets.hold(LIMITS, HOUR)
    wait = await store.budgets.reserve(LIMITS)
    assert wait is not None
    assert timedelta(0) <= HOUR - wait < A_MOMENT
    assert await used(store) == [0, 0, 0]


async def test_publishers_have_budgets_of_their_own(store: AnyStore) -> None:
    await granted(store, 5)
    assert await granted(store, 1, Budget("another", LIMITS.allowances)) == 1


async def test_an_allowance_of_none_grants_nothing(store: AnyStore) -> None:
    assert await store.budgets.reserve(Budget("publisher", (Allowance(MINUTE, 0),))) == MINUTE


async def test_requests_in_the_future_count_as_made_now_when_the_clock_was_set_back(store: AnyStore) -> None:
    await granted(store, 1, ONE_A_MINUTE)
    await let_pass(store, -DAY)
    wait = await store.budgets.reserve(ONE_A_MINUTE)
    assert wait is not None
    assert timedelta(0) <= MINUTE - wait < A_MOMENT


async def test_never_exceeded_by_several_processes(redis_store: RedisStore, valkey_url: str) -> None:
    async def ask(store: RedisStore) -> int:
        return await granted(store, 20)

    async with (
        open_store(valkey_url, is_sole=True) as one,
        open_store(valkey_url, is_sole=True) as two,
        asyncio.TaskGroup() as group,
    ):
        tasks = [group.create_task(ask(store)) for store in (redis_store, one, two, one, two)]
        await asyncio.wait(tasks)
    assert sum(task.result() for task in tasks) == 5
