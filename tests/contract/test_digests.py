"""Outbox: what waits for one channel in numbers becomes one message, with one fate."""

from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.domain.delivery import Delivery, DeliveryState, Urgency
from bot.domain.ids import EventId, delivery_id_for
from bot.store.keys import LIMITS, Key
from bot.store.redis_store import RedisStore
from tests.contract.given import HERE, MATTER, NOW, THERE, claim, queue, subscription
from tests.contract.passing import flaws_of
from tests.valkey import AnyStore

MOST_SINGLE, MOST = LIMITS["most_single"], LIMITS["most_gathered"]
MANY = MOST_SINGLE + 1


def _names(delivery: Delivery) -> list[str]:
    return [part.event.id for part in delivery.gathered]


async def _queue(store: AnyStore, n: int, urgency: Urgency = Urgency.NOTABLE, first: int = 0) -> list[str]:
    names = [f"{urgency.name.lower()}{k}" for k in range(first, first + n)]
    for name in names:
        await queue(store, name, urgency=urgency)
    return names


async def _digest(store: AnyStore) -> Delivery:
    await _queue(store, MANY)
    return await claim(store)


async def _rest(store: AnyStore) -> list[Delivery]:
    """All that can be claimed, each acknowledged."""
    claimed = []
    while (delivery := await store.outbox.claim()) is not None:
        claimed.append(delivery)
        await store.outbox.ack(delivery, "1")
    return claimed


async def test_a_few_come_one_by_one(store: AnyStore) -> None:
    names = await _queue(store, MOST_SINGLE)
    assert [(name, ()) for name in names] == [(d.event.id, d.gathered) for d in await _rest(store)]


async def test_more_than_a_few_come_as_one_the_breaking_first(store: AnyStore) -> None:
    notable = await _queue(store, 3)
    breaking = await _queue(store, 3, Urgency.BREAKING)
    digest = await claim(store)
    assert breaking + notable == _names(digest)
    assert (breaking[0], HERE, 1, DeliveryState.PENDING) == (
        digest.event.id,
        digest.channel,
        digest.n_tries,
        digest.was,
    )
    assert len(digest.id) == 24
    assert {delivery_id_for(EventId(n), HERE.id) for n in breaking + notable} == {p.id for p in digest.gathered}


async def test_parts_know_who_follows_and_what_the_channel_has(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    await queue(store, "before")
    await store.outbox.ack(await claim(store), "41")
    digest = await _digest(store)
    assert {("41", subscription())} == {(p.story_message_id, p.subscription) for p in digest.gathered}
    assert (subscription(), "") == (digest.subscription, digest.story_message_id)


async def test_ack_closes_every_part(store: AnyStore) -> None:
    digest = await _digest(store)
    for _ in range(2):
        await store.outbox.ack(digest, "41")
    parts = [p.id for p in digest.gathered]
    assert () == (await store.audit.facts([digest.id, *parts], [])).unclosed
    assert (0, None) == (await store.outbox.backlog(), await store.outbox.claim())


async def _told(store: AnyStore, name: str) -> tuple[str, str]:
    """What the channel has of the story when the next message of it is claimed, and the acknowledged `name` of that."""
    await queue(store, name)
    delivery = await claim(store)
    await store.outbox.ack(delivery, name)
    return delivery.story_message_id, delivery.told_in


async def test_a_story_is_known_by_the_digest_until_it_has_a_message_of_its_own(store: AnyStore) -> None:
    await store.outbox.ack(await _digest(store), "41")
    assert [("", "41"), ("42", "")] == [await _told(store, "42"), await _told(store, "43")]


async def test_a_story_keeps_its_own_message_when_a_digest_tells_of_it(store: AnyStore) -> None:
    await _told(store, "40")
    await store.outbox.ack(await _digest(store), "41")
    assert ("40", "") == await _told(store, "42")


async def test_a_digest_that_had_nothing_to_say_is_nobodys_message(store: AnyStore) -> None:
    await store.outbox.ack(await _digest(store), "")
    assert ("", "") == await _told(store, "42")


async def test_parts_arrived_are_not_queued_again(store: AnyStore) -> None:
    digest = await _digest(store)
    assert [] == await store.outbox.redrive([p.id for p in digest.gathered])
    await store.outbox.ack(digest, "41")
    assert [] == await store.outbox.redrive([p.id for p in digest.gathered])


async def test_more_than_one_digest_holds_come_as_two(store: AnyStore) -> None:
    names = await _queue(store, MOST + MANY)
    assert [names[:MOST], names[MOST:]] == [_names(d) for d in await _rest(store)]


async def test_edits_are_left_out_and_come_after(store: AnyStore) -> None:
    edits = await _queue(store, MANY, Urgency.UPDATE)
    names = await _queue(store, MANY)
    first, *others = await _rest(store)
    assert (names, edits) == (_names(first), [d.event.id for d in others])


async def test_what_may_have_arrived_is_left_out(store: AnyStore) -> None:
    await queue(store, "doubtful", urgency=Urgency.BREAKING)
    await store.outbox.retry(await claim(store), may_have_arrived=True, after=NOW, reason="no answer")
    names = await _queue(store, MANY)
    doubtful, digest = await _rest(store)
    assert ("doubtful", ()) == (doubtful.event.id, doubtful.gathered)
    assert names == _names(digest)


@pytest.mark.parametrize("is_in_doubt", [True, False])
async def test_a_second_attempt_is_of_the_same_digest(store: AnyStore, is_in_doubt: bool) -> None:  # noqa: FBT001
    first = await _digest(store)
    await store.outbox.retry(first, may_have_arrived=is_in_doubt, after=NOW, reason="no")
    later = await _queue(store, 2, first=90)
    again = await claim(store)
    assert (first.id, _names(first), 2) == (again.id, _names(again), again.n_tries)
    assert is_in_doubt == again.may_have_arrived
    await store.outbox.ack(again, "1")
    assert later == [d.event.id for d in await _rest(store)]


async def test_after_a_crash_it_is_the_same_digest_in_doubt(store: AnyStore) -> None:
    first = await _digest(store)
    await store.outbox.recover()
    again = await claim(store)
    assert (first.id, _names(first), DeliveryState.SENDING) == (again.id, _names(again), again.was)


async def test_breaking_news_overtakes_a_digest_that_has_to_wait(store: AnyStore) -> None:
    digest = await _digest(store)
    await queue(store, "news", urgency=Urgency.BREAKING)
    await store.outbox.retry(digest, may_have_arrived=False, after=NOW, reason="429")
    assert "news" == (await claim(store)).event.id


async def test_a_refused_digest_falls_apart_into_its_parts_in_their_order(store: AnyStore) -> None:
    digest = await _digest(store)
    await store.outbox.bury(digest, "content filter")
    assert [] == await store.outbox.dead_letters(9)
    parts = await _rest(store)
    assert [(name, ()) for name in _names(digest)] == [(d.event.id, d.gathered) for d in parts]
    assert {DeliveryState.PENDING} == {d.was for d in parts}


async def test_parts_of_a_digest_that_may_have_arrived_are_in_doubt(store: AnyStore) -> None:
    digest = await _digest(store)
    await store.outbox.retry(digest, may_have_arrived=True, after=NOW, reason="no answer")
    await store.outbox.bury(await claim(store), "content filter")
    parts = await _rest(store)
    assert {(DeliveryState.UNKNOWN, digest.first_tried_at)} == {(d.was, d.first_tried_at) for d in parts}


async def test_a_digest_that_kills_the_bot_falls_apart(store: AnyStore) -> None:
    digest = await _digest(store)
    for _ in range(LIMITS["most_claims"] - 1):
        await store.outbox.recover()
        assert digest.id == (await claim(store)).id
    await store.outbox.recover()
    assert _names(digest) == [d.event.id for d in await _rest(store)]


async def test_a_late_answer_of_a_digest_that_fell_apart_ends_its_parts(store: AnyStore) -> None:
    digest = await _digest(store)
    await store.outbox.bury(digest, "content filter")
    await store.outbox.ack(digest, "41")
    assert (None, 0) == (await store.outbox.claim(), await store.outbox.backlog())


async def test_a_part_that_is_followed_no_more_has_no_subscription(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    digest = await _digest(store)
    await store.outbox.retry(digest, may_have_arrived=False, after=NOW, reason="429")
    await store.subscriptions.unsubscribe(HERE, MATTER)
    again = await claim(store)
    assert ({None}, None) == ({p.subscription for p in again.gathered}, again.subscription)


async def test_a_digest_goes_with_a_chat_that_moves(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    digest = await _digest(store)
    await store.outbox.move(HERE, THERE)
    moved = await claim(store)
    assert (digest.id, THERE, {THERE}) == (moved.id, moved.channel, {p.channel for p in moved.gathered})
    await store.outbox.bury(moved, "content filter")
    assert {THERE} == {d.channel for d in await _rest(store)}


async def test_a_digest_waits_while_its_channel_is_suspended(store: AnyStore) -> None:
    digest = await _digest(store)
    await store.outbox.suspend(HERE, "kicked")
    assert None is await store.outbox.claim()
    await store.outbox.resume(HERE)
    assert (digest.id, False) == ((again := await claim(store)).id, again.may_have_arrived)


async def test_a_digest_has_waited_as_long_as_its_oldest_part(store: AnyStore) -> None:
    await _queue(store, MANY)
    before = (await store.audit.facts([], [])).waiting
    await claim(store)
    assert before == (await store.audit.facts([], [])).waiting


async def test_a_part_whose_event_is_gone_takes_no_other_along(redis_store: RedisStore) -> None:
    redis: Redis = redis_store.outbox._redis
    names = await _queue(redis_store, MANY)
    await redis.delete(Key.EVENT + names[2])
    assert [n for n in names if n != names[2]] == [d.event.id for d in await _rest(redis_store)]
    [letter] = await redis_store.outbox.dead_letters(9)
    assert names[2] == letter.event_id
    assert [] == await flaws_of(redis_store)
    assert () == (await redis_store.audit.facts([], [])).flaws


async def test_a_digest_whose_first_event_is_gone_takes_no_other_along(redis_store: RedisStore) -> None:
    names = await _queue(redis_store, MANY)
    await redis_store.outbox._redis.delete(Key.EVENT + names[0])
    assert names[1:] == [d.event.id for d in await _rest(redis_store)]
    assert [names[0]] == [letter.event_id for letter in await redis_store.outbox.dead_letters(9)]


async def test_part_of_a_digest_that_is_over_is_a_flaw(redis_store: RedisStore) -> None:
    digest = await _digest(redis_store)
    await redis_store.outbox._redis.delete(Key.ROW + digest.id)
    flaws = (await redis_store.audit.facts([], [])).flaws
    assert MANY == sum(flaw.endswith("is part of a digest that has ended") for flaw in flaws)


async def test_a_lane_that_a_platform_parked_is_gathered_when_it_opens(store: AnyStore) -> None:
    await queue(store, "refused")
    wait = timedelta(hours=12)
    await store.outbox.retry(await claim(store), may_have_arrived=False, after=NOW, reason=f"429, {wait}")
    names = await _queue(store, MOST_SINGLE)
    assert ["refused", *names] == _names(await claim(store))


async def test_what_changes_a_told_story_knows_the_whole_digest(store: AnyStore) -> None:
    digest = await _digest(store)
    await store.outbox.ack(digest, "41")
    for name in ("edit1", "edit2"):
        await queue(store, name, urgency=Urgency.UPDATE)
        edit = await claim(store)
        assert ("41", _names(digest), ()) == (edit.told_in, [p.event.id for p in edit.told_with], edit.gathered)
        await store.outbox.ack(edit, "41")


async def test_two_digests_in_a_row_make_the_newer_one_the_storys(store: AnyStore) -> None:
    await store.outbox.ack(await _digest(store), "41")
    later = await _queue(store, MANY, first=90)
    await store.outbox.ack(await claim(store), "42")
    await queue(store, "edit", urgency=Urgency.UPDATE)
    edit = await claim(store)
    assert ("42", later) == (edit.told_in, [p.event.id for p in edit.told_with])


async def test_a_late_answer_of_a_digest_revives_none_of_its_parts_that_were_dropped(store: AnyStore) -> None:
    await store.subscriptions.subscribe(subscription())
    digest = await _digest(store)
    await store.outbox.bury(digest, "content filter")
    await store.subscriptions.unsubscribe(HERE, MATTER)
    await store.outbox.ack(digest, "41")
    parts = tuple(p.id for p in digest.gathered)
    assert (parts, 0) == ((await store.audit.facts(parts, [])).unclosed, await store.outbox.backlog())


async def test_a_part_that_arrives_by_itself_after_all_is_left_out_of_the_next_attempt(store: AnyStore) -> None:
    await queue(store, "moving", to=(THERE,))
    on_its_way = await claim(store)
    await store.outbox.move(THERE, HERE)
    names = await _queue(store, MANY)
    digest = await claim(store)
    assert ["moving", *names] == _names(digest)
    await store.outbox.ack(on_its_way, "40")
    await store.outbox.retry(digest, may_have_arrived=False, after=NOW, reason="429")
    assert names == _names(await claim(store))
