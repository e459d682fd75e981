"""Outbox: deliveries that were given up, and back again."""

from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.domain.delivery import Delivery, DeliveryState, Urgency
from bot.domain.ids import DeliveryId, EventId, delivery_id_for
from bot.store.keys import Key
from bot.store.redis_store import RedisStore
from tests.contract.given import HERE, MATTER, NOW, THERE, claim, queue, subscription
from tests.contract.passing import flaws_of
from tests.valkey import AnyStore


@pytest.fixture
def redis(redis_store: RedisStore) -> Redis:
    """The server under the store, to change what it holds."""
    return redis_store.outbox._redis


def _id(name: str) -> DeliveryId:
    return delivery_id_for(EventId(name), HERE.id)


async def _buried(store: AnyStore, name: str = "e1", *, tries: int = 1, doubt: bool = False) -> Delivery:
    await queue(store, name)
    delivery = await claim(store)
    for _ in range(tries - 1):
        await store.outbox.retry(delivery, may_have_arrived=doubt, after=NOW, reason="again")
        delivery = await claim(store)
    await store.outbox.bury(delivery, "too long")
    return delivery


async def test_redrive_puts_a_letter_back_as_if_never_tried(store: AnyStore) -> None:
    buried = await _buried(store, tries=3)
    assert [buried.id] == await store.outbox.redrive([buried.id])
    again = await claim(store)
    assert (buried.id, 1, DeliveryState.PENDING) == (again.id, again.n_tries, again.was)
    assert [] == await store.outbox.dead_letters(9)


async def test_redrive_twice_puts_a_letter_back_once(store: AnyStore) -> None:
    buried = await _buried(store)
    await store.outbox.redrive([buried.id])
    assert [] == await store.outbox.redrive([buried.id])
    assert 1 == await store.outbox.backlog()


async def test_redrive_of_one_id_given_twice_puts_it_back_once(store: AnyStore) -> None:
    buried = await _buried(store)
    assert [buried.id] == await store.outbox.redrive([buried.id, buried.id])


async def test_redrive_leaves_alone_what_is_no_dead_letter(store: AnyStore) -> None:
    await queue(store, "e1")
    delivery = await claim(store)
    await store.outbox.ack(delivery, "41")
    await queue(store, "e2")
    assert [] == await store.outbox.redrive([delivery.id, _id("e2"), DeliveryId("unknown")])
    assert 1 == await store.outbox.backlog()


async def test_redrive_keeps_a_doubt_and_when_it_was_first_tried(store: AnyStore) -> None:
    buried = await _buried(store, tries=2, doubt=True)
    await store.outbox.redrive([buried.id])
    again = await claim(store)
    assert (DeliveryState.UNKNOWN, buried.first_tried_at) == (again.was, again.first_tried_at)


async def test_redrive_goes_behind_what_is_as_urgent_and_before_what_is_less(store: AnyStore) -> None:
    buried = await _buried(store, "e1")
    await queue(store, "e2", urgency=Urgency.UPDATE)
    await queue(store, "e3")
    await store.outbox.redrive([buried.id])
    order = []
    while (delivery := await store.outbox.claim()) is not None:
        order.append(delivery.event.id)
        await store.outbox.ack(delivery, "1")
    assert ["e3", "e1", "e2"] == order


async def test_redrive_keeps_the_order_it_is_given(store: AnyStore) -> None:
    first, second = await _buried(store, "e1"), await _buried(store, "e2")
    assert [second.id, first.id] == await store.outbox.redrive([second.id, first.id])
    assert "e2" == (await claim(store)).event.id


async def test_redrive_into_a_suspended_lane_waits_until_it_opens(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    buried = await _buried(store)
    await store.outbox.suspend(HERE, "kicked")
    await store.outbox.redrive([buried.id])
    assert None is await store.outbox.claim()
    await store.outbox.resume(HERE)
    assert buried.id == (await claim(store)).id


async def test_redrive_follows_a_chat_that_moved(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    buried = await _buried(store)
    await store.outbox.move(HERE, THERE)
    await store.outbox.redrive([buried.id])
    assert THERE == (await claim(store)).channel


async def test_redrive_lets_no_answer_from_before_it_end_the_new_attempt(store: AnyStore) -> None:
    before = await _buried(store)
    await store.outbox.redrive([before.id])
    await store.outbox.bury(before, "repeated")
    await store.outbox.retry(before, may_have_arrived=False, after=timedelta(hours=1), reason="late")
    assert before.id == (await claim(store)).id


async def test_redrive_waits_for_the_attempt_that_is_on_its_way_in_its_lane(store: AnyStore) -> None:
    buried = await _buried(store, "e1")
    await queue(store, "e2")
    under_way = await claim(store)
    await store.outbox.redrive([buried.id])
    assert None is await store.outbox.claim()
    await store.outbox.ack(under_way, "1")
    assert buried.id == (await claim(store)).id


async def test_a_redriven_letter_that_arrives_is_over(store: AnyStore) -> None:
    buried = await _buried(store)
    await store.outbox.redrive([buried.id])
    await store.outbox.ack(await claim(store), "41")
    assert ([], 0) == (await store.outbox.redrive([buried.id]), await store.outbox.backlog())


async def test_redrive_takes_more_letters_than_one_script_does(store: AnyStore) -> None:
    buried = [await _buried(store, f"e{n}") for n in range(3)]
    ids = [DeliveryId(f"unknown{n}") for n in range(600)] + [d.id for d in buried]
    assert [d.id for d in buried] == await store.outbox.redrive(ids)


async def test_redrive_leaves_a_letter_whose_event_is_gone(redis_store: RedisStore, redis: Redis) -> None:
    buried = await _buried(redis_store)
    await redis.delete(Key.EVENT + "e1")
    assert [] == await redis_store.outbox.redrive([buried.id])
    assert 1 == len(await redis_store.outbox.dead_letters(9))


async def test_redrive_of_a_letter_from_before_urgency_was_kept(redis_store: RedisStore, redis: Redis) -> None:
    buried = await _buried(redis_store)
    await redis.hdel(Key.ROW + buried.id, "urgency", "queued")
    await redis_store.outbox.redrive([buried.id])
    assert [] == await flaws_of(redis_store)
    assert buried.id == (await claim(redis_store)).id


async def test_a_delivery_of_a_matter_that_is_followed_no_more_is_still_a_letter(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    buried = await _buried(store)
    await store.subscriptions.unsubscribe(HERE, MATTER)
    await store.outbox.redrive([buried.id])
    assert None is (await claim(store)).subscription
