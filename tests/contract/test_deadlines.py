from __future__ import annotations

from datetime import timedelta

from bot.deadlines.reminders import reminder_event
from tests import make
from tests.contract import ledger
from tests.contract.ledger import ONE
from tests.valkey import AnyStore

DAY_BEFORE = make.FIRST_DUE - timedelta(hours=24)


async def test_due_gives_the_reminders_whose_instant_has_come_earliest_first(store: AnyStore) -> None:
    await ledger.opened(store)
    assert await store.deadlines.due(make.NOON) == []
    due = await store.deadlines.due(DAY_BEFORE)
    assert [r.offset for r in due] == [timedelta(days=3), timedelta(hours=24)]
    assert [r.fire_at for r in due] == [make.FIRST_DUE - timedelta(days=3), DAY_BEFORE]


async def test_fire_queues_the_events_once(store: AnyStore) -> None:
    await ledger.opened(store, ONE)
    due = await store.deadlines.due(DAY_BEFORE)
    events = [reminder_event(r, due, DAY_BEFORE) for r in due]
    assert await store.deadlines.fire([r.id for r in due], events)
    assert not await store.deadlines.fire([r.id for r in due], events)
    await ledger.addressed(store)
    assert (await store.outbox.backlog(), await store.deadlines.due(DAY_BEFORE)) == (1, [])


async def test_fire_without_events_only_removes(store: AnyStore) -> None:
    await ledger.opened(store, ONE)
    due = await store.deadlines.due(DAY_BEFORE)
    assert await store.deadlines.fire([r.id for r in due], [])
    assert (await store.outbox.next_fan_out(), await store.deadlines.due(DAY_BEFORE)) == (None, [])
