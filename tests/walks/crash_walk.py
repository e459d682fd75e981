"""Plays the rounds of a crash walk: one Valkey and one pair of platforms, and a bot that dies and comes back."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.deadlines.chain import versions_at
from bot.domain.channel import Platform
from bot.domain.item import Parsed
from bot.domain.source import Validators
from bot.loops.clock import SystemClock
from bot.loops.ingest import Ingest
from bot.metrics import Metrics
from bot.store.embedded import embedded_valkey
from bot.store.redis_store import open_store
from tests.fakes.discord_server import TOKEN as DISCORD_TOKEN
from tests.fakes.telegram_server import TOKEN as TELEGRAM_TOKEN
from tests.walks.crash_check import Findings, check
from tests.walks.crash_receipts import Discord, Kept, Telegram
from tests.walks.crash_story import (
    ACCEPTED,
    CASE_CHANNELS,
    NEWS,
    NEWS_CHANNELS,
    Round,
    Setting,
    edits,
    posts,
    rounds,
    subscriptions,
)

ROOT = Path(__file__).parents[2]
LONGEST_ROUND_S = 45.0
T = TypeVar("T")


@dataclass
class Walk:
    """A walk as it went. `deaths` counts kills by point; `survivors` are rounds that were to die and did not."""

    played: Sequence[Round]
    discord: Discord
    telegram: Telegram
    deaths: Counter[str] = field(default_factory=Counter)
    survivors: list[Round] = field(default_factory=list)
    failures: list[Round] = field(default_factory=list)

    @property
    def findings(self) -> Findings:
        kept: list[Kept] = [*self.discord.kept(), *self.telegram.kept()]
        return check(kept, posts(self.played), edits(self.played))


class _Executioner:
    """Kills the bot when a platform has taken its `n_left`-th message and has not answered yet."""

    def __init__(self) -> None:
        self._platform: Platform | None = None
        self._n_left = 0
        self._pid: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def expect(self, a_round: Round) -> None:
        self._platform = next((p for p, point in ACCEPTED.items() if point == a_round.point), None)
        self._n_left = a_round.nth
        self._pid = asyncio.get_running_loop().create_future()

    def meet(self, pid: int) -> None:
        self._pid.set_result(pid)

    async def on_accepted(self, platform: Platform) -> None:
        pid = await self._pid
        if platform is self._platform:
            self._n_left -= 1
            if self._n_left == 0:
                os.kill(pid, signal.SIGKILL)


async def play(folder: Path, n_per_point: int, seed: int, manners: str = "careful") -> Walk:
    """The whole walk, to its calm end."""
    executioner = _Executioner()
    telegram_ids = [c.chat_id for c in (*NEWS_CHANNELS, *CASE_CHANNELS) if c.platform is Platform.TELEGRAM]
    discord, telegram = Discord(executioner.on_accepted), Telegram(executioner.on_accepted, telegram_ids)
    walk = Walk(rounds(n_per_point, seed), discord, telegram)
    async with embedded_valkey(folder / "valkey") as url, discord, telegram:
        await _prepare(url, walk.played)
        setting = Setting(
            store_url=url,
            discord_api=discord.api,
            discord_token=DISCORD_TOKEN,
            telegram_url=telegram.base_url,
            telegram_token=TELEGRAM_TOKEN,
            n_per_point=n_per_point,
            seed=seed,
            manners=manners,
        )
        async with _bots(setting, folder / "bots.log") as bots:
            for a_round in walk.played:
                if a_round.is_late:
                    discord.forget_nonces()
                executioner.expect(a_round)
                async with asyncio.timeout(LONGEST_ROUND_S):
                    code = await _live(bots, a_round, executioner)
                _note(walk, a_round, code)
    return walk


async def _prepare(url: str, played: Sequence[Round]) -> None:
    """Subscriptions, and the first poll of each source, which is silent."""
    clock = SystemClock()
    async with open_store(url, is_sole=True) as store:
        await store.items.open_matter(NEWS, versions_at(NEWS, clock.now()), ())
        for subscription in subscriptions(played):
            await store.subscriptions.subscribe(subscription)
        ingest = Ingest(store.items, [NEWS], clock, Metrics(), lambda: None)
        for source in NEWS.sources:
            await ingest.take(source, Parsed(()), Validators(), clock.now())


@asynccontextmanager
async def _bots(setting: Setting, log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process that forks a bot for each round."""
    with log.open("wb") as errors:
        bots = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.walks.crash_child",
            json.dumps(asdict(setting)),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
        try:
            yield bots
        finally:
            # A bot that hangs ends with the process that forked it.
            os.killpg(bots.pid, signal.SIGKILL)
            await bots.wait()


async def _live(bots: asyncio.subprocess.Process, a_round: Round, executioner: _Executioner) -> int:
    """One life; how it ended, as a process tells it: negative for a signal."""
    stdin, stdout = _pipe(bots.stdin), _pipe(bots.stdout)
    stdin.write(f"{a_round.number}\n".encode())
    executioner.meet(int(await stdout.readline()))
    return int(await stdout.readline())


def _note(walk: Walk, a_round: Round, code: int) -> None:
    if code == -signal.SIGKILL and a_round.point:
        walk.deaths[a_round.point] += 1
    elif a_round.point:
        walk.survivors.append(a_round)
    elif code != 0:
        walk.failures.append(a_round)


def _pipe(pipe: T | None) -> T:
    assert pipe is not None
    return pipe
