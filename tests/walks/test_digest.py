"""The bot is killed at every point of a digest's way: each message arrives with it, a repeat is the same and known."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import pytest

from bot.domain.channel import Channel, Platform
from bot.domain.ids import EventId, StoryId, delivery_id_for
from bot.store.redis_store import RedisStore
from tests.contract.given import commit, queue, story, subscription
from tests.make import deadline, matter, report

ROOT = Path(__file__).parents[2]
HERE = Channel(Platform.TELEGRAM, -1)
NAMES = [f"n{k}" for k in range(8)]
N_COPIES = {"before claim": 1, "after claim": 1, "before send": 1, "after send": 2, "before ack": 2, "after ack": 1}


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize("point", N_COPIES)
async def test_every_message_arrives_when_the_bot_dies_on_the_way_of_a_digest(redis_store, valkey_url, tmp_path, point):
    await _prepared(redis_store)
    lives = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.walks.digest_child", valkey_url, str(tmp_path / "receipts"), point),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await lives.communicate()
    assert [-signal.SIGKILL, 0] == [int(code) for code in told.split()]
    copies = [json.loads(line) for line in (tmp_path / "receipts").read_text().splitlines()]
    assert N_COPIES[point] == len(copies)
    assert 1 == len({copy["id"] for copy in copies})
    assert [True] * (len(copies) - 1) == [copy["may_have_arrived"] for copy in copies[1:]]
    assert [] == [n for n in NAMES for copy in copies if f"Headline {n}." not in copy["text"]]
    parts = [delivery_id_for(EventId(n), HERE.id) for n in NAMES]
    facts = await redis_store.audit.facts(parts, [])
    assert ((), (), 0) == (facts.unclosed, facts.flaws, facts.n_dead)


async def _prepared(store: RedisStore) -> None:
    await store.items.open_matter(matter(), (deadline(),), ())
    await store.subscriptions.subscribe(subscription(HERE, lang="en"))
    for name in NAMES:
        told = report(title=f"Headline {name}.", excerpt="")
        await commit(store, stories=(story(name, reports=(told,)),))
        await queue(store, name, to=(HERE,), story_id=StoryId(name))
