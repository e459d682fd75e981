"""No span of any allowance ever holds more requests than it grants, whatever the rhythm in which they are asked."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.source import Allowance, Budget
from bot.sources.courtlistener.rest import budget_of
from bot.store.memory.store import MemoryStore

_SECOND_US = 1_000_000
LIMITS = budget_of(5, 50, 125)
PAUSES = st.lists(st.one_of(st.integers(0, 30), st.integers(0, 4000)), min_size=1, max_size=300)


def granted_at(pauses: list[int], budget: Budget) -> list[int]:
    """When each request was granted, in seconds, of one asked after each pause."""

    async def ask() -> list[int]:
        store, granted = MemoryStore(), []
        for pause in pauses:
            store.state.now_us += pause * _SECOND_US
            if await store.budgets.reserve(budget) is None:
                granted.append(store.state.now_us // _SECOND_US)
        return granted

    return asyncio.run(ask())


def most_within(instants: list[int], span: timedelta) -> int:
    span_s = int(span.total_seconds())
    return max((sum(at - span_s < other <= at for other in instants) for at in instants), default=0)


@given(PAUSES)
def test_no_span_holds_more_than_it_grants(pauses: list[int]):
    granted = granted_at(pauses, LIMITS)
    for allowance in LIMITS.allowances:
        assert most_within(granted, allowance.span) <= allowance.n


@given(st.lists(st.integers(0, 90), min_size=1, max_size=60))
def test_who_waits_as_long_as_told_is_granted(pauses: list[int]):
    async def ask() -> None:
        store = MemoryStore()
        limits = Budget("publisher", (Allowance(timedelta(minutes=1), 2), Allowance(timedelta(hours=1), 5)))
        for pause in pauses:
            store.state.now_us += pause * _SECOND_US
            wait = await store.budgets.reserve(limits)
            if wait is not None:
                store.state.now_us += wait // timedelta(microseconds=1) - 1
                assert await store.budgets.reserve(limits) is not None
                store.state.now_us += 1
                assert await store.budgets.reserve(limits) is None

    asyncio.run(ask())
