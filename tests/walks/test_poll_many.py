"""Many feeds polled together, some of them hostile: the others are on time and the loop stays free."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.domain.errors import SourceError
from bot.domain.ids import SourceId
from bot.domain.source import Polled, SourceSpec, Trust, Validators
from bot.ports import Source
from bot.sources.http import Egress
from bot.sources.registry import build
from bot.sources.worker import WALL_S, ParseWorker
from tests.fakes.feed_host import FeedHost, drip, endless, gzip_bomb, hang, page
from tests.unit.sources.bodies import feed_of, slow_bomb
from tests.unit.sources.support import LOOPBACK, LoopClock

N_GOOD = 46
N_ITEMS = 50
TOTAL_S = 3.0
ON_TIME_S = 10.0
MAX_LATENESS_S = 0.2
"""The longest that anything else in the process may have to wait for its turn."""

HOSTILE = {
    "dead": "refused the connection",
    "silent": "no complete answer within",
    "dripping": "no complete answer within",
    "endless": "larger than 5 MiB",
    "bomb": "larger than 5 MiB",
    "slow": f"longer than {WALL_S:g} seconds",
    "garbage": "not with a feed",
}


@dataclass
class Lateness:
    """How late a task wakes that asks to be woken every 5 ms."""

    clock: Callable[[], float]
    worst_s: float = 0.0
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, every_s: float = 0.005) -> None:
        while not self.stopped.is_set():
            asked = self.clock()
            await asyncio.sleep(every_s)
            self.worst_s = max(self.worst_s, self.clock() - asked - every_s)


@pytest.mark.slow
async def test_hostile_feeds_hold_up_none_of_the_others():
    clock = LoopClock()
    lateness = Lateness(clock.monotonic)
    async with (
        FeedHost(pages()) as host,
        Egress(clock, allow=LOOPBACK, total_s=TOTAL_S) as egress,
        ParseWorker() as worker,
    ):
        sources = [build(spec, egress, worker) for spec in specs(host)]
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(lateness.watch())
            began = clock.monotonic()
            tasks = {source.spec.id: group.create_task(outcome(source)) for source in sources}
            good = [task for name, task in tasks.items() if name not in HOSTILE]
            await asyncio.wait(good)
            took_s = clock.monotonic() - began
            await asyncio.wait(tasks.values())
            lateness.stopped.set()
        assert watching.done()
    assert [N_ITEMS] * N_GOOD == [len(task.result().parsed.items) for task in good]
    assert dict.fromkeys(HOSTILE, True) == {name: HOSTILE[name] in str(tasks[name].result()) for name in HOSTILE}
    assert took_s < ON_TIME_S
    assert lateness.worst_s < MAX_LATENESS_S


async def test_second_poll_of_all_feeds_costs_no_parse():
    names = names_of_good_feeds()[:10]
    clock = LoopClock()
    async with FeedHost(pages()) as host, Egress(clock, allow=LOOPBACK) as egress, ParseWorker() as worker:
        sources = [build(spec, egress, worker) for spec in specs(host) if spec.id in names]
        first = [await source.poll(Validators()) for source in sources]
        second = [await source.poll(polled.validators) for source, polled in zip(sources, first, strict=True)]
    assert [None] * 10 == [polled.parsed for polled in second]


async def outcome(source: Source) -> Polled | SourceError:
    try:
        return await source.poll(Validators())
    except SourceError as err:
        return err


def names_of_good_feeds() -> list[str]:
    return [f"feed-{i}" for i in range(N_GOOD)]


def pages():
    """Ordinary feeds of 50 items, every third longer than is parsed inline, and the hostile ones."""
    good = {
        f"/{name}": page(feed_of(N_ITEMS, name, "Some words about it. " * (1 if i % 3 else 30)), ETag=f'"{name}"')
        for i, name in enumerate(names_of_good_feeds())
    }
    return good | {
        "/silent": hang,
        "/dripping": drip,
        "/endless": endless,
        "/bomb": page(gzip_bomb(100 << 20), Content_Encoding="gzip"),
        "/slow": page(slow_bomb(3_000_000)),
        "/garbage": page(b"\x00\x01\xfe garbage " * 5_000),
    }


def specs(host: FeedHost) -> list[SourceSpec]:
    names = [*names_of_good_feeds(), *HOSTILE]
    return [SourceSpec(SourceId(name), "news_feed", _url(host, name), Trust.PRESS, name) for name in names]


def _url(host: FeedHost, name: str) -> str:
    return "http://127.0.0.1:9/" if name == "dead" else host.url(f"/{name}")
