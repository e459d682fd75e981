"""`reprieve run` as a process: how it starts, ends, dies and comes back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.store.embedded import embedded_valkey
from tests.fakes.feed_host import FeedHost, Request, hang, page
from tests.unit.sources.bodies import feed_of

ROOT = Path(__file__).parents[2]
PROMPT = "Type /subscribe"
FOLLOWS = "This channel now follows Harbor law."
FOLLOWED = "This channel no longer follows Harbor law."
END_S = 10.0
START_S = 30.0
"""Long, because other tests run beside this one; a person waits about a second."""

PACK = """\
id = "harbor"
zone = "America/New_York"
names = {{ en = "Harbor law" }}
terms = {{ en = ["harbor"] }}

[[source]]
kind = "news_feed"
url = "{url}"
trust = "press"
outlet = "Harbor News"

[[deadline]]
id = "closing"
names = {{ en = "Harbor closing" }}
due_on = 2035-01-19
authority = "Harbor Act"
link = "https://gov.example/harbor-act"
decided_on = 2024-04-24
"""

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="waits for a process that is not a child by its pidfd")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@dataclass
class Bot:
    """A running bot whose terminal is a pipe."""

    process: asyncio.subprocess.Process
    said: str = ""

    def type(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())

    async def until(self, words: str) -> None:
        """Reads on until the bot has said these words."""
        assert self.process.stdout is not None
        async with asyncio.timeout(START_S):
            while words not in self.said:
                line = await self.process.stdout.readline()
                assert line, f"the bot ended without saying “{words}”: {self.said}"
                self.said += line.decode()

    async def ended(self) -> int:
        """The exit code, once it has one; what it says until then is kept."""
        assert self.process.stdout is not None
        self.said += (await self.process.stdout.read()).decode()
        return await self.process.wait()


@dataclass
class Machine:
    """A folder of data, a pack and a feed: all that a bot finds when it starts."""

    home: Path
    host: FeedHost

    @property
    def data(self) -> Path:
        return self.home / "data"

    @contextlib.asynccontextmanager
    async def bot(self, **settings: str) -> AsyncIterator[Bot]:
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "200",
            "REPRIEVE_DATA": str(self.data),
            "REPRIEVE_PACKS": str(self.home / "packs"),
            "REPRIEVE_MATTERS": "harbor",
            "REPRIEVE_EGRESS__ALLOW": "127.0.0.0/8",
            "REPRIEVE_WEB__PORT": "0",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run"),
            cwd=self.home,
            env=environ | settings,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        bot = Bot(process)
        try:
            yield bot
        finally:
            if process.returncode is None:
                process.kill()
            await bot.ended()

    def server_pid(self) -> int:
        """The process of the bundled Valkey."""
        return int((self.data / "valkey" / "valkey.pid").read_text())


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    async with FeedHost({"/feed": page(feed_of(3, "harbor"))}) as host:
        (tmp_path / "packs").mkdir()
        (tmp_path / "packs" / "harbor.toml").write_text(PACK.format(url=host.url("/feed")))
        yield Machine(tmp_path, host)


async def test_follow_of_an_address_that_only_the_operator_may_read_is_refused(machine: Machine):
    async with machine.bot() as bot:
        await bot.until(PROMPT)
        bot.type(f"/follow feed {machine.host.url('/feed')} yes")
        await bot.until("I cannot follow this")
    assert FOLLOWS not in bot.said


@only_linux
async def test_sigterm_ends_the_bot_and_its_server(machine: Machine):
    async with machine.bot() as bot:
        await bot.until(PROMPT)
        server = os.pidfd_open(machine.server_pid())
        bot.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(END_S):
            code = await bot.ended()
            await gone(server)
    assert 0 == code
    assert "Traceback" not in bot.said


async def test_sigterm_does_not_wait_for_a_feed_that_does_not_answer(machine: Machine):
    asked = asyncio.Event()

    async def never(request: Request, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await hang(request, writer)

    machine.host.pages["/feed"] = never
    async with machine.bot() as bot:
        async with asyncio.timeout(START_S):
            await asked.wait()
        bot.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(END_S):
            assert 0 == await bot.ended()
    assert "Traceback" not in bot.said


async def test_second_bot_on_the_same_folder_is_refused(machine: Machine):
    async with machine.bot() as first:
        await first.until(PROMPT)
        async with machine.bot() as second, asyncio.timeout(START_S):
            code = await second.ended()
        first.type("/subscribe")
        await first.until(FOLLOWS)
    assert 1 == code
    assert second.said.startswith(f"reprieve: Another Reprieve uses the data folder {machine.data}/valkey. Stop it")
    assert 1 == len(second.said.splitlines())


@only_linux
async def test_killed_bot_takes_its_server_along_and_remembers_when_it_comes_back(machine: Machine):
    async with machine.bot() as killed:
        await killed.until(PROMPT)
        killed.type("/subscribe")
        await killed.until(FOLLOWS)
        server = os.pidfd_open(machine.server_pid())
        killed.process.kill()
        async with asyncio.timeout(END_S):
            await gone(server)
    async with machine.bot() as back:
        await back.until(PROMPT)
        back.type("/unsubscribe")
        await back.until(FOLLOWED)


async def test_server_that_could_forget_is_refused_with_every_setting_to_change(machine: Machine, tmp_path: Path):
    wrong = {"appendonly": "no", "appendfsync": "everysec", "maxmemory-policy": "allkeys-lru"}
    async with embedded_valkey(tmp_path / "other") as url:
        async with Redis.from_url(url) as client:
            for name, value in wrong.items():
                await client.config_set(name, value)
        async with machine.bot(REPRIEVE_REDIS_URL=url) as bot, asyncio.timeout(START_S):
            code = await bot.ended()
    assert 1 == code
    assert [f"reprieve: {name} is “{value}”; set it to " for name, value in wrong.items()] == [
        f"{line.partition('set it to ')[0]}set it to " for line in bot.said.splitlines()
    ]


async def test_misspelt_setting_is_refused_with_the_nearest_name(machine: Machine):
    async with machine.bot(REPRIEVE_DISCRD_TOKEN="a") as bot, asyncio.timeout(START_S):
        code = await bot.ended()
    assert 2 == code
    assert "unknown name REPRIEVE_DISCRD_TOKEN; " in bot.said
    assert "REPRIEVE_DISCORD_TOKEN" in bot.said


async def gone(pidfd: int) -> None:
    """Returns when the process behind the descriptor has ended."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(pidfd, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(pidfd)
        os.close(pidfd)
