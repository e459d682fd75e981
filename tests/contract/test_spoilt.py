"""Whatever stands in the server: it is checked, told of, and stops nothing but itself (I8, I9)."""

from __future__ import annotations

import os
import pickle
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.domain.channel import Channel, Platform
from bot.domain.errors import StoreError
from bot.domain.event import AlertLevel
from bot.domain.ids import EventId, MatterId, StoryId, delivery_id_for
from bot.domain.source import SourceState
from bot.store.keys import Key
from bot.store.redis_store import RedisStore
from tests.contract.given import HERE, MATTER, SOURCE, THERE, claim, commit, event, queue, reminder, story, subscription
from tests.make import NOON, deadline, matter

NONSENSE = [
    "",
    "{",
    "null",
    "[]",
    '{"id": 1}',
    b"\xff\xfe",
    '"\\ud800"',
    b"\x80\x04\x8c\x02os\x94.",
    "9" * 5000,
    "[" * 100_000,
]
ROW = Key.ROW + delivery_id_for(EventId("e1"), HERE.id)


@pytest.fixture
def redis(redis_store: RedisStore) -> Redis:
    """The server under the store, to spoil what it holds."""
    return redis_store.outbox._redis


class _Exploit:
    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return os.putenv, ("REPRIEVE_STORE_RAN", "this")


@pytest.mark.parametrize("value", [*NONSENSE, pickle.dumps(_Exploit())])
async def test_an_event_that_cannot_be_read_is_buried_and_the_next_goes(
    redis_store: RedisStore, redis: Redis, value: str | bytes
) -> None:
    await queue(redis_store, "e1")
    await queue(redis_store, "e2")
    await redis.hset(Key.EVENT + "e1", "body", value)
    assert (await claim(redis_store)).event.id == "e2"
    assert [d.event_id for d in await redis_store.outbox.dead_letters(9)] == ["e1"]


async def test_an_event_that_is_gone_is_buried(redis_store: RedisStore, redis: Redis) -> None:
    await queue(redis_store)
    await redis.delete(Key.EVENT + "e1")
    assert await redis_store.outbox.claim() is None
    assert [d.reason for d in await redis_store.outbox.dead_letters(9)] == ["its event is gone"]


async def test_a_row_that_is_gone_is_buried(redis_store: RedisStore, redis: Redis) -> None:
    await queue(redis_store)
    await redis.delete(ROW)
    assert await redis_store.outbox.claim() is None
    assert [d.channel_id for d in await redis_store.outbox.dead_letters(9)] == [HERE.id]


@pytest.mark.parametrize("field", ["state", "tries", "first", "claims", "epoch", "matter", "story"])
async def test_a_row_with_a_spoilt_field_stops_nobody_else(redis_store: RedisStore, redis: Redis, field: str) -> None:
    await queue(redis_store, to=(HERE, THERE))
    await redis.hset(ROW, field, "nonsense")
    found = set()
    while (delivery := await redis_store.outbox.claim()) is not None:
        await redis_store.outbox.ack(delivery, "1")
        found.add(delivery.channel)
    dead = {d.channel_id for d in await redis_store.outbox.dead_letters(9)}
    assert THERE in found
    assert HERE in found or HERE.id in dead


@pytest.mark.parametrize("value", NONSENSE[1:])
async def test_a_subscription_that_cannot_be_read_is_skipped_but_not_its_neighbours(
    redis_store: RedisStore, redis: Redis, value: str | bytes
) -> None:
    for channel in (HERE, THERE):
        await redis_store.subscriptions.subscribe(subscription(channel))
    await redis.hset(Key.SUBSCRIPTIONS + MATTER, HERE.id, value)
    assert await redis_store.subscriptions.of_matter(MATTER) == ([subscription(THERE)], 0)
    assert await redis_store.subscriptions.of_channel(HERE) == []


async def test_a_delivery_whose_subscription_cannot_be_read_is_buried(redis_store: RedisStore, redis: Redis) -> None:
    await queue(redis_store)
    await redis.hset(Key.SUBSCRIPTIONS + MATTER, HERE.id, "{")
    assert await redis_store.outbox.claim() is None
    [letter] = await redis_store.outbox.dead_letters(9)
    assert "not a stored subscription" in letter.reason


async def test_a_fan_out_that_cannot_be_read_ends_and_the_next_begins(redis_store: RedisStore, redis: Redis) -> None:
    await commit(redis_store, events=(event("e1"), event("e2"), event("e3"), event("e4")))
    await redis.hset(Key.EVENT + "e1", "body", "{")
    await redis.delete(Key.EVENT + "e2")
    await redis.hset(Key.CURSOR, "e3", "nonsense")
    job = await redis_store.outbox.next_fan_out()
    assert job is not None
    assert job.event.id == "e4"


@pytest.mark.parametrize("value", NONSENSE)
async def test_a_story_that_cannot_be_read_does_not_hide_the_others(
    redis_store: RedisStore, redis: Redis, value: str | bytes
) -> None:
    await commit(redis_store, stories=(story("s1"), story("s2")))
    await redis.hset(Key.STORY + MATTER, "s1", value)
    world = await redis_store.items.world(SOURCE, (), (matter(),))
    assert world.matters[0].stories == (story("s2"),)
    assert await redis_store.items.latest(MATTER, 9) == [story("s2")]
    assert await redis_store.items.find_story(MATTER, StoryId("s1")) is None


async def test_a_naive_instant_is_not_taken_for_one(redis_store: RedisStore, redis: Redis) -> None:
    await commit(redis_store, stories=(story("s1"),))
    body = await redis.hget(Key.STORY + MATTER, "s1")
    await redis.hset(Key.STORY + MATTER, "s1", body.replace('12:00:00Z"', '12:00:00"'))
    assert await redis_store.items.find_story(MATTER, StoryId("s1")) is None


@pytest.mark.parametrize("value", NONSENSE)
async def test_deadlines_that_cannot_be_read_are_an_error_for_their_matter_alone(
    redis_store: RedisStore, redis: Redis, value: str | bytes
) -> None:
    await redis_store.items.open_matter(matter(), (deadline(),), ())
    await redis.hset(Key.DEADLINES + MATTER, "divest|2", value)
    with pytest.raises(StoreError, match="deadlines of tiktok cannot be read"):
        await redis_store.deadlines.current(MATTER)
    with pytest.raises(StoreError, match="deadlines of tiktok cannot be read"):
        await redis_store.items.world(SOURCE, (), (matter(),))
    assert await redis_store.deadlines.current(MatterId("other")) == []


@pytest.mark.parametrize(("field", "value"), [("ok", "x"), ("fails", "1.5"), ("since", "9" * 40), ("new", "-")])
async def test_a_source_that_cannot_be_read_starts_anew(
    redis_store: RedisStore, redis: Redis, field: str, value: str
) -> None:
    await commit(redis_store)
    await redis.hset(Key.SOURCE + SOURCE, field, value)
    assert await redis_store.items.source_states([SOURCE]) == {SOURCE: SourceState()}


@pytest.mark.parametrize("name", ["", "x", "tiktok|divest|1", "tiktok|divest|one|60", "a|b|1|99999999999999999999"])
async def test_a_reminder_that_cannot_be_read_is_skipped(redis_store: RedisStore, redis: Redis, name: str) -> None:
    await redis_store.items.open_matter(matter(), (deadline(),), (reminder(),))
    await redis.zadd(Key.REMINDERS, {name: 1})
    assert await redis_store.deadlines.due(NOON) == [reminder()]


async def test_a_lane_that_names_no_channel_is_buried(redis_store: RedisStore, redis: Redis) -> None:
    await queue(redis_store, to=(HERE,))
    odd = Channel(Platform.CONSOLE, 1)
    await redis.hset(Key.ALIAS, odd.id, "nowhere")
    await queue(redis_store, "e2", to=(odd,))
    assert (await claim(redis_store)).channel == HERE
    assert await redis_store.outbox.claim() is None
    [letter] = await redis_store.outbox.dead_letters(9)
    assert "not a channel id" in letter.reason


async def test_half_a_character_does_not_stop_the_item_that_holds_it(redis_store: RedisStore) -> None:
    await commit(redis_store, events=(event(reason="half \ud83d of it"),))
    assert (await redis_store.items.find_event(EventId("e1"))) == event(reason="half ? of it")


async def test_what_was_seen_is_kept_while_it_stands_in_the_feed(redis_store: RedisStore) -> None:
    standing = (1, -2)
    await commit(redis_store, marks=standing)
    for batch in range(3):
        first = 1000 + 5000 * batch
        await commit(redis_store, marks=tuple(range(first, first + 5000)))
        world = await redis_store.items.world(SOURCE, standing, ())
        assert world.seen == frozenset(standing)
    gone = await redis_store.items.world(SOURCE, (1000, 11_000), ())
    assert gone.seen == frozenset({11_000})


async def test_old_stories_and_events_make_room(redis_store: RedisStore, redis: Redis) -> None:
    for n in range(0, 1200, 100):
        minutes = [(f"s{k:04}", NOON + timedelta(minutes=k)) for k in range(n, n + 100)]
        await commit(redis_store, stories=tuple(story(name, updated_at=at) for name, at in minutes))
    counts = [await redis.zcard(family + MATTER) for family in (Key.STORIES, Key.TOLD, Key.TOUCHED)]
    assert [*counts, await redis.hlen(Key.STORY + MATTER)] == [1000] * 4
    [newest] = await redis_store.items.latest(MATTER, 1)
    assert (newest.id, newest.level) == ("s1199", AlertLevel.BREAKING)
