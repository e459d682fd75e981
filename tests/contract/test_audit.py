"""What the store says of itself, and contradictions put into it by hand."""

from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from bot.domain.audit.checks import Check, problems_in
from bot.domain.audit.facts import AuditFacts, Lapsed, WaitingFanOut
from bot.domain.delivery import Urgency
from bot.domain.ids import DeliveryId, EventId, SourceId, delivery_id_for
from bot.store.keys import Key
from bot.store.redis_store import RedisStore
from tests.contract.given import HERE, LATER, LEASE, NOW, SOURCE, THERE, claim, commit, event, queue, subscription
from tests.contract.passing import let_pass
from tests.make import NOON
from tests.valkey import AnyStore

E1 = delivery_id_for(EventId("e1"), HERE.id)
MINUTE = timedelta(minutes=1)
A_MOMENT = timedelta(seconds=2)


async def _facts(store: AnyStore, *receipts: DeliveryId) -> AuditFacts:
    return await store.audit.facts(receipts, [SOURCE, SourceId("never polled")])


def _about(span: timedelta, facts: AuditFacts, since_at: datetime) -> bool:
    return abs(facts.at - since_at - span) < A_MOMENT


async def test_empty_store_has_nothing_to_tell(store: AnyStore) -> None:
    facts = await _facts(store)
    assert AuditFacts(facts.at) == facts


async def test_oldest_of_each_urgency_is_told(store: AnyStore) -> None:
    await queue(store, "e1")
    await let_pass(store, 5 * MINUTE)
    await queue(store, "e2", to=(HERE, THERE))
    await queue(store, "e3", to=(THERE,), urgency=Urgency.UPDATE)
    waiting = (await _facts(store)).waiting
    assert {Urgency.BREAKING, Urgency.UPDATE} == waiting.keys()
    assert waiting[Urgency.BREAKING] < waiting[Urgency.UPDATE]


async def test_what_arrived_or_is_suspended_does_not_wait(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription(THERE))
    await queue(store, "e1")
    await store.outbox.ack(await claim(store), "1")
    await queue(store, "e2", to=(THERE,))
    await store.outbox.suspend(THERE, "kicked")
    assert {} == (await _facts(store)).waiting


async def test_what_a_platform_makes_wait_still_waits(store: AnyStore) -> None:
    await queue(store)
    await store.outbox.retry(await claim(store), may_have_arrived=False, after=timedelta(hours=12), reason="429")
    assert {Urgency.BREAKING} == (await _facts(store)).waiting.keys()


async def test_redriven_letter_waits_from_then_on(store: AnyStore) -> None:
    await queue(store)
    delivery = await claim(store)
    await store.outbox.bury(delivery, "too long")
    assert 1 == (await _facts(store)).n_dead
    await store.outbox.redrive([delivery.id])
    facts = await _facts(store)
    assert _about(NOW, facts, facts.waiting[Urgency.BREAKING])


async def test_oldest_is_found_beyond_one_page_of_lanes(
    redis_store: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.outbox._LANES", 1)
    await queue(redis_store, "e1", to=(HERE,), urgency=Urgency.NOTABLE)
    await queue(redis_store, "e2", to=(THERE,), urgency=Urgency.UPDATE)
    assert {Urgency.NOTABLE, Urgency.UPDATE} == (await _facts(redis_store)).waiting.keys()


async def test_lease_that_ended_is_told_until_somebody_takes_over(store: AnyStore) -> None:
    await queue(store)
    await claim(store)
    assert () == (await _facts(store)).lapsed
    await let_pass(store, LEASE + MINUTE)
    facts = await _facts(store)
    [lapsed] = facts.lapsed
    assert Lapsed(E1, HERE.id, lapsed.since_at) == lapsed
    assert _about(MINUTE, facts, lapsed.since_at)
    await claim(store)
    assert () == (await _facts(store)).lapsed


async def test_oldest_fan_out_is_told(store: AnyStore) -> None:
    await commit(store, events=(event("e2"), event("e1")))
    facts = await _facts(store)
    assert facts.fan_out == WaitingFanOut(EventId("e2"), facts.fan_out.since_at)
    assert _about(NOW, facts, facts.fan_out.since_at)
    for name in ("e2", "e1"):
        await store.outbox.address(EventId(name), [], 0)
    assert None is (await _facts(store)).fan_out


async def test_receipt_that_the_ledger_does_not_know_is_told(store: AnyStore) -> None:
    await queue(store, "e1")
    await store.outbox.ack(await claim(store), "1")
    await queue(store, "e2")
    e2 = delivery_id_for(EventId("e2"), HERE.id)
    assert (e2, DeliveryId("unknown")) == (await _facts(store, E1, e2, DeliveryId("unknown"))).unclosed


async def test_next_polls_are_told(store: AnyStore) -> None:
    await commit(store)
    assert {SOURCE: LATER} == (await _facts(store)).polls


@pytest.fixture
def redis(redis_store: RedisStore) -> Redis:
    """The server under the store, to contradict what it holds."""
    return redis_store.outbox._redis


async def _flaws(store: RedisStore) -> list[str]:
    facts = await _facts(store)
    return [p.reason for p in problems_in(facts, NOON) if p.check is Check.BOOKS]


async def test_flaw_open_row_in_no_queue(redis_store: RedisStore, redis: Redis) -> None:
    await queue(redis_store)
    await redis.delete(Key.LANE + HERE.id)
    assert [f"delivery {E1} has not ended and is in no queue"] == await _flaws(redis_store)


async def test_flaw_ended_row_in_a_queue(redis_store: RedisStore, redis: Redis) -> None:
    await queue(redis_store)
    await redis.hset(Key.ROW + E1, "state", "A")
    assert [f"delivery {E1} has ended and is still in the queue of {HERE.id}"] == await _flaws(redis_store)


async def test_flaw_queue_without_a_turn(redis_store: RedisStore, redis: Redis) -> None:
    await queue(redis_store)
    await redis.delete(Key.DUE)
    assert [f"channel {HERE.id} has messages and no turn"] == await _flaws(redis_store)


async def test_flaw_suspended_channel_with_a_turn(redis_store: RedisStore, redis: Redis) -> None:
    await queue(redis_store)
    await redis.hset(Key.PARKED, HERE.id, "kicked")
    assert [f"channel {HERE.id} is suspended and has a turn"] == await _flaws(redis_store)


async def test_flaw_row_on_its_way_that_its_channel_does_not_know(redis_store: RedisStore, redis: Redis) -> None:
    await queue(redis_store)
    await claim(redis_store)
    await redis.delete(Key.SENDING)
    assert [f"delivery {E1} is on its way, and its channel does not know it"] == await _flaws(redis_store)


async def test_flaw_letter_that_is_not_listed(redis_store: RedisStore, redis: Redis) -> None:
    await queue(redis_store)
    await redis_store.outbox.bury(await claim(redis_store), "too long")
    await redis.delete(Key.DEAD)
    assert [f"delivery {E1} was given up and is not among the dead letters"] == await _flaws(redis_store)


async def test_large_store_is_gone_through_share_by_share(
    redis_store: RedisStore, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.outbox._CHUNK", 10)
    monkeypatch.setattr("bot.store.outbox._MOST_SCANS", 1)
    for n in range(100):
        await redis.set(f"somebody else's:{n}", "1")
    await queue(redis_store)
    await redis.delete(Key.DUE)
    found = [flaw for _ in range(20) for flaw in await _flaws(redis_store)]
    assert {f"channel {HERE.id} has messages and no turn"} == set(found)
    assert len(found) < 10
