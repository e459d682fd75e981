"""Outbox: channels that close, open again, and move."""

from datetime import timedelta

from bot.domain.channel import Channel, Platform
from bot.domain.delivery import DeliveryState
from tests.contract.given import HERE, MATTER, NOW, THERE, address, claim, commit, event, queue, subscription
from tests.valkey import AnyStore

OLD = Channel(Platform.TELEGRAM, -55)
NEW = Channel(Platform.TELEGRAM, -10055)
NEWEST = Channel(Platform.TELEGRAM, -10077)


async def test_suspend_holds_a_lane_and_drops_nothing(store: AnyStore) -> None:
    await queue(store, "e1", to=(HERE, THERE))
    for _ in range(2):
        await store.outbox.suspend(HERE, "kicked")
    await queue(store, "e2", to=(HERE,))
    assert THERE == (await claim(store)).channel
    assert (None, {HERE.id: "kicked"}) == (await store.outbox.claim(), await store.outbox.suspended())


async def test_resume_of_an_open_lane_does_not_hurry_it(store: AnyStore) -> None:
    await queue(store)
    await store.outbox.retry(await claim(store), may_have_arrived=False, after=timedelta(minutes=1), reason="429")
    assert not await store.outbox.resume(HERE)
    assert None is await store.outbox.claim()


async def test_suspended_rows_do_not_count_as_backlog(store: AnyStore) -> None:
    await queue(store)
    await store.outbox.suspend(HERE, "kicked")
    assert 0 == await store.outbox.backlog()


async def test_an_answer_still_counts_when_its_channel_was_suspended_meanwhile(store: AnyStore) -> None:
    await queue(store, "e1")
    await queue(store, "e2")
    delivery = await claim(store)
    await store.outbox.suspend(HERE, "kicked")
    await store.outbox.ack(delivery, "41")
    assert None is await store.outbox.claim()
    await store.outbox.resume(HERE)
    then = await claim(store)
    assert ("e2", "41") == (then.event.id, then.story_message_id)


async def test_a_refusal_in_a_suspended_channel_is_no_doubt(store: AnyStore) -> None:
    await queue(store)
    delivery = await claim(store)
    await store.outbox.suspend(HERE, "kicked")
    await store.outbox.retry(delivery, may_have_arrived=False, after=NOW, reason="kicked")
    assert None is await store.outbox.claim()
    await store.outbox.resume(HERE)
    assert DeliveryState.PENDING is (await claim(store)).was


async def test_recover_leaves_a_suspended_lane_closed(store: AnyStore) -> None:
    await queue(store)
    await claim(store)
    await store.outbox.suspend(HERE, "kicked")
    await store.outbox.recover()
    assert None is await store.outbox.claim()


async def test_move_takes_queue_order_and_subscription_along(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription(OLD))
    await queue(store, "e1", to=(OLD,))
    await queue(store, "e2", to=(OLD,))
    for _ in range(2):
        await store.outbox.move(OLD, NEW)
    first = await claim(store)
    await store.outbox.ack(first, "1")
    second = await claim(store)
    assert [("e1", NEW), ("e2", NEW)] == [(d.event.id, d.channel) for d in (first, second)]
    assert subscription(NEW) == first.subscription
    assert ([], [subscription(NEW)], ([subscription(NEW)], 0)) == (
        await store.subscriptions.of_channel(OLD),
        await store.subscriptions.of_channel(NEW),
        await store.subscriptions.of_matter(MATTER),
    )


async def test_move_takes_story_messages_along(store: AnyStore) -> None:
    await queue(store, "e1", to=(OLD,))
    await store.outbox.ack(await claim(store), "41")
    await store.outbox.move(OLD, NEW)
    await queue(store, "e2", to=(NEW,))
    assert "41" == (await claim(store)).story_message_id


async def test_move_keeps_what_the_new_channel_has_of_its_own(store: AnyStore) -> None:
    own = subscription(NEW, lang="en")
    await store.subscriptions.subscribe(own)
    await store.subscriptions.subscribe(subscription(OLD))
    await queue(store, "e1", to=(OLD, NEW))
    for message in ("old's", "new's"):
        delivery = await claim(store)
        await store.outbox.ack(delivery, message if delivery.channel == OLD else "new's")
    await store.outbox.move(OLD, NEW)
    await queue(store, "e2", to=(NEW,))
    assert ([own], "new's") == (await store.subscriptions.of_channel(NEW), (await claim(store)).story_message_id)


async def test_move_back_is_a_move(store: AnyStore) -> None:
    await store.outbox.move(OLD, NEW)
    await store.outbox.move(NEW, OLD)
    await queue(store, "e1", to=(OLD,))
    await store.outbox.ack(await claim(store), "1")
    await queue(store, "e2", to=(NEW,))
    assert OLD == (await claim(store)).channel


async def test_move_to_itself_changes_nothing(store: AnyStore) -> None:
    await queue(store)
    await store.outbox.move(HERE, HERE)
    assert HERE == (await claim(store)).channel


async def test_move_opens_what_was_suspended_under_the_old_id(store: AnyStore) -> None:
    await queue(store, to=(OLD,))
    await store.outbox.suspend(OLD, "chat upgraded")
    await store.outbox.move(OLD, NEW)
    assert (NEW, {}) == ((await claim(store)).channel, await store.outbox.suspended())


async def test_move_of_a_send_that_arrived_counts_it(store: AnyStore) -> None:
    await queue(store, "e1", to=(OLD,))
    delivery = await claim(store)
    await store.outbox.move(OLD, NEW)
    await store.outbox.ack(delivery, "41")
    await queue(store, "e2", to=(NEW,))
    then = await claim(store)
    assert ("e2", "41") == (then.event.id, then.story_message_id)


async def test_move_does_not_hurry_a_lane_that_waits(store: AnyStore) -> None:
    await queue(store, "e1", to=(NEW,))
    await store.outbox.retry(await claim(store), may_have_arrived=False, after=timedelta(minutes=1), reason="429")
    await queue(store, "e2", to=(OLD,))
    await store.outbox.move(OLD, NEW)
    assert None is await store.outbox.claim()


async def test_unsubscribe_after_a_move_drops_what_was_queued_before_it(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription(OLD))
    await queue(store, to=(OLD,))
    await store.outbox.move(OLD, NEW)
    assert await store.subscriptions.unsubscribe(NEW, MATTER)
    assert (None, 0) == (await store.outbox.claim(), await store.outbox.backlog())


async def test_subscribing_an_old_id_makes_it_a_channel_again(store: AnyStore) -> None:
    await store.outbox.move(OLD, NEW)
    await store.subscriptions.subscribe(subscription(OLD))
    await queue(store, to=(OLD,))
    assert OLD == (await claim(store)).channel


async def test_a_move_between_two_chunks_tells_the_channel_once(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription(OLD))
    await commit(store, events=(event(),))
    await address(store, to=(OLD,), cursor=1)
    await store.outbox.move(OLD, NEW)
    _, cursor = await store.subscriptions.of_matter(MATTER, 1)
    await address(store, to=(), cursor=cursor)
    assert 1 == await store.outbox.backlog()


async def test_words_that_come_after_a_suspension_still_count(store: AnyStore) -> None:
    await queue(store)
    delivery = await claim(store)
    await store.outbox.suspend(HERE, "kicked")
    await store.outbox.retry(delivery, may_have_arrived=True, after=NOW, reason="timed out")
    await store.outbox.resume(HERE)
    assert DeliveryState.UNKNOWN is (await claim(store)).was


async def test_move_into_a_lane_that_is_sending_leaves_one_on_its_way(store: AnyStore) -> None:
    await queue(store, "e1", to=(OLD, NEW))
    both = {(delivery := await claim(store)).channel: delivery for _ in range(2)}
    await store.outbox.move(OLD, NEW)
    assert None is await store.outbox.claim()
    await store.outbox.ack(both[NEW], "1")
    then = await claim(store)
    assert (both[OLD].id, DeliveryState.PENDING) == (then.id, then.was)
