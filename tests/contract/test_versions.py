"""DeadlineStore: versions, and reminders that fire once."""

from datetime import timedelta

from bot.domain.deadline import DeadlineStatus
from bot.domain.ids import DeadlineId, MatterId
from tests.contract.given import HERE, MATTER, address, change, claim, commit, event, reminder, reminder_event
from tests.make import NOON, deadline, matter
from tests.valkey import AnyStore

A_SECOND = timedelta(seconds=1)


async def test_current_is_the_newest_version_of_each_soonest_first(store: AnyStore) -> None:
    sooner = deadline(id=DeadlineId("appeal"), due_at=NOON)
    await store.items.open_matter(matter(), (deadline(), sooner), ())
    for version in range(2, 12):
        await commit(store, changes=(change(version),))
    assert [sooner, change(11).after] == await store.deadlines.current(MATTER)
    assert [] == await store.deadlines.current(MatterId("other"))


async def test_history_is_every_version_oldest_first(store: AnyStore) -> None:
    for version in range(2, 12):
        await commit(store, changes=(change(version),))
    history = await store.deadlines.history(MATTER, DeadlineId("divest"))
    assert list(range(1, 12)) == [d.version for d in history]
    assert [] == await store.deadlines.history(MATTER, DeadlineId("other"))


async def test_a_deadline_comes_back_as_it_was(store: AnyStore) -> None:
    odd = deadline(status=DeadlineStatus.STAYED, is_whole_day=False, n_extensions=3, supersedes=None, name="撤资期限")
    await store.items.open_matter(matter(), (odd,), ())
    assert [odd] == await store.deadlines.current(MATTER)


async def test_due_reads_an_offset_after_the_deadline(store: AnyStore) -> None:
    what_happened = reminder(offset=timedelta(minutes=-15), fire_at=NOON + timedelta(microseconds=1))
    await store.items.open_matter(matter(), (deadline(),), (what_happened,))
    assert [] == await store.deadlines.due(NOON)
    assert [what_happened] == await store.deadlines.due(NOON + A_SECOND)


async def test_due_is_bounded(store: AnyStore) -> None:
    rungs = [reminder(version, fire_at=NOON) for version in range(501)]
    await store.items.open_matter(matter(), (deadline(),), rungs)
    assert 500 == len(await store.deadlines.due(NOON))


async def test_fire_of_reminders_that_were_replaced_tells_nobody(store: AnyStore) -> None:
    await store.items.open_matter(matter(), (deadline(),), (reminder(),))
    await commit(store, changes=(change(),), reminders=(reminder(2, fire_at=NOON + A_SECOND),))
    assert not await store.deadlines.fire([reminder().id], [reminder_event()])
    assert None is await store.outbox.next_fan_out()


async def test_fire_when_some_are_gone_takes_the_rest(store: AnyStore) -> None:
    rungs = reminder(), reminder(offset=timedelta(hours=1))
    await store.items.open_matter(matter(), (deadline(),), rungs)
    await store.deadlines.fire([rungs[0].id], [reminder_event("r1")])
    assert await store.deadlines.fire([r.id for r in rungs], [reminder_event("r1"), reminder_event("r2")])
    await address(store, "r1", to=())
    job = await store.outbox.next_fan_out()
    assert reminder_event("r2") == job.event


async def test_reminder_events_are_no_story_events(store: AnyStore) -> None:
    await commit(store, events=(event(),), reminders=(reminder(),))
    await store.deadlines.fire([reminder().id], [reminder_event()])
    assert [event()] == await store.items.events(MATTER, 9)


async def test_a_reminder_leaves_no_story_message(store: AnyStore) -> None:
    await store.items.open_matter(matter(), (deadline(),), (reminder(),))
    await store.deadlines.fire([reminder().id], [reminder_event()])
    await address(store, "r1", to=(HERE,))
    await store.outbox.ack(await claim(store), "77")
    await commit(store, events=(event(),))
    await address(store)
    assert "" == (await claim(store)).story_message_id
