from __future__ import annotations

from bot.domain.channel import Channel, Platform
from bot.domain.event import AlertLevel
from tests.contract import ledger
from tests.contract.ledger import MATTER, ONE, TWO, subscription
from tests.valkey import AnyStore


async def test_subscribe_says_whether_it_is_new_and_the_later_one_counts(store: AnyStore) -> None:
    louder = subscription(level=AlertLevel.BREAKING)
    assert await store.subscriptions.subscribe(subscription())
    assert not await store.subscriptions.subscribe(louder)
    assert await store.subscriptions.of_channel(ONE) == [louder]
    assert await store.subscriptions.of_matter(MATTER.id) == ([louder], 0)


async def test_unsubscribe_says_whether_there_was_one(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    assert await store.subscriptions.unsubscribe(ONE, MATTER.id)
    assert not await store.subscriptions.unsubscribe(ONE, MATTER.id)
    assert await store.subscriptions.of_channel(ONE) == []


async def test_unsubscribe_drops_what_is_queued_for_this_channel_alone(store: AnyStore) -> None:
    await ledger.opened(store, ONE, TWO)
    await ledger.queued(store, ledger.event())
    await store.subscriptions.unsubscribe(ONE, MATTER.id)
    claimed = await store.outbox.claim()
    assert claimed is not None
    assert (claimed.channel, await store.outbox.claim()) == (TWO, None)


async def test_of_matter_gives_every_follower_in_chunks(store: AnyStore) -> None:
    channels = [Channel(Platform.TELEGRAM, n) for n in range(1, 1101)]
    for channel in channels:
        await store.subscriptions.subscribe(subscription(channel))
    found, cursor, sizes = [], 0, []
    while True:
        chunk, cursor = await store.subscriptions.of_matter(MATTER.id, cursor)
        found += [s.channel for s in chunk]
        sizes.append(len(chunk))
        if not cursor:
            break
    assert (sizes, found) == ([500, 500, 100], channels)
