"""ItemStore: what a plan reads, what a commit changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import ConflictError
from bot.domain.event import AlertLevel
from bot.domain.ids import DeadlineId, EventId, MatterId, SourceId, StoryId
from bot.domain.source import SourceState, Validators
from tests.contract.given import LATER, MATTER, SOURCE, change, commit, event, plan, reminder, story
from tests.make import NOON, deadline, matter, report
from tests.valkey import AnyStore

AN_HOUR = timedelta(hours=1)
MARKS = (5, -(2**63), 2**63 - 1)


async def world(store: AnyStore, *marks: int):
    return await store.items.world(SOURCE, marks, (matter(),))


async def test_world_is_empty_when_nothing_was_stored(store: AnyStore) -> None:
    found = await world(store, 1)
    state = found.matters[0]
    assert (frozenset(), False, 0, (), ()) == (
        found.seen,
        found.is_baselined,
        state.revision,
        state.stories,
        state.deadlines,
    )


async def test_world_knows_the_marks_of_this_source_alone(store: AnyStore) -> None:
    await commit(store, marks=MARKS)
    assert frozenset(MARKS) == (await world(store, 7, *MARKS)).seen
    assert frozenset() == (await store.items.world(SourceId("other"), MARKS, ())).seen


async def test_world_is_baselined_after_the_first_commit(store: AnyStore) -> None:
    await commit(store)
    assert (await world(store)).is_baselined


async def test_world_takes_no_marks_and_no_matters(store: AnyStore) -> None:
    assert () == (await store.items.world(SOURCE, (), ())).matters


async def test_world_shows_stories_newest_first(store: AnyStore) -> None:
    old, new = story("s1"), story("s2", updated_at=NOON + AN_HOUR)
    await commit(store, stories=(new, old))
    assert (new, old) == (await world(store)).matters[0].stories


async def test_world_shows_a_story_as_it_was_written_last(store: AnyStore) -> None:
    first, second = story("s1", updated_at=NOON + AN_HOUR), story("s2")
    await commit(store, stories=(first, second))
    await world(store)
    grown = replace(second, reports=(report(), report("desk", "k2")), updated_at=NOON + 2 * AN_HOUR)
    await commit(store, stories=(grown,))
    assert (grown, first) == (await world(store)).matters[0].stories


async def test_world_holds_at_most_200_stories_of_a_matter(store: AnyStore) -> None:
    stories = tuple(story(f"s{n}", updated_at=NOON + n * timedelta(minutes=1)) for n in range(205))
    await commit(store, stories=stories)
    assert stories[:4:-1] == (await world(store)).matters[0].stories


async def test_world_keeps_matters_apart(store: AnyStore) -> None:
    other = matter(id=MatterId("other"))
    await commit(store, stories=(story(),))
    found = await store.items.world(SOURCE, (), (other, matter()))
    assert [(0, 0), (1, 1)] == [(len(m.stories), m.revision) for m in found.matters]


async def test_world_shows_deadlines_in_the_order_of_the_pack(store: AnyStore) -> None:
    watched, sooner = deadline(), deadline(id=DeadlineId("appeal"), due_at=NOON)
    await store.items.open_matter(matter(), (sooner, watched), ())
    assert (watched, sooner) == (await world(store)).matters[0].deadlines


async def test_world_shows_the_newest_version_of_a_deadline(store: AnyStore) -> None:
    await commit(store, changes=(change(2),))
    assert (change(2).after,) == (await world(store)).matters[0].deadlines


async def test_commit_stores_validators_with_the_marks(store: AnyStore) -> None:
    await commit(store, validators=Validators("“e2”", "Wed", "h"), marks=(1,))
    state = (await store.items.source_states([SOURCE]))[SOURCE]
    assert (
        SourceState(
            validators=Validators("“e2”", "Wed", "h"),
            is_baselined=True,
            next_poll_at=LATER,
            last_ok_at=NOON,
            last_new_at=NOON,
        )
        == state
    )


async def test_commit_without_marks_is_no_news(store: AnyStore) -> None:
    await commit(store, marks=(1,))
    await commit(store, at=LATER + AN_HOUR)
    state = (await store.items.source_states([SOURCE]))[SOURCE]
    assert (NOON, LATER + AN_HOUR) == (state.last_new_at, state.next_poll_at)


async def test_commit_heals_a_failing_source(store: AnyStore) -> None:
    await store.items.note_failure(SOURCE, "no route", NOON, LATER)
    await commit(store)
    state = (await store.items.source_states([SOURCE]))[SOURCE]
    assert (0, None, "") == (state.n_fails, state.failing_since_at, state.problem)


async def test_commit_is_refused_whole_when_a_matter_changed(store: AnyStore) -> None:
    await commit(store, stories=(story("s1"),))
    stale = plan(
        marks=(1,),
        validators=Validators("new"),
        revisions={MATTER: 0},
        stories=(story("s2"),),
        events=(event(),),
        changes=(change(),),
        reminders=(reminder(2),),
    )
    with pytest.raises(ConflictError):
        await store.items.commit(stale, LATER + AN_HOUR)
    found = await world(store, 1)
    state = (await store.items.source_states([SOURCE]))[SOURCE]
    assert (frozenset(), 1, (story("s1"),), ()) == (
        found.seen,
        found.matters[0].revision,
        found.matters[0].stories,
        found.matters[0].deadlines,
    )
    assert (Validators("e1"), LATER) == (state.validators, state.next_poll_at)
    assert (None, []) == (await store.outbox.next_fan_out(), await store.deadlines.due(NOON))


async def test_commit_that_changes_no_matter_may_be_repeated(store: AnyStore) -> None:
    for _ in range(2):
        await store.items.commit(plan(marks=(1,)), LATER)
    assert frozenset({1}) == (await world(store, 1, 2)).seen


async def test_commit_keeps_known_versions_of_a_deadline(store: AnyStore) -> None:
    await store.items.open_matter(matter(), (deadline(authority="the law itself"),), ())
    await commit(store, changes=(change(2),))
    history = await store.deadlines.history(MATTER, DeadlineId("divest"))
    assert [deadline(authority="the law itself"), change(2).after] == history


async def test_commit_replaces_the_reminders_of_earlier_versions(store: AnyStore) -> None:
    others = reminder(1, deadline_id=DeadlineId("divest2")), reminder(1, matter_id=MatterId("tik"))
    await store.items.open_matter(matter(), (deadline(),), (reminder(1), reminder(1, -AN_HOUR), *others))
    await commit(store, changes=(change(2),), reminders=(reminder(2),))
    await commit(store, changes=(change(3),), reminders=(reminder(3),))
    assert {reminder(3), *others} == set(await store.deadlines.due(NOON))


async def test_open_matter_is_seen_by_a_world_that_was_read_before(store: AnyStore) -> None:
    await world(store)
    await store.items.open_matter(matter(), (deadline(),), ())
    assert (deadline(),) == (await world(store)).matters[0].deadlines


async def test_note_failure_told_twice_counts_once(store: AnyStore) -> None:
    for _ in range(2):
        state = await store.items.note_failure(SOURCE, "no route", NOON, LATER)
    assert 1 == state.n_fails


async def test_source_states_of_an_unknown_source_is_fresh(store: AnyStore) -> None:
    assert {SOURCE: SourceState()} == await store.items.source_states([SOURCE])
    assert {} == await store.items.source_states([])


async def test_due_sources_holds_nothing_back_when_the_clock_was_set_back(store: AnyStore) -> None:
    await store.items.note_unchanged(SOURCE, Validators(), NOON, LATER)
    assert [SOURCE] == await store.items.due_sources([SOURCE], NOON - AN_HOUR)


async def test_latest_are_the_newest_that_anyone_was_told(store: AnyStore) -> None:
    quiet = story("quiet", level=AlertLevel.IGNORE, updated_at=NOON + AN_HOUR)
    told = [story(f"s{n}", updated_at=NOON + n * AN_HOUR) for n in range(3)]
    await commit(store, stories=(quiet, *told))
    assert [told[2], told[1]] == await store.items.latest(MATTER, 2)
    assert [] == await store.items.latest(MATTER, 0)


async def test_find_story_and_event_are_none_when_unknown(store: AnyStore) -> None:
    await commit(store, stories=(story(),), events=(event(),))
    assert (story(), event()) == (
        await store.items.find_story(MATTER, StoryId("s1")),
        await store.items.find_event(EventId("e1")),
    )
    assert (None, None) == (
        await store.items.find_story(MatterId("other"), StoryId("s1")),
        await store.items.find_event(EventId("e2")),
    )


async def test_events_are_the_newest_stored_first(store: AnyStore) -> None:
    first, second, third = (event(name) for name in ("z", "a", "m"))
    await commit(store, events=(first, second))
    await commit(store, events=(third,))
    assert [third, second] == await store.items.events(MATTER, 2)
    assert [] == await store.items.events(MATTER, 0)


async def test_texts_come_back_as_they_were(store: AnyStore) -> None:
    odd = story(reports=(report(title="禁令 “延期” \\u0000 \x07 😀", url="https://例え.jp/?a=1&b=<x>"),))
    await commit(store, stories=(odd,), validators=Validators('W/"x" é \udce9'))
    state = (await store.items.source_states([SOURCE]))[SOURCE]
    assert ((odd,), Validators('W/"x" é \udce9')) == ((await world(store)).matters[0].stories, state.validators)
