"""What is agreed with hubs is kept, found by its callback, and changed by one hand at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.ids import SourceId
from bot.domain.source import HubLease, HubLink, HubMode
from bot.store.keys import Key
from bot.store.redis_store import RedisStore
from tests.make import NOON
from tests.valkey import AnyStore

LINK = HubLink("https://hub.example/", "https://harbor.example/feed")
LEASE = HubLease(SourceId("harbor"), LINK, "a-callback", "a-secret", NOON)
ASKED = replace(LEASE, version=2, asked=HubMode.SUBSCRIBE, asked_at=NOON, n_fails=1)
HELD = replace(ASKED, version=3, verified_at=NOON, ends_at=NOON + timedelta(days=10), pushed_at=NOON)


async def test_every_version_is_read_as_it_was_stored(store: AnyStore) -> None:
    for lease in (LEASE, ASKED, HELD):
        assert await store.hubs.save(lease)
        assert ([lease], lease) == (await store.hubs.all(), await store.hubs.find("a-callback"))


@pytest.mark.parametrize("callback", ["", "another", "a-callback "])
async def test_nothing_is_found_under_another_callback(store: AnyStore, callback: str) -> None:
    await store.hubs.save(LEASE)
    assert await store.hubs.find(callback) is None


async def test_another_version_is_not_overwritten(store: AnyStore) -> None:
    await store.hubs.save(LEASE)
    await store.hubs.save(ASKED)
    assert [False, False] == [await store.hubs.save(replace(ASKED, version=n)) for n in (2, 4)]
    assert not await store.hubs.remove(LEASE)
    assert [ASKED] == await store.hubs.all()


async def test_a_new_beginning_takes_the_place_of_what_was_there(store: AnyStore) -> None:
    await store.hubs.save(LEASE)
    await store.hubs.save(ASKED)
    anew = replace(LEASE, callback="another", secret="another")
    assert await store.hubs.save(anew)
    assert (None, anew) == (await store.hubs.find("a-callback"), await store.hubs.find("another"))


async def test_what_was_removed_is_found_no_more(store: AnyStore) -> None:
    await store.hubs.save(LEASE)
    assert await store.hubs.remove(LEASE)
    assert not await store.hubs.remove(LEASE)
    assert (None, []) == (await store.hubs.find("a-callback"), await store.hubs.all())


async def test_removing_leaves_nothing_behind(redis_store: RedisStore) -> None:
    await redis_store.hubs.save(LEASE)
    await redis_store.hubs.remove(LEASE)
    assert 0 == await redis_store.hubs._redis.exists(Key.HUBS, Key.CALLBACKS)


@pytest.mark.parametrize("spoilt", ["{", "[]", "7", '{"version": 9, "callback": "a-callback"}'])
async def test_what_cannot_be_read_counts_as_nothing_and_is_replaced(redis_store: RedisStore, spoilt: str) -> None:
    await redis_store.hubs.save(LEASE)
    await redis_store.hubs._redis.hset(Key.HUBS, LEASE.source_id, spoilt)
    assert (None, []) == (await redis_store.hubs.find("a-callback"), await redis_store.hubs.all())
    assert await redis_store.hubs.save(LEASE)
    assert [LEASE] == await redis_store.hubs.all()


def test_secret_and_callback_are_not_shown() -> None:
    assert [] == [word for word in ("a-secret", "a-callback") if word in repr(HELD)]
