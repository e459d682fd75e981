"""The matters that channels made for themselves: kept with their subscription, limited, gone without a trace."""

from __future__ import annotations

from redis.asyncio import Redis

from bot.domain.channel import Channel, Platform
from bot.domain.ids import StoryId, follow_id_for
from bot.domain.matter import Docket, Follow
from bot.domain.subscription import Subscription
from bot.store.keys import LIMITS, Key
from bot.store.redis_store import RedisStore
from tests.contract.given import HERE, MATTER, SOURCE, THERE, event, plan, story, subscription
from tests.make import NOON, hours, source
from tests.valkey import AnyStore


def follow(n: int = 0, channel: Channel = HERE, docket: Docket | None = None) -> Follow:
    made = source(f"feed{n}")
    return Follow(follow_id_for(channel.id, made.url), f"Feed {n}", made, docket, "UTC", NOON + hours(n))


def of(made: Follow, channel: Channel = HERE) -> Subscription:
    return subscription(channel, matter_id=made.id)


async def saved(store: AnyStore, *follows: Follow, channel: Channel = HERE) -> list[bool]:
    return [await store.follows.save(f, of(f, channel)) for f in follows]


async def test_save_keeps_the_follow_and_subscribes_its_channel(store: AnyStore) -> None:
    newer, older = follow(2), follow(1, docket=Docket("dcd", "1:25-cv-00400"))
    assert [True, True] == await saved(store, newer, older)
    assert [older, newer] == await store.follows.all()
    assert {newer.id, older.id} == {s.matter_id for s in await store.subscriptions.of_channel(HERE)}


async def test_save_again_replaces_it(store: AnyStore) -> None:
    await saved(store, follow())
    assert [True] == await saved(store, follow())
    assert [follow()] == await store.follows.all()


async def test_save_of_one_too_many_changes_nothing(store: AnyStore) -> None:
    most = LIMITS["follows_of_channel"]
    await store.subscriptions.subscribe(subscription())
    assert [True] * most + [False] == await saved(store, *(follow(n) for n in range(most + 1)))
    assert most == len(await store.follows.all())
    assert follow(most).id not in {s.matter_id for s in await store.subscriptions.of_channel(HERE)}


async def test_one_of_a_full_channel_may_be_saved_anew_and_another_channel_has_room(store: AnyStore) -> None:
    most = LIMITS["follows_of_channel"]
    await saved(store, *(follow(n) for n in range(most)))
    assert [True] == await saved(store, follow(0))
    assert [True] == await saved(store, follow(most, THERE), channel=THERE)


async def test_all_channels_together_have_a_limit(store: AnyStore) -> None:
    channels = [Channel(Platform.DISCORD, n) for n in range(LIMITS["follows_in_all"] // LIMITS["follows_of_channel"])]
    for channel in channels:
        await saved(store, *(follow(n, channel) for n in range(LIMITS["follows_of_channel"])), channel=channel)
    assert [False] == await saved(store, follow())


async def test_remove_ends_the_subscription_and_drops_what_is_queued(store: AnyStore) -> None:
    await saved(store, follow())
    told = event(matter_id=follow().id)
    await store.items.commit(plan(events=(told,), revisions={follow().id: 0}), NOON)
    assert await store.follows.remove(HERE, follow().id)
    assert ([], [], 0) == (
        await store.follows.all(),
        await store.subscriptions.of_channel(HERE),
        (await store.subscriptions.of_matter(follow().id))[1],
    )


async def test_remove_forgets_what_was_told(store: AnyStore) -> None:
    await saved(store, follow())
    mine = story(matter_id=follow().id)
    await store.items.commit(plan(stories=(mine,), revisions={follow().id: 0}), NOON)
    await store.follows.remove(HERE, follow().id)
    assert (None, []) == (
        await store.items.find_story(follow().id, StoryId("s1")),
        await store.items.latest(follow().id, 5),
    )


async def test_remove_makes_a_plan_from_before_it_conflict(store: AnyStore) -> None:
    await saved(store, follow())
    world = await store.items.world(SOURCE, (), (follow().made(),))
    await store.follows.remove(HERE, follow().id)
    after = await store.items.world(SOURCE, (), (follow().made(),))
    assert world.matters[0].revision < after.matters[0].revision


async def test_remove_by_another_channel_changes_nothing(store: AnyStore) -> None:
    await saved(store, follow())
    assert not await store.follows.remove(THERE, follow().id)
    assert [follow()] == await store.follows.all()


async def test_remove_of_a_packs_matter_changes_nothing(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    assert not await store.follows.remove(HERE, MATTER)
    assert [subscription()] == await store.subscriptions.of_channel(HERE)


async def test_a_chat_that_moves_takes_its_follows_along(store: AnyStore) -> None:
    await saved(store, follow())
    await store.outbox.move(HERE, THERE)
    assert not await store.follows.remove(HERE, follow().id)
    assert await store.follows.remove(THERE, follow().id)


async def test_a_follow_that_cannot_be_read_hides_no_other(redis_store: RedisStore) -> None:
    redis: Redis = redis_store.outbox._redis
    await saved(redis_store, follow())
    await redis.hset(Key.FOLLOWS, "~spoilt", "{")
    assert [follow()] == await redis_store.follows.all()
