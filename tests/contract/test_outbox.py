from __future__ import annotations

from datetime import timedelta

from bot.domain.channel import Channel, Platform
from bot.domain.delivery import Addressed, Delivery, DeliveryState, Urgency
from bot.domain.event import AlertLevel
from bot.domain.ids import DeliveryId, EventId
from tests.contract import ledger
from tests.contract.ledger import MATTER, ONE, TWO, event
from tests.valkey import AnyStore

NEW = Channel(Platform.DISCORD, 99)
NO_WAIT = timedelta(0)


async def claimed(store: AnyStore) -> Delivery:
    delivery = await store.outbox.claim()
    assert delivery is not None
    return delivery


async def one_queued(store: AnyStore) -> None:
    await ledger.opened(store, ONE)
    await ledger.queued(store, event())


async def test_claim_gives_everything_a_sender_needs(store: AnyStore) -> None:
    await one_queued(store)
    delivery = await claimed(store)
    assert (delivery.event, delivery.channel, delivery.was) == (event(), ONE, DeliveryState.PENDING)
    assert (delivery.n_tries, delivery.story_message_id, delivery.subscription) == (1, "", ledger.subscription())


async def test_a_lane_is_claimed_by_one_at_a_time(store: AnyStore) -> None:
    await ledger.opened(store, ONE, TWO)
    await ledger.queued(store, event("e1"), event("e2"))
    lanes = {(await claimed(store)).channel, (await claimed(store)).channel}
    assert (lanes, await store.outbox.claim()) == ({ONE, TWO}, None)


async def test_a_lane_gives_the_urgent_first_and_keeps_order_among_equals(store: AnyStore) -> None:
    await ledger.opened(store, ONE)
    await ledger.queued(store, event("n1", AlertLevel.NOTABLE), event("b1"), event("b2"))
    order = []
    while (delivery := await store.outbox.claim()) is not None:
        order.append(delivery.event.id)
        await store.outbox.ack(delivery, "m")
    assert order == ["b1", "b2", "n1"]


async def test_ack_closes_a_delivery_and_remembers_the_message_of_its_story(store: AnyStore) -> None:
    await one_queued(store)
    await store.outbox.ack(await claimed(store), "m7")
    await ledger.queued(store, event("e2"), event("e3", story="another"))
    second = await claimed(store)
    await store.outbox.ack(second, "")
    third = await claimed(store)
    assert (second.story_message_id, third.story_message_id) == ("m7", "")


async def test_ack_counts_even_when_the_lease_was_lost_meanwhile(store: AnyStore) -> None:
    await one_queued(store)
    late = await claimed(store)
    await store.outbox.recover()
    await claimed(store)
    await store.outbox.ack(late, "m1")
    assert (await store.outbox.backlog(), await store.outbox.claim()) == (0, None)


async def test_an_acked_delivery_stays_acked(store: AnyStore) -> None:
    await one_queued(store)
    delivery = await claimed(store)
    await store.outbox.ack(delivery, "m1")
    await store.outbox.ack(delivery, "m2")
    await store.outbox.retry(delivery, may_have_arrived=True, after=NO_WAIT, reason="late")
    await store.outbox.bury(delivery, "late")
    assert (await store.outbox.claim(), await store.outbox.dead_letters(5)) == (None, [])


async def test_retry_tells_the_next_claim_whether_an_attempt_may_have_arrived(store: AnyStore) -> None:
    await one_queued(store)
    await store.outbox.retry(await claimed(store), may_have_arrived=False, after=NO_WAIT, reason="refused")
    second = await claimed(store)
    await store.outbox.retry(second, may_have_arrived=True, after=NO_WAIT, reason="no answer")
    third = await claimed(store)
    assert (second.was, third.was) == (DeliveryState.PENDING, DeliveryState.UNKNOWN)
    assert (third.n_tries, third.first_tried_at) == (3, second.first_tried_at)


async def test_retry_parks_its_own_lane_alone(store: AnyStore) -> None:
    await ledger.opened(store, ONE, TWO)
    await ledger.queued(store, event())
    first = await claimed(store)
    await store.outbox.retry(first, may_have_arrived=False, after=timedelta(hours=12), reason="429")
    assert (await claimed(store)).channel != first.channel
    await ledger.queued(store, event("e2"))
    assert await store.outbox.claim() is None


async def test_retry_with_a_stale_epoch_is_refused(store: AnyStore) -> None:
    await one_queued(store)
    stale = await claimed(store)
    await store.outbox.recover()
    await claimed(store)
    await store.outbox.retry(stale, may_have_arrived=False, after=NO_WAIT, reason="stale")
    assert await store.outbox.claim() is None


async def test_recover_makes_what_a_crash_left_due_at_once_and_in_doubt(store: AnyStore) -> None:
    await one_queued(store)
    await claimed(store)
    assert await store.outbox.claim() is None
    assert await store.outbox.recover() == 1
    assert (await claimed(store)).was is DeliveryState.SENDING


async def test_a_delivery_that_kills_the_bot_each_time_is_given_up(store: AnyStore) -> None:
    await one_queued(store)
    for _ in range(5):
        await claimed(store)
        await store.outbox.recover()
    assert await store.outbox.claim() is None
    (letter,) = await store.outbox.dead_letters(5)
    assert (letter.event_id, letter.channel_id) == (EventId("e1"), ONE.id)
    assert letter.reason == "the bot died 5 times while sending it"


async def test_bury_keeps_the_reason_and_lets_the_next_go(store: AnyStore) -> None:
    await ledger.opened(store, ONE)
    await ledger.queued(store, event("e1"), event("e2"))
    await store.outbox.bury(await claimed(store), "too long")
    assert (await claimed(store)).event.id == "e2"
    assert [(d.event_id, d.reason) for d in await store.outbox.dead_letters(5)] == [("e1", "too long")]


async def test_suspend_keeps_the_queue_and_resume_opens_it(store: AnyStore) -> None:
    await one_queued(store)
    await claimed(store)
    await store.outbox.suspend(ONE, "kicked")
    await ledger.queued(store, event("e2"))
    assert (await store.outbox.claim(), await store.outbox.suspended()) == (None, {ONE.id: "kicked"})
    assert await store.outbox.resume(ONE)
    assert not await store.outbox.resume(ONE)
    first = await claimed(store)
    assert (first.event.id, first.was) == ("e1", DeliveryState.PENDING)


async def test_suspend_ignores_a_channel_that_follows_nothing(store: AnyStore) -> None:
    await store.outbox.suspend(NEW, "its server removed the bot")
    assert await store.outbox.suspended() == {}


async def test_suspend_keeps_an_older_doubt(store: AnyStore) -> None:
    await one_queued(store)
    await store.outbox.retry(await claimed(store), may_have_arrived=True, after=NO_WAIT, reason="no answer")
    await claimed(store)
    await store.outbox.suspend(ONE, "kicked")
    await store.outbox.resume(ONE)
    assert (await claimed(store)).was is DeliveryState.UNKNOWN


async def test_move_takes_queue_subscription_and_messages_along(store: AnyStore) -> None:
    await ledger.opened(store, ONE)
    await ledger.queued(store, event("e0"))
    await store.outbox.ack(await claimed(store), "m0")
    await ledger.queued(store, event("e1"))
    await claimed(store)
    await store.outbox.move(ONE, NEW)
    delivery = await claimed(store)
    assert (delivery.channel, delivery.event.id, delivery.story_message_id) == (NEW, "e1", "m0")
    assert delivery.subscription == ledger.subscription(NEW)
    assert await store.subscriptions.of_channel(ONE) == []
    assert await store.subscriptions.of_channel(NEW) == [ledger.subscription(NEW)]


async def test_move_sends_later_rows_for_the_old_id_to_the_new_one(store: AnyStore) -> None:
    await one_queued(store)
    await store.outbox.ack(await claimed(store), "m0")
    await store.outbox.move(ONE, TWO)
    await store.outbox.move(TWO, NEW)
    await ledger.committed(store, event("e9"))
    job = await store.outbox.next_fan_out()
    assert job is not None
    row = Addressed(DeliveryId("d" * 24), ONE.id, Urgency.BREAKING)
    await store.outbox.address(job.event.id, [row], 0)
    assert (await claimed(store)).channel == NEW


async def test_address_keeps_its_cursor_and_ends_once(store: AnyStore) -> None:
    await ledger.opened(store, ONE)
    await ledger.committed(store, event())
    await store.outbox.address(EventId("e1"), [], 40)
    job = await store.outbox.next_fan_out()
    assert job is not None
    assert (job.event.id, job.cursor) == ("e1", 40)
    await store.outbox.address(EventId("e1"), [], 0)
    await store.outbox.address(EventId("e1"), [Addressed(DeliveryId("x"), ONE.id, Urgency.BREAKING)], 0)
    assert (await store.outbox.next_fan_out(), await store.outbox.backlog()) == (None, 0)


async def test_a_delivery_of_a_channel_that_left_has_no_subscription(store: AnyStore) -> None:
    await one_queued(store)
    await claimed(store)
    await store.subscriptions.unsubscribe(ONE, MATTER.id)
    await store.outbox.recover()
    assert (await claimed(store)).subscription is None
