"""Outbox: a delivery that ends the bot each time, among others that do not."""

import pytest

from bot.domain.channel import Channel, Platform
from bot.domain.delivery import Delivery
from bot.store.keys import LIMITS
from tests.contract.given import LEASE, NOW, claim, queue
from tests.contract.passing import let_pass
from tests.valkey import AnyStore

CHANNELS = [Channel(Platform.TELEGRAM, -n) for n in range(1, 17)]
POISON = CHANNELS[7]
TOGETHER = LIMITS["claims_together"]


async def _all_claimed(store: AnyStore) -> list[Delivery]:
    claimed = []
    while (delivery := await store.outbox.claim()) is not None:
        claimed.append(delivery)
    return claimed


async def _life(store: AnyStore) -> list[Channel]:
    """Sends all there is until the poison ends it; where messages arrived."""
    await store.outbox.recover()
    arrived = []
    while claimed := await _all_claimed(store):
        if any(d.channel == POISON for d in claimed):
            return arrived
        for delivery in claimed:
            await store.outbox.ack(delivery, "1")
            arrived.append(delivery.channel)
    return arrived


async def test_poison_is_given_up_after_five_lives_and_takes_nothing_else_along(store: AnyStore) -> None:
    await queue(store, to=CHANNELS)
    lives = [await _life(store) for _ in range(7)]
    (letter,) = await store.outbox.dead_letters(99)
    assert (POISON.id, "the bot died 5 times while sending it") == (letter.channel_id, letter.reason)
    assert {*CHANNELS} - {POISON} == {channel for arrived in lives for channel in arrived}
    assert 0 == await store.outbox.backlog()


async def test_suspect_waits_until_nothing_else_is_on_its_way(store: AnyStore) -> None:
    await queue(store, to=CHANNELS[:1])
    for _ in range(TOGETHER - 1):
        await claim(store)
        await store.outbox.recover()
    suspect = await claim(store)
    await let_pass(store, LEASE / 2)
    await queue(store, "e2", to=CHANNELS[1:2])
    other = await claim(store)
    await let_pass(store, LEASE / 2)
    assert None is await store.outbox.claim()
    await store.outbox.ack(other, "1")
    assert suspect.id == (await claim(store)).id


async def test_nothing_else_goes_while_a_suspect_is_on_its_way(store: AnyStore) -> None:
    suspect = await _suspect(store)
    await queue(store, "e2", to=CHANNELS[1:2])
    assert None is await store.outbox.claim()
    await store.outbox.ack(suspect, "1")
    assert CHANNELS[1] == (await claim(store)).channel


async def test_the_others_go_on_when_a_suspect_never_answers(store: AnyStore) -> None:
    await _suspect(store)
    await queue(store, "e2", to=CHANNELS[1:2])
    await let_pass(store, LEASE)
    assert (await claim(store)).channel in CHANNELS[:2]


async def test_an_answer_ends_the_suspicion(store: AnyStore) -> None:
    suspect = await _suspect(store)
    await store.outbox.retry(suspect, may_have_arrived=True, after=NOW, reason="no answer")
    await queue(store, "e2", to=CHANNELS[1:2])
    assert 2 == len(await _all_claimed(store))


@pytest.mark.parametrize("n_lives", range(1, LIMITS["claims_together"]))
async def test_rows_go_together_after_few_ends(store: AnyStore, n_lives: int) -> None:
    await queue(store, to=CHANNELS)
    for _ in range(n_lives):
        await _all_claimed(store)
        await store.outbox.recover()
    assert len(CHANNELS) == len(await _all_claimed(store))


async def _suspect(store: AnyStore) -> Delivery:
    """A row on its way in the first channel, alone because lives ended with it."""
    await queue(store, to=CHANNELS[:1])
    for _ in range(TOGETHER):
        await claim(store)
        await store.outbox.recover()
    return await claim(store)
