from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.deadlines.moves import end_of_day, move_for
from bot.deadlines.reminders import ladder_for
from bot.domain.deadline import DeadlineChange
from bot.domain.errors import ConflictError
from bot.domain.event import StatedTerm
from bot.domain.source import Validators
from tests import make
from tests.contract import ledger
from tests.contract.ledger import MATTER, WIRE
from tests.valkey import AnyStore

DARK = make.item("dark", "TikTok goes dark in the United States")
NEXT = make.NOON + timedelta(minutes=5)


async def test_a_new_source_is_due_and_not_baselined(store: AnyStore) -> None:
    world = await store.items.world(WIRE.id, [1, -2], [MATTER])
    assert (world.seen, world.is_baselined) == (frozenset(), False)
    assert await store.items.due_sources([WIRE.id], make.NOON) == [WIRE.id]


async def test_commit_remembers_marks_validators_stories_and_events_together(store: AnyStore) -> None:
    await ledger.opened(store, ledger.ONE)
    made = await ledger.planned(store, DARK)
    await store.items.commit(made, NEXT)
    world = await store.items.world(WIRE.id, [DARK.mark, 5], [MATTER])
    state = (await store.items.source_states([WIRE.id]))[WIRE.id]
    assert (world.seen, world.is_baselined) == (frozenset({DARK.mark}), True)
    assert world.matters[0].stories == made.stories
    assert (state.validators, state.next_poll_at, state.last_new_at) == (Validators(etag="e2"), NEXT, make.NOON)
    assert await store.items.events(MATTER.id, 5) == list(made.events)
    assert await store.items.find_event(made.events[0].id) == made.events[0]
    assert await store.items.latest(MATTER.id, 5) == list(made.stories)


async def test_commit_changes_nothing_when_the_matter_changed_since_it_was_read(store: AnyStore) -> None:
    await ledger.opened(store)
    first, second = (
        await ledger.planned(store, DARK),
        await ledger.planned(store, make.item("law", "Court upholds TikTok law")),
    )
    await store.items.commit(first, NEXT)
    with pytest.raises(ConflictError):
        await store.items.commit(second, NEXT)
    world = await store.items.world(WIRE.id, list(second.marks), [MATTER])
    assert (world.seen, len(world.matters[0].stories)) == (frozenset(), 1)


async def test_replanning_after_a_commit_finds_everything_seen(store: AnyStore) -> None:
    await ledger.opened(store)
    await store.items.commit(await ledger.planned(store, DARK), NEXT)
    again = await ledger.planned(store, DARK)
    await store.items.commit(again, NEXT)
    assert (again.events, len(await store.items.events(MATTER.id, 9))) == ((), 1)


async def test_an_event_is_queued_once_when_it_is_committed_twice(store: AnyStore) -> None:
    await ledger.opened(store, ledger.ONE)
    await ledger.queued(store, ledger.event())
    await ledger.queued(store, ledger.event())
    assert await store.outbox.backlog() == 1


async def test_commit_of_a_moved_deadline_keeps_the_chain_and_replaces_the_ladder(store: AnyStore) -> None:
    await ledger.opened(store)
    (before,) = await store.deadlines.current(MATTER.id)
    verdict = make.verdict(term=StatedTerm(until=date(2025, 6, 19)))
    change = move_for(
        verdict, before, signed_on=date(2025, 1, 20), now=make.NOON, authority="Order", link="https://gov.example/o"
    )
    assert isinstance(change, DeadlineChange)
    made = replace(await ledger.planned(store, DARK), changes=(change,), reminders=ladder_for(change.after, make.NOON))
    await store.items.commit(made, NEXT)
    assert await store.deadlines.current(MATTER.id) == [change.after]
    assert await store.deadlines.history(MATTER.id, before.id) == [before, change.after]
    due = await store.deadlines.due(end_of_day(date(2026, 1, 1), "UTC"))
    assert {r.version for r in due} == {change.after.version}


async def test_open_matter_leaves_a_known_matter_as_it_is(store: AnyStore) -> None:
    await ledger.opened(store)
    moved = make.deadline(due_at=make.FIRST_DUE + timedelta(days=99))
    await store.items.open_matter(MATTER, [moved], ladder_for(moved, make.NOON))
    assert [d.due_at for d in await store.deadlines.current(MATTER.id)] == [make.FIRST_DUE]


async def test_a_failing_source_counts_and_a_healthy_answer_heals_it(store: AnyStore) -> None:
    later = make.NOON + timedelta(hours=1)
    await store.items.note_failure(WIRE.id, "no answer", make.NOON, NEXT)
    failing = await store.items.note_failure(WIRE.id, "status 500", later, later + timedelta(minutes=2))
    assert (failing.n_fails, failing.problem, failing.failing_since_at) == (2, "status 500", make.NOON)
    await store.items.note_unchanged(WIRE.id, Validators(body_hash="h"), later, later + timedelta(minutes=9))
    healthy = (await store.items.source_states([WIRE.id]))[WIRE.id]
    assert (healthy.n_fails, healthy.problem, healthy.failing_since_at) == (0, "", None)
    assert (healthy.validators.body_hash, healthy.last_ok_at) == ("h", later)


async def test_a_failed_poll_keeps_validators_and_baseline(store: AnyStore) -> None:
    await store.items.commit(await ledger.planned(store, DARK), NEXT)
    state = await store.items.note_failure(WIRE.id, "no answer", make.NOON, NEXT)
    assert (state.validators.etag, state.is_baselined) == ("e2", True)


async def test_due_sources_are_the_longest_overdue_first(store: AnyStore) -> None:
    other = make.source("other").id
    await store.items.note_unchanged(WIRE.id, Validators(), make.NOON, NEXT)
    await store.items.note_unchanged(other, Validators(), make.NOON, make.NOON)
    assert await store.items.due_sources([WIRE.id, other], make.NOON) == [other]
    assert await store.items.due_sources([WIRE.id, other], NEXT) == [other, WIRE.id]


async def test_marks_keep_their_sign_and_size(store: AnyStore) -> None:
    await ledger.opened(store)
    marks = (2**63 - 1, -(2**63), 0, -1)
    await store.items.commit(replace(await ledger.planned(store), marks=marks), NEXT)
    world = await store.items.world(WIRE.id, [*marks, 7], [MATTER])
    assert world.seen == frozenset(marks)


async def test_hostile_text_comes_back_as_it_was(store: AnyStore) -> None:
    await ledger.opened(store)
    item = make.item("x", 'TikTok goes dark "\\" {{}} \u0000 \u2028 🇺🇸 字节跳动 </script>')
    made = await ledger.planned(store, item)
    await store.items.commit(made, NEXT)
    assert await store.items.find_story(MATTER.id, made.stories[0].id) == made.stories[0]
