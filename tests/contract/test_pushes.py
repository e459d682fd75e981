from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.ids import MatterId
from bot.domain.matter import Docket, KnownDocket
from bot.domain.source import Validators
from bot.store.keys import Key
from bot.store.redis_store import RedisStore
from tests import make
from tests.contract import ledger
from tests.contract.given import plan, story
from tests.contract.ledger import MATTER, WIRE
from tests.valkey import AnyStore

NEXT = make.NOON + timedelta(minutes=5)
APPEAL = KnownDocket("68506893", "cadc", "24-1113", "Harbor Inc. v. Roe")


async def state_of(store: AnyStore):
    return (await store.items.source_states([WIRE.id]))[WIRE.id]


async def push(store: AnyStore, mark: int = 7, at: datetime = make.NOON) -> None:
    world = await store.items.world(WIRE.id, [mark], [MATTER])
    revisions = {MatterId(MATTER.id): world.matters[0].revision}
    told = {"revisions": revisions, "stories": (story(),)}
    await store.items.commit(plan(source_id=WIRE.id, at=at, marks=(mark,), validators=Validators(), **told), None)


async def test_a_push_marks_and_tells_but_is_no_first_poll(store: AnyStore) -> None:
    await ledger.opened(store)
    await push(store)
    world = await store.items.world(WIRE.id, [7], [MATTER])
    state = await state_of(store)
    assert (world.seen, world.is_baselined, len(world.matters[0].stories)) == (frozenset({7}), False, 1)
    assert (state.next_poll_at, state.last_ok_at, state.last_new_at) == (None, None, make.NOON)
    assert await store.items.due_sources([WIRE.id], make.NOON) == [WIRE.id]


async def test_a_push_leaves_validators_and_the_next_poll_as_they_are(store: AnyStore) -> None:
    await store.items.note_unchanged(WIRE.id, Validators(etag="e1"), make.NOON, NEXT)
    before = await state_of(store)
    await push(store, at=make.NOON + timedelta(minutes=1))
    after = await state_of(store)
    assert (after.validators, after.next_poll_at, after.last_ok_at) == (before.validators, NEXT, make.NOON)


async def test_a_push_does_not_heal_a_source_that_fails(store: AnyStore) -> None:
    await store.items.note_failure(WIRE.id, "no answer", make.NOON, NEXT)
    await push(store)
    state = await state_of(store)
    assert (state.n_fails, state.problem, state.failing_since_at) == (1, "no answer", make.NOON)


async def test_an_event_is_known_once_it_was_taken(store: AnyStore) -> None:
    assert not await store.pushes.is_taken("courtlistener", "a key")
    await store.pushes.take("courtlistener", "a key")
    assert await store.pushes.is_taken("courtlistener", "a key")
    assert not await store.pushes.is_taken("courtlistener", "another")
    assert not await store.pushes.is_taken("somebody", "a key")


async def test_an_event_is_remembered_for_longer_than_it_is_repeated(redis_store: RedisStore) -> None:
    await redis_store.pushes.take("courtlistener", "a key")
    (at,) = [key async for key in redis_store.pushes._redis.scan_iter(f"{Key.PUSHED}*")]
    assert await redis_store.pushes._redis.ttl(at) > timedelta(days=5).total_seconds()


async def test_a_docket_that_was_looked_up_is_found_by_court_and_number(store: AnyStore) -> None:
    await store.dockets.keep(APPEAL)
    assert await store.dockets.find(Docket("cadc", "24-1113")) == APPEAL
    assert await store.dockets.find(Docket("cafc", "24-1113")) is None


async def test_a_docket_that_cannot_be_read_is_looked_up_again(redis_store: RedisStore) -> None:
    await redis_store.dockets._redis.hset(Key.DOCKETS, "cadc/24-1113", '{"id": 7}')
    assert await redis_store.dockets.find(Docket("cadc", "24-1113")) is None
