"""Outbox: one delivery from fan-out to its end."""

from datetime import timedelta

from bot.domain.delivery import DeliveryState, Urgency
from bot.domain.ids import EventId, delivery_id_for
from tests.contract.given import (
    HERE,
    LEASE,
    NOW,
    THERE,
    address,
    claim,
    commit,
    event,
    queue,
)
from tests.contract.passing import let_pass
from tests.valkey import AnyStore

A_MOMENT = timedelta(seconds=1)
E1 = delivery_id_for(EventId("e1"), HERE.id)
E2 = delivery_id_for(EventId("e2"), HERE.id)


async def test_fan_out_takes_the_oldest_event_first(store: AnyStore) -> None:
    await commit(store, events=(event("z"), event("a")))
    assert [("z", 0), ("a", 0)] == [await _ended(store), await _ended(store)]
    assert None is await store.outbox.next_fan_out()


async def _ended(store: AnyStore) -> tuple[str, int]:
    job = await store.outbox.next_fan_out()
    await store.outbox.address(job.event.id, [], 0)
    return job.event.id, job.cursor


async def test_address_repeated_queues_once(store: AnyStore) -> None:
    await commit(store, events=(event(),))
    for _ in range(2):
        await address(store, cursor=7)
    await address(store)
    assert 1 == await store.outbox.backlog()


async def test_address_of_a_chunk_behind_the_cursor_changes_nothing(store: AnyStore) -> None:
    await commit(store, events=(event(),))
    await address(store, to=(), cursor=900)
    await address(store, cursor=500)
    job = await store.outbox.next_fan_out()
    assert (900, None) == (job.cursor, await store.outbox.claim())


async def test_address_after_the_end_queues_nobody(store: AnyStore) -> None:
    await queue(store, to=())
    await address(store)
    await address(store, "never stored")
    assert (None, 0) == (await store.outbox.claim(), await store.outbox.backlog())


async def test_address_does_not_revive_what_is_over(store: AnyStore) -> None:
    await commit(store, events=(event(),))
    await address(store, cursor=1)
    await store.outbox.ack(await claim(store), "9")
    await address(store, cursor=2)
    assert None is await store.outbox.claim()


async def test_claim_of_a_channel_that_follows_no_more_has_no_subscription(store: AnyStore) -> None:
    await queue(store)
    assert None is (await claim(store)).subscription


async def test_claim_is_none_when_nothing_is_due(store: AnyStore) -> None:
    assert None is await store.outbox.claim()


async def test_claim_leaves_a_lane_alone_while_one_is_on_its_way(store: AnyStore) -> None:
    await queue(store, "e1")
    await queue(store, "e2")
    await claim(store)
    await queue(store, "e3")
    assert None is await store.outbox.claim()


async def test_claim_takes_lanes_in_the_order_they_became_due(store: AnyStore) -> None:
    await queue(store, "e1", to=(THERE,))
    await let_pass(store, A_MOMENT)
    await queue(store, "e2", to=(HERE,))
    assert [THERE, HERE] == [(await claim(store)).channel for _ in range(2)]


async def _sent(store: AnyStore) -> str:
    delivery = await claim(store)
    await store.outbox.ack(delivery, "9")
    return delivery.event.id


async def test_ack_ends_a_delivery_and_opens_the_lane(store: AnyStore) -> None:
    await queue(store, "e1")
    await queue(store, "e2")
    first = await claim(store)
    for _ in range(2):
        await store.outbox.ack(first, "41")
    assert (E2, 1) == ((await claim(store)).id, await store.outbox.backlog())


async def test_ack_repeated_does_not_open_the_lane_of_the_next(store: AnyStore) -> None:
    await queue(store, "e1")
    await queue(store, "e2")
    await queue(store, "e3")
    first = await claim(store)
    await store.outbox.ack(first, "41")
    await claim(store)
    await store.outbox.ack(first, "41")
    assert None is await store.outbox.claim()


async def test_ack_without_a_message_leaves_the_story_its_message(store: AnyStore) -> None:
    await queue(store, "e1")
    await store.outbox.ack(await claim(store), "41")
    await queue(store, "e2")
    await store.outbox.ack(await claim(store), "")
    await queue(store, "e3")
    assert "41" == (await claim(store)).story_message_id


async def test_ack_counts_when_another_has_claimed_it_meanwhile(store: AnyStore) -> None:
    await queue(store, "e1")
    await queue(store, "e2")
    slow = await claim(store)
    await let_pass(store, LEASE)
    quick = await claim(store)
    await store.outbox.ack(slow, "41")
    assert (E1, None) == (quick.id, await store.outbox.claim())
    await store.outbox.ack(quick, "42")
    then = await claim(store)
    assert (E2, "41") == (then.id, then.story_message_id)


async def test_ack_after_it_was_buried_takes_it_from_the_dead(store: AnyStore) -> None:
    await queue(store)
    delivery = await claim(store)
    await store.outbox.bury(delivery, "message too long")
    await store.outbox.ack(delivery, "41")
    assert [] == await store.outbox.dead_letters(9)


async def test_ack_of_what_was_never_queued_is_nothing(store: AnyStore) -> None:
    await queue(store, "e1")
    delivery = await claim(store)
    await store.outbox.ack(delivery, "9")
    await queue(store, "e2")
    await store.outbox.retry(delivery, may_have_arrived=True, after=NOW, reason="late")
    await store.outbox.bury(delivery, "late")
    assert (E2, []) == ((await claim(store)).id, await store.outbox.dead_letters(9))


async def test_retry_waits_as_long_as_asked(store: AnyStore) -> None:
    await queue(store)
    first = await claim(store)
    await store.outbox.retry(first, may_have_arrived=False, after=timedelta(minutes=2), reason="429")
    await let_pass(store, timedelta(seconds=119))
    assert None is await store.outbox.claim()
    await let_pass(store, A_MOMENT)
    again = await claim(store)
    assert (E1, 2, DeliveryState.PENDING, first.first_tried_at) == (
        again.id,
        again.n_tries,
        again.was,
        again.first_tried_at,
    )


async def test_retry_of_an_attempt_without_an_answer_is_in_doubt(store: AnyStore) -> None:
    await queue(store)
    await store.outbox.retry(await claim(store), may_have_arrived=True, after=NOW, reason="timed out")
    assert DeliveryState.UNKNOWN is (await claim(store)).was


async def test_retry_after_a_definite_refusal_does_not_end_an_earlier_doubt(store: AnyStore) -> None:
    await queue(store)
    await store.outbox.retry(await claim(store), may_have_arrived=True, after=NOW, reason="timed out")
    await store.outbox.retry(await claim(store), may_have_arrived=False, after=NOW, reason="429")
    assert (await claim(store)).may_have_arrived


async def test_retry_by_a_claim_that_ran_out_is_refused(store: AnyStore) -> None:
    await queue(store)
    slow = await claim(store)
    await let_pass(store, LEASE)
    await claim(store)
    await store.outbox.retry(slow, may_have_arrived=False, after=NOW, reason="429")
    assert None is await store.outbox.claim()


async def test_retry_told_twice_counts_once(store: AnyStore) -> None:
    await queue(store)
    first = await claim(store)
    for _ in range(2):
        await store.outbox.retry(first, may_have_arrived=False, after=NOW, reason="429")
    second = await claim(store)
    await store.outbox.retry(first, may_have_arrived=False, after=NOW, reason="429")
    assert (2, None) == (second.n_tries, await store.outbox.claim())


async def test_a_claim_that_never_ended_is_claimed_again_in_doubt(store: AnyStore) -> None:
    await queue(store)
    first = await claim(store)
    await let_pass(store, LEASE - A_MOMENT)
    assert None is await store.outbox.claim()
    await let_pass(store, A_MOMENT)
    again = await claim(store)
    assert (E1, DeliveryState.SENDING, 2) == (again.id, again.was, again.n_tries)
    assert again.epoch > first.epoch


async def test_a_claim_that_never_ended_goes_before_what_is_more_urgent(store: AnyStore) -> None:
    await queue(store, "e1", urgency=Urgency.UPDATE)
    await claim(store)
    await queue(store, "e2", urgency=Urgency.BREAKING)
    await let_pass(store, LEASE)
    assert [E1, E2] == [delivery_id_for(await _sent(store), HERE.id) for _ in range(2)]


async def test_a_clock_set_back_holds_nothing_up(store: AnyStore) -> None:
    await queue(store, "e1", to=(HERE, THERE))
    leased, refused = await claim(store), await claim(store)
    await store.outbox.retry(refused, may_have_arrived=False, after=timedelta(minutes=1), reason="429")
    await let_pass(store, timedelta(hours=-1))
    assert None is await store.outbox.claim()
    await let_pass(store, LEASE)
    again = await claim(store)
    assert leased.id == again.id
    await store.outbox.ack(again, "1")
    assert None is await store.outbox.claim()
    await let_pass(store, timedelta(minutes=1) - LEASE)
    assert refused.id == (await claim(store)).id


async def test_bury_by_a_claim_that_ran_out_is_refused(store: AnyStore) -> None:
    await queue(store)
    slow = await claim(store)
    await let_pass(store, LEASE)
    await claim(store)
    await store.outbox.bury(slow, "message too long")
    assert ([], 1) == (await store.outbox.dead_letters(9), await store.outbox.backlog())


async def test_dead_letters_are_the_newest_first(store: AnyStore) -> None:
    for name in ("e1", "e2", "e3"):
        await queue(store, name)
        await store.outbox.bury(await claim(store), name)
        await let_pass(store, timedelta(milliseconds=5))
    assert ["e3", "e2"] == [letter.reason for letter in await store.outbox.dead_letters(2)]
    assert [] == await store.outbox.dead_letters(0)


async def test_a_row_that_kills_its_sender_each_time_is_buried(store: AnyStore) -> None:
    await queue(store, "e1")
    await queue(store, "e2")
    for _ in range(5):
        assert E1 == (await claim(store)).id
        await store.outbox.recover()
    assert E2 == (await claim(store)).id
    letters = await store.outbox.dead_letters(9)
    assert [(E1, "the bot died 5 times while sending it")] == [(d.delivery_id, d.reason) for d in letters]


async def test_a_row_that_is_answered_is_never_taken_for_one_that_kills(store: AnyStore) -> None:
    await queue(store)
    for _ in range(20):
        await store.outbox.retry(await claim(store), may_have_arrived=True, after=NOW, reason="timed out")
    assert 21 == (await claim(store)).n_tries


async def test_recover_makes_what_a_previous_life_had_on_its_way_due(store: AnyStore) -> None:
    await queue(store, "e1", to=(HERE, THERE))
    before = {(await claim(store)).id for _ in range(2)}
    assert 2 == await store.outbox.recover()
    after = [await claim(store) for _ in range(2)]
    assert (before, [True, True]) == ({d.id for d in after}, [d.may_have_arrived for d in after])


async def test_recover_leaves_a_lane_that_waits_for_its_platform(store: AnyStore) -> None:
    await queue(store)
    await store.outbox.retry(await claim(store), may_have_arrived=False, after=timedelta(minutes=2), reason="429")
    assert (0, None) == (await store.outbox.recover(), await store.outbox.claim())


async def test_recover_refuses_late_words_of_the_previous_life(store: AnyStore) -> None:
    await queue(store)
    late = await claim(store)
    await store.outbox.recover()
    await store.outbox.retry(late, may_have_arrived=False, after=timedelta(minutes=2), reason="429")
    await store.outbox.bury(late, "message too long")
    assert E1 == (await claim(store)).id


async def test_backlog_counts_events_rows_and_sends(store: AnyStore) -> None:
    await commit(store, events=(event("e1"), event("e2")))
    await address(store, "e1", to=(HERE, THERE))
    await claim(store)
    assert 3 == await store.outbox.backlog()
