"""Random histories of one lane: both stores tell the same, and nothing is ever stuck in it."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from bot.domain.delivery import Delivery
from bot.domain.event import AlertLevel
from bot.store.memory.store import MemoryStore
from bot.store.redis_store import open_store
from tests.contract import ledger
from tests.contract.ledger import MATTER, ONE, event
from tests.valkey import AnyStore

OPERATIONS = st.one_of(
    st.tuples(st.just("queue"), st.integers(0, 6), st.sampled_from([AlertLevel.BREAKING, AlertLevel.NOTABLE])),
    st.tuples(st.just("claim")),
    st.tuples(st.sampled_from(["ack", "refuse", "doubt", "bury"]), st.integers(0, 9)),
    st.tuples(st.sampled_from(["suspend", "resume", "leave", "join", "recover"])),
)


@dataclass
class History:
    """What was claimed and how it ended, as somebody outside the store sees it."""

    claims: list[Delivery] = field(default_factory=list)
    seen: list[Any] = field(default_factory=list)

    async def apply(self, store: AnyStore, operation: tuple[Any, ...]) -> None:
        name, *args = operation
        if name == "queue":
            await ledger.queued(store, event(f"e{args[0]}", args[1], story=f"s{args[0]}"))
        elif name == "claim":
            self._note(await store.outbox.claim())
        elif name in ("ack", "refuse", "doubt", "bury") and self.claims:
            await self._end(store, name, self.claims[args[0] % len(self.claims)])
        elif name == "suspend":
            await store.outbox.suspend(ONE, "kicked")
        elif name == "resume":
            self.seen.append(await store.outbox.resume(ONE))
        elif name == "leave":
            self.seen.append(await store.subscriptions.unsubscribe(ONE, MATTER.id))
        elif name == "join":
            await store.subscriptions.subscribe(ledger.subscription(ONE))
        elif name == "recover":
            self.seen.append(await store.outbox.recover())

    def _note(self, delivery: Delivery | None) -> None:
        if delivery is not None:
            self.claims.append(delivery)
        self.seen.append(delivery and (delivery.event.id, delivery.channel.id, delivery.was, delivery.n_tries))

    @staticmethod
    async def _end(store: AnyStore, name: str, delivery: Delivery) -> None:
        now = timedelta(0)
        if name == "ack":
            await store.outbox.ack(delivery, f"m-{delivery.id}")
        elif name == "bury":
            await store.outbox.bury(delivery, "refused for good")
        else:
            await store.outbox.retry(delivery, may_have_arrived=name == "doubt", after=now, reason=name)


async def told(store: AnyStore, operations: list[tuple[Any, ...]]) -> list[Any]:
    await ledger.opened(store, ONE)
    history = History()
    for operation in operations:
        await history.apply(store, operation)
        history.seen.append(await store.outbox.backlog())
    await drained(store, history)
    history.seen.append([(d.event_id, d.reason) for d in sorted(await store.outbox.dead_letters(50), key=str)])
    return history.seen


async def drained(store: AnyStore, history: History) -> None:
    """After everything is opened, recovered and acknowledged nothing is left: no row can be stuck (I2, I3)."""
    await store.outbox.resume(ONE)
    await store.outbox.recover()
    ends: Counter[str] = Counter()
    while (delivery := await store.outbox.claim()) is not None:
        history.seen.append((delivery.event.id, delivery.channel.id, delivery.was))
        ends[delivery.id] += 1
        await store.outbox.ack(delivery, "m")
    assert await store.outbox.backlog() == 0
    assert set(ends.values()) <= {1}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OPERATIONS, max_size=25))
def test_both_stores_tell_the_same_history(valkey_url: str, operations: list[tuple[Any, ...]]) -> None:
    with contextlib.closing(Redis.from_url(valkey_url)) as client:
        client.flushall()

    async def both() -> tuple[list[Any], list[Any]]:
        async with open_store(valkey_url, is_sole=True) as real:
            return await told(MemoryStore(), operations), await told(real, operations)

    memory, real = asyncio.run(both())
    assert memory == real
