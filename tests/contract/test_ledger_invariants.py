"""Any history of the ledger keeps its invariants, in both stores.

I2 what is open is in its lane, and a lane with rows is due or suspended; I3 a delivery ends only by an answer or with
a reason; I4 one at a time is on its way in a lane. And: doubt is never forgotten, nothing that arrived is sent again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from redis import Redis

from bot.domain.channel import Channel, Platform
from bot.domain.delivery import Delivery, Urgency
from bot.domain.ids import DeliveryId, EventId, delivery_id_for
from bot.store.keys import LIMITS
from bot.store.memory.store import MemoryStore
from bot.store.redis_store import RedisStore, open_store
from tests.contract.given import LEASE, MATTER, queue, subscription
from tests.contract.passing import flaws_of, let_pass, open_rows_of
from tests.valkey import AnyStore

CHANNELS = [Channel(Platform.TELEGRAM, -n) for n in range(1, 4)]
CHANNEL = st.sampled_from(CHANNELS)
SHORT = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Ledger(RuleBasedStateMachine):
    """Drives one store, and remembers what somebody outside it can know."""

    def __init__(self, opened: Callable[[contextlib.AsyncExitStack], Awaitable[AnyStore]]) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._stack = contextlib.AsyncExitStack()
        self._store = self._runner.run(_entered(self._stack, opened))
        self._names = count()
        self._addressed: set[DeliveryId] = set()
        self._arrived: set[DeliveryId] = set()
        self._dropped: set[DeliveryId] = set()
        self._in_doubt: set[DeliveryId] = set()
        self._lapsed: set[DeliveryId] = set()
        self._unsure: set[DeliveryId] = set()
        self._claims: list[Delivery] = []
        self._on_the_way: dict[Channel, Delivery] = {}
        self._became: dict[Channel, Channel] = {}

    def _do(self, work: Any) -> Any:
        return self._runner.run(work)

    @rule(to=st.sets(CHANNEL, min_size=1), urgency=st.sampled_from(Urgency))
    def queue(self, to: set[Channel], urgency: Urgency) -> None:
        name = f"e{next(self._names)}"
        self._do(queue(self._store, name, to=sorted(to, key=str), urgency=urgency))
        self._addressed |= {delivery_id_for(EventId(name), c.id) for c in to}

    @rule(to=CHANNEL, n=st.integers(LIMITS["most_single"], LIMITS["most_gathered"] + 2))
    def queue_many(self, to: Channel, n: int) -> None:
        for _ in range(n):
            self.queue({to}, Urgency.NOTABLE)

    @rule()
    def claim(self) -> None:
        self._note(self._do(self._store.outbox.claim()))

    def _note(self, delivery: Delivery | None) -> None:
        if delivery is None:
            return
        assert delivery.channel not in self._on_the_way, "two on their way in one lane"
        assert not self._arrived & _parts(delivery), "sent again after it arrived"
        if delivery.id in self._unsure and not delivery.may_have_arrived:
            self._in_doubt -= {delivery.id} | _parts(delivery)
        assert delivery.may_have_arrived == (delivery.id in self._in_doubt)
        self._lapsed.discard(delivery.id)
        self._claims.append(delivery)
        self._on_the_way[delivery.channel] = delivery

    def _ended(self, delivery: Delivery) -> bool:
        """True when this claim was its lane's newest, and had not run out."""
        lane = next((c for c, d in self._on_the_way.items() if d is delivery), None)
        if lane is not None:
            del self._on_the_way[lane]
        return lane is not None

    @precondition(lambda self: self._claims)
    @rule(data=st.data())
    def ack(self, data: st.DataObject) -> None:
        delivery = data.draw(st.sampled_from(self._claims))
        self._do(self._store.outbox.ack(delivery, f"m{delivery.id}"))
        self._arrived |= _parts(delivery)
        self._ended(delivery)

    @precondition(lambda self: self._on_the_way)
    @rule(data=st.data(), may_have_arrived=st.booleans(), after_s=st.sampled_from([0, 5, 600]))
    def retry(self, data: st.DataObject, may_have_arrived: bool, after_s: int) -> None:  # noqa: FBT001  drawn by name
        delivery = data.draw(st.sampled_from(sorted(self._on_the_way.values(), key=str)))
        after = timedelta(seconds=after_s)
        self._do(self._store.outbox.retry(delivery, may_have_arrived=may_have_arrived, after=after, reason="no"))
        if may_have_arrived:
            self._in_doubt |= {delivery.id} | _parts(delivery)
        self._ended(delivery)

    @precondition(lambda self: self._on_the_way)
    @rule(data=st.data())
    def bury(self, data: st.DataObject) -> None:
        delivery = data.draw(st.sampled_from(sorted(self._on_the_way.values(), key=str)))
        self._do(self._store.outbox.bury(delivery, "too long"))
        self._ended(delivery)

    @rule()
    def redrive(self) -> None:
        dead = {letter.delivery_id for letter in self._do(self._store.outbox.dead_letters(10_000))}
        assert dead == set(self._do(self._store.outbox.redrive(sorted(dead))))

    @rule()
    def every_lease_runs_out(self) -> None:
        self._do(let_pass(self._store, LEASE))
        self._lapsed |= {d.id for d in self._on_the_way.values()}
        self._all_in_doubt()
        while (delivery := self._do(self._store.outbox.claim())) is not None:
            self._note(delivery)

    @rule()
    def crash(self) -> None:
        n_open = sum(not self._arrived & _parts(d) for d in self._on_the_way.values())
        assert self._do(self._store.outbox.recover()) >= n_open
        self._all_in_doubt()

    def _all_in_doubt(self) -> None:
        for delivery in self._on_the_way.values():
            self._in_doubt |= {delivery.id} | _parts(delivery)
        self._on_the_way.clear()

    @rule(back=st.timedeltas(min_value=timedelta(seconds=5), max_value=timedelta(days=2)))
    def clock_is_set_back(self, back: timedelta) -> None:
        # What nobody has claimed since its lease ran out has a lease again, if its chat does something meanwhile.
        self._unsure |= self._lapsed
        self._do(let_pass(self._store, -back))
        self.claim()

    @rule(channel=CHANNEL)
    def suspend(self, channel: Channel) -> None:
        self._do(self._store.outbox.suspend(channel, "kicked"))
        self._on_the_way.pop(self._became.get(channel, channel), None)

    @rule(channel=CHANNEL)
    def resume(self, channel: Channel) -> None:
        self._do(self._store.outbox.resume(channel))

    @rule(channel=CHANNEL)
    def join(self, channel: Channel) -> None:
        self._do(self._store.subscriptions.subscribe(subscription(channel)))
        self._became.pop(channel, None)

    @rule(channel=CHANNEL)
    def leave(self, channel: Channel) -> None:
        before = self._do(open_rows_of(self._store))
        self._do(self._store.subscriptions.unsubscribe(channel, MATTER))
        self._dropped |= before - self._do(open_rows_of(self._store))

    @rule(old=CHANNEL, new=CHANNEL)
    def move(self, old: Channel, new: Channel) -> None:
        self._do(self._store.outbox.move(old, new))
        if old != new:
            self._on_the_way.pop(old, None)
            self._became = {k: new if v == old else v for k, v in self._became.items()} | {old: new}
            self._became.pop(new, None)

    @invariant()
    def the_books_are_in_order(self) -> None:
        if isinstance(self._store, RedisStore):
            assert self._do(flaws_of(self._store)) == []
        assert self._do(self._store.audit.facts(sorted(self._arrived), [])).flaws == ()

    def teardown(self) -> None:
        try:
            self.the_books_are_in_order()
            for channel in CHANNELS:
                self.resume(channel)
            self._do(let_pass(self._store, timedelta(days=1)))
            self._all_in_doubt()
            while (delivery := self._do(self._store.outbox.claim())) is not None:
                self._note(delivery)
                self._take(delivery)
            dead = {letter.delivery_id for letter in self._do(self._store.outbox.dead_letters(10_000))}
            assert self._addressed == self._arrived | dead | self._dropped
            assert self._do(self._store.outbox.backlog()) == 0
        finally:
            self._do(self._stack.aclose())
            self._runner.close()

    def _take(self, delivery: Delivery) -> None:
        self._do(self._store.outbox.ack(delivery, "m"))
        self._arrived |= _parts(delivery)
        self._ended(delivery)


def _parts(delivery: Delivery) -> set[DeliveryId]:
    """What stands for an event each: the parts of a digest, else the delivery itself."""
    return {part.id for part in delivery.gathered} or {delivery.id}


async def _entered(
    stack: contextlib.AsyncExitStack, opened: Callable[[contextlib.AsyncExitStack], Awaitable[AnyStore]]
) -> AnyStore:
    return await opened(stack)


def test_the_invariants_hold_in_memory() -> None:
    async def opened(_: contextlib.AsyncExitStack) -> AnyStore:
        return MemoryStore()

    run_state_machine_as_test(lambda: Ledger(opened), settings=settings(SHORT, max_examples=100))


@pytest.mark.slow
def test_the_invariants_hold_in_valkey(valkey_url: str) -> None:
    async def opened(stack: contextlib.AsyncExitStack) -> AnyStore:
        with contextlib.closing(Redis.from_url(valkey_url)) as client:
            client.flushall()
        return await stack.enter_async_context(open_store(valkey_url, is_sole=True))

    run_state_machine_as_test(lambda: Ledger(opened), settings=SHORT)
