"""One message kills the bot whenever it is sent, by a real signal: it is given up, and nothing else is."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from bot.domain.channel import Channel, Platform
from bot.store.keys import LIMITS
from bot.store.redis_store import RedisStore
from tests.contract.given import commit, queue, story, subscription
from tests.make import deadline, matter

ROOT = Path(__file__).parents[2]
CHANNELS = [Channel(Platform.TELEGRAM, -n) for n in range(1, 41)]
POISON = CHANNELS[5]


@pytest.mark.slow
@pytest.mark.timeout(60)
async def test_poison_is_given_up_after_five_kills_and_the_others_arrive(redis_store, valkey_url, tmp_path):
    await _prepared(redis_store)
    receipts = tmp_path / "receipts"
    lives = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.walks.poison_child", valkey_url, str(receipts), POISON.id),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await lives.communicate()
    assert [-signal.SIGKILL] * LIMITS["most_claims"] + [0] == [int(code) for code in told.split()]
    (letter,) = await redis_store.outbox.dead_letters(99)
    assert (POISON.id, "the bot died 5 times while sending it") == (letter.channel_id, letter.reason)
    assert {c.id for c in CHANNELS} - {POISON.id} == set(receipts.read_text().split())


async def _prepared(store: RedisStore) -> None:
    await store.items.open_matter(matter(), (deadline(),), ())
    for channel in CHANNELS:
        await store.subscriptions.subscribe(subscription(channel, lang="en"))
    await commit(store, stories=(story(),))
    await queue(store, to=CHANNELS)
