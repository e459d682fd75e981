"""SubscriptionStore: who follows what."""

from datetime import timedelta

from bot.domain.channel import Channel, Platform
from bot.domain.event import AlertLevel
from bot.domain.ids import MatterId
from tests.contract.given import HERE, MATTER, THERE, claim, queue, subscription
from tests.valkey import AnyStore

OTHER = MatterId("other")


async def test_subscribe_replaces_what_was_wanted_before(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    louder = subscription(level=AlertLevel.BREAKING, reminders=(timedelta(minutes=-15),))
    await store.subscriptions.subscribe(louder)
    assert [louder] == await store.subscriptions.of_channel(HERE)
    assert ([louder], 0) == await store.subscriptions.of_matter(MATTER)


async def test_of_channel_lists_its_matters_alone(store: AnyStore) -> None:
    mine = [subscription(matter_id=OTHER), subscription()]
    for one in (*mine, subscription(THERE)):
        await store.subscriptions.subscribe(one)
    assert mine == await store.subscriptions.of_channel(HERE)
    assert [] == await store.subscriptions.of_channel(Channel(Platform.CONSOLE, 1))


async def test_topics_of_one_chat_are_channels_of_their_own(store: AnyStore) -> None:
    topic = Channel(Platform.TELEGRAM, -1001, 7)
    await store.subscriptions.subscribe(subscription(topic))
    assert ([], [subscription(topic)]) == (
        await store.subscriptions.of_channel(HERE),
        await store.subscriptions.of_channel(topic),
    )


async def test_of_matter_ends_when_nobody_is_left(store: AnyStore) -> None:
    for n in range(500):
        await store.subscriptions.subscribe(subscription(Channel(Platform.DISCORD, n)))
    _, cursor = await store.subscriptions.of_matter(MATTER)
    assert ([], 0) == await store.subscriptions.of_matter(MATTER, cursor)
    assert ([], 0) == await store.subscriptions.of_matter(OTHER)


async def test_unsubscribe_drops_what_is_queued_of_that_matter_alone(store: AnyStore) -> None:
    for matter_id in (MATTER, OTHER):
        await store.subscriptions.subscribe(subscription(matter_id=matter_id))
    await queue(store, "dropped", to=(HERE, THERE))
    await queue(store, "kept", matter_id=OTHER)
    await store.subscriptions.unsubscribe(HERE, MATTER)
    claimed = [await claim(store), await claim(store)]
    assert {("dropped", THERE), ("kept", HERE)} == {(d.event.id, d.channel) for d in claimed}


async def test_unsubscribe_of_the_last_rows_leaves_nothing_due(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    await queue(store)
    await store.subscriptions.unsubscribe(HERE, MATTER)
    assert (None, 0) == (await store.outbox.claim(), await store.outbox.backlog())


async def test_unsubscribe_leaves_a_send_on_its_way_to_its_end(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    await queue(store, "e1")
    await queue(store, "e2")
    sent = await claim(store)
    await store.subscriptions.unsubscribe(HERE, MATTER)
    await store.outbox.retry(sent, may_have_arrived=True, after=timedelta(0), reason="timed out")
    again = await claim(store)
    assert (sent.id, None, True) == (again.id, again.subscription, again.may_have_arrived)
    await store.outbox.ack(again, "9")
    assert (None, 0) == (await store.outbox.claim(), await store.outbox.backlog())
