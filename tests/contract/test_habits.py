"""What the store remembers of how a source behaves: stored with its validators, never before (I5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.domain.errors import ConflictError
from bot.domain.item import FeedHints
from bot.domain.source import Coverage, Gap, GapSign, Habits, Pace, Redirect, SourceState, Validators
from bot.store.keys import Key
from bot.store.redis_store import RedisStore
from tests.contract.given import LATER, MATTER, SOURCE, plan
from tests.make import NOON, matter, source
from tests.valkey import AnyStore

HABITS = Habits(
    arrivals=(NOON, LATER),
    n_window=30,
    hints=FeedHints(timedelta(minutes=15), (0, 23), (5, 6)),
    redirect=Redirect("https://new.example/“feed”", 2, NOON),
    gap=Gap(GapSign.SHRUNKEN, NOON, LATER, 30, 4),
    coverage=Coverage("orders", "all", NOON),
    in_full_at=NOON,
    pace=Pace.RARE,
    may_ask_at=LATER,
)
OTHER = source("other").id


async def state_of(store: AnyStore) -> SourceState:
    return (await store.items.source_states([SOURCE]))[SOURCE]


async def test_commit_stores_habits_beside_the_validators(store: AnyStore) -> None:
    await store.items.commit(plan(validators=Validators("e", address="https://new.example/")), LATER, HABITS)
    state = await state_of(store)
    assert (HABITS, "https://new.example/") == (state.habits, state.validators.address)


async def test_note_unchanged_stores_habits_beside_the_validators(store: AnyStore) -> None:
    await store.items.note_unchanged(SOURCE, Validators("e", address="https://new.example/"), NOON, LATER, HABITS)
    state = await state_of(store)
    assert (HABITS, "https://new.example/") == (state.habits, state.validators.address)


async def test_habits_stay_when_none_are_given(store: AnyStore) -> None:
    await store.items.commit(plan(), LATER, HABITS)
    await store.items.commit(plan(), LATER)
    await store.items.note_unchanged(SOURCE, Validators(), NOON, LATER)
    await store.items.note_failure(SOURCE, "no answer", NOON, LATER)
    assert HABITS == (await state_of(store)).habits


async def test_habits_are_not_stored_when_the_commit_is_refused(store: AnyStore) -> None:
    with pytest.raises(ConflictError):
        await store.items.commit(plan(revisions={MATTER: 7}, contents=(1,)), LATER, HABITS)
    world = await store.items.world(SOURCE, [1], [matter()])
    assert (Habits(), frozenset()) == ((await state_of(store)).habits, world.seen)


@pytest.mark.parametrize("value", ["", "{", "[]", '{"n_window": "many"}', '{"arrivals": ["2025-01-15T12:00:00"]}'])
async def test_habits_that_cannot_be_read_begin_anew_and_spoil_nothing_else(
    redis_store: RedisStore, value: str
) -> None:
    await redis_store.items.commit(plan(), LATER, HABITS)
    await _server(redis_store).hset(Key.SOURCE + SOURCE, "habits", value)
    state = await state_of(redis_store)
    assert (Habits(), Validators("e1"), True) == (state.habits, state.validators, state.is_baselined)


async def test_habits_of_an_older_version_are_read(redis_store: RedisStore) -> None:
    await redis_store.items.commit(plan(), LATER, HABITS)
    await _server(redis_store).hset(Key.SOURCE + SOURCE, "habits", '{"n_window": 30}')
    assert Habits(n_window=30) == (await state_of(redis_store)).habits


def _server(store: RedisStore) -> Redis:
    """The server under the store, to spoil what it holds."""
    return store.items._redis


async def test_contents_of_the_newest_window_are_known_and_no_others(store: AnyStore) -> None:
    await store.items.commit(plan(contents=(1, 2)), LATER)
    await store.items.commit(plan(contents=(2, -3)), LATER)
    world = await store.items.world(SOURCE, [1, 2, -3], [])
    assert frozenset({2, -3}) == world.seen


async def test_contents_of_one_source_are_not_those_of_another(store: AnyStore) -> None:
    await store.items.commit(plan(contents=(1,)), LATER)
    assert frozenset() == (await store.items.world(OTHER, [1], [])).seen


async def test_contents_stay_when_the_source_answers_with_nothing(store: AnyStore) -> None:
    await store.items.commit(plan(contents=(1,)), LATER)
    await store.items.commit(plan(), LATER)
    assert frozenset({1}) == (await store.items.world(SOURCE, [1], [])).seen


async def test_many_contents_are_kept(store: AnyStore) -> None:
    marks = tuple(range(-5_000, 5_000))
    await store.items.commit(plan(contents=marks), LATER)
    assert frozenset(marks) == (await store.items.world(SOURCE, marks, [])).seen


async def test_what_is_known_again_is_seen_but_no_news(store: AnyStore) -> None:
    await store.items.commit(plan(marks=(1,)), LATER)
    await store.items.commit(plan(at=LATER, known_again=(2,)), LATER)
    world = await store.items.world(SOURCE, [1, 2], [])
    assert (frozenset({1, 2}), NOON) == (world.seen, (await state_of(store)).last_new_at)


async def test_hasten_brings_the_next_poll_forward(store: AnyStore) -> None:
    await store.items.note_unchanged(SOURCE, Validators(), NOON, LATER)
    sooner = NOON + timedelta(seconds=30)
    await store.items.hasten({SOURCE: sooner})
    assert ([], [SOURCE]) == (
        await store.items.due_sources([SOURCE], NOON),
        await store.items.due_sources([SOURCE], sooner),
    )


async def test_hasten_never_puts_a_poll_off_and_invents_none(store: AnyStore) -> None:
    await store.items.note_unchanged(SOURCE, Validators(), NOON, LATER)
    await store.items.hasten({SOURCE: LATER + timedelta(hours=1), OTHER: LATER})
    states = await store.items.source_states([SOURCE, OTHER])
    assert [LATER, None] == [states[SOURCE].next_poll_at, states[OTHER].next_poll_at]


async def test_hasten_of_nothing_changes_nothing(store: AnyStore) -> None:
    await store.items.note_unchanged(SOURCE, Validators(), NOON, LATER)
    before = await state_of(store)
    await store.items.hasten({})
    assert before == await state_of(store)
