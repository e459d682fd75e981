"""What polling a thousand feeds of fifty items costs: `python -m tests.bench.bench_poll`.

CPU seconds of this process; the feeds and the store are served by processes of their own. The whole way is measured:
request, parse, dedupe, match, classify, stories and the commit to a real Valkey that syncs every write.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import structlog

from bot.domain.ids import SourceId
from bot.domain.source import SourceSpec, Trust, Validators
from bot.loops.clock import SystemClock
from bot.loops.ingest import Ingest
from bot.metrics import Metrics
from bot.packs.load import load_packs
from bot.sources.http import Egress
from bot.sources.registry import KINDS, build
from bot.sources.worker import ParseWorker
from bot.store.embedded import embedded_valkey
from bot.store.redis_store import open_store

N_FEEDS = 1_000
_N_AT_ONCE = 16


class Bench:
    """The feeds, the way in, and what each feed gave to ask with."""

    def __init__(self, port: int, egress: Egress, worker: ParseWorker, ingest: Ingest) -> None:
        self._port = port
        self._egress = egress
        self._worker = worker
        self._ingest = ingest
        self._validators: dict[int, Validators] = {}

    async def poll_all(self, query: str) -> tuple[float, int]:
        """CPU seconds of one poll of every feed, and how many items were read."""
        turns = asyncio.Semaphore(_N_AT_ONCE)
        began_s = cpu_s()
        async with asyncio.TaskGroup() as group:
            polls = [group.create_task(self._poll(n, query, turns)) for n in range(N_FEEDS)]
        return cpu_s() - began_s, sum(poll.result() for poll in polls)

    def forget_etags(self) -> None:
        self._validators = {n: replace(v, etag="") for n, v in self._validators.items()}

    async def _poll(self, n: int, query: str, turns: asyncio.Semaphore) -> int:
        async with turns:
            polled = await build(self._spec(n, query), self._egress, self._worker).poll(
                self._validators.get(n, Validators())
            )
            self._validators[n] = polled.validators
            if polled.parsed is None:
                return 0
            soon = SystemClock().now() + timedelta(minutes=5)
            await self._ingest.take(self._spec(n), polled.parsed, polled.validators, soon)
            return len(polled.parsed.items)

    def _spec(self, n: int, query: str = "") -> SourceSpec:
        return spec_of(n, f"http://127.0.0.1:{self._port}/{n}.xml{query}")


def spec_of(n: int, url: str) -> SourceSpec:
    return SourceSpec(SourceId(f"farm-{n}"), "news_feed", url, Trust.PRESS, f"Farm {n}")


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Bench, int]]:
    command = [sys.executable, "-m", "tests.bench.feed_farm"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as farm:  # noqa: ASYNC220  nothing else runs yet
        try:
            port = int(farm.stdout.readline()) if farm.stdout else 0
            with TemporaryDirectory() as folder:
                async with (
                    embedded_valkey(Path(folder)) as url,
                    open_store(url, is_sole=True) as store,
                    Egress(SystemClock(), allow=(ip_network("127.0.0.0/8"),)) as egress,
                    ParseWorker() as worker,
                ):
                    matter = load_packs(("tiktok",), None, KINDS)[0]
                    matter = replace(matter, sources=tuple(spec_of(n, "http://127.0.0.1/") for n in range(N_FEEDS)))
                    ingest = Ingest(store.items, (matter,), SystemClock(), Metrics(), lambda: None)
                    yield Bench(port, egress, worker, ingest), port
        finally:
            farm.terminate()


async def bare_304s(port: int) -> float:
    """CPU seconds of as many conditional requests by aiohttp alone."""
    async with aiohttp.ClientSession() as session:
        began_s = cpu_s()
        for n in range(N_FEEDS):
            headers = {"If-None-Match": f'"{n}-1"'}
            async with session.get(f"http://127.0.0.1:{port}/{n}.xml?v=1", headers=headers) as response:
                await response.read()
        return cpu_s() - began_s


async def main(args: Sequence[str]) -> None:
    del args
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    async with opened() as (bench, port):
        rows = [("cold, all new", await bench.poll_all("?v=0")), ("one new each", await bench.poll_all("?v=1"))]
        not_modified = await bench.poll_all("?v=1")
        rows.append(("304", not_modified))
        bench.forget_etags()
        rows.append(("200 unchanged", await bench.poll_all("?v=1&plain")))
        for name, (spent_s, n_items) in rows:
            sys.stdout.write(f"{name:<14} {spent_s:6.2f} CPU s   {n_items:6} items read\n")
        bare_s = await bare_304s(port)
        sys.stdout.write(f"bare aiohttp 304s {bare_s:.2f} CPU s; ours cost {not_modified[0] / bare_s:.1f} times that\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
