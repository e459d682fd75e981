"""The bundled Valkey as real processes: locks, orphans, kills."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

from bot.domain.errors import StoreError, StoreInUseError
from bot.store.embedded import embedded_valkey
from bot.store.valkey import process
from bot.store.valkey.process import binary

_BOT = textwrap.dedent("""
    import asyncio, sys
    from pathlib import Path
    from redis import Redis
    from bot.store.embedded import embedded_valkey
    from bot.store.valkey import process

    if sys.argv[2] == "orphan":  # as on a system that does not end children with their parent
        process._LAUNCHER = process._LAUNCHER.replace('sys.platform == "linux"', "False")

    async def main():
        async with embedded_valkey(Path(sys.argv[1])) as url:
            Redis.from_url(url).set("kept", "yes")
            print(url, flush=True)
            await asyncio.Event().wait()

    asyncio.run(main())
""")


class Bot:
    """A process of its own that keeps a server on a folder, until the block ends."""

    def __init__(self, folder: Path, mode: str = "normal") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BOT, str(folder), mode], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline().startswith("unix://")
        self.server = int((folder / "valkey.pid").read_text())

    def end(self, number: int) -> None:
        self._process.send_signal(number)
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()


@contextlib.contextmanager
def client(url: str) -> Iterator[Redis]:
    with contextlib.closing(Redis.from_url(url, decode_responses=True, retry=Retry(NoBackoff(), 0))) as opened:
        yield opened


def kept(url: str) -> object:
    with client(url) as opened:
        return opened.get("kept")


def pid_of(url: str) -> int:
    with client(url) as opened:
        return int(opened.info("server")["process_id"])


def runs_for(pid: int, folder: Path) -> bool:
    """By its command line, since nobody may have collected an ended orphan yet."""
    with contextlib.suppress(OSError):
        return str(folder) in Path(f"/proc/{pid}/cmdline").read_text()
    return False


async def is_gone(pid: int, folder: Path) -> bool:
    async with asyncio.timeout(5):
        while runs_for(pid, folder):  # noqa: ASYNC110  the process is not our child
            await asyncio.sleep(0.01)
    return True


def test_the_server_is_in_the_wheel() -> None:
    assert os.access(binary(), os.X_OK)


async def test_data_survives_a_restart(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url:
        with client(url) as opened:
            opened.set("kept", "yes")
    async with embedded_valkey(tmp_path) as url:
        assert kept(url) == "yes"


async def test_the_server_keeps_every_acknowledged_write_and_evicts_nothing(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url:
        with client(url) as opened:
            settings = opened.config_get("append*") | opened.config_get("maxmemory-policy") | opened.config_get("port")
    named = ("appendonly", "appendfsync", "maxmemory-policy", "port")
    assert [settings[name] for name in named] == ["yes", "always", "noeviction", "0"]


async def test_only_its_owner_may_reach_the_data(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    async with embedded_valkey(folder):
        modes = [stat.S_IMODE(p.stat().st_mode) for p in (folder, folder / "valkey.sock", folder / "bot.lock")]
    assert modes == [0o700, 0o700, 0o600]


async def test_a_second_start_on_the_same_folder_is_refused_by_name(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url:
        with pytest.raises(StoreInUseError, match=str(tmp_path)):
            async with embedded_valkey(tmp_path):
                pass
        assert kept(url) is None


async def test_a_start_beside_another_process_is_refused_and_leaves_it_alone(tmp_path: Path) -> None:
    bot = Bot(tmp_path)
    with pytest.raises(StoreInUseError, match="REPRIEVE_DATA"):
        async with embedded_valkey(tmp_path):
            pass
    assert runs_for(bot.server, tmp_path)
    bot.end(signal.SIGINT)


async def test_a_folder_with_a_long_path_works(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30) / ("longer" * 20) / "数据 100%?#"
    async with embedded_valkey(folder) as url:
        pid = pid_of(url)
        assert kept(url) is None
    assert await is_gone(pid, folder)


async def test_a_folder_with_a_strange_name_works(tmp_path: Path) -> None:
    folder = tmp_path / "a b%2F?#数"
    async with embedded_valkey(folder) as url:
        assert kept(url) is None


async def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file/data cannot be used"):
        async with embedded_valkey(tmp_path / "file" / "data"):
            pass


async def test_a_server_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(process._SETTINGS, "appendfsync", "sometimes")
    with pytest.raises(StoreError, match="appendfsync"):
        async with embedded_valkey(tmp_path):
            pass
    monkeypatch.undo()
    async with embedded_valkey(tmp_path) as url:
        assert kept(url) is None


def test_a_thread_that_may_end_before_the_bot_is_refused(tmp_path: Path) -> None:
    async def start() -> None:
        async with embedded_valkey(tmp_path):
            pass

    raised: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(start())
        except RuntimeError as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert ["must be started on the main thread" in str(e) for e in raised] == [True]


async def test_kill_9_of_the_server_loses_nothing_and_another_takes_its_place(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url:
        with client(url) as opened:
            for n in range(200):
                opened.set(f"k{n}", n)
        first = pid_of(url)
        os.kill(first, signal.SIGKILL)
        assert await _size(url) == 200
        assert pid_of(url) != first


async def _size(url: str) -> int:
    async with asyncio.timeout(10):
        while True:
            with client(url) as opened, contextlib.suppress(RedisConnectionError):
                return int(opened.dbsize())
            await asyncio.sleep(0.02)


async def test_signals_meant_for_the_bot_do_not_end_its_server(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url:
        pid = pid_of(url)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            os.kill(pid, number)
        assert pid_of(url) == pid
    assert await is_gone(pid, tmp_path)


async def test_a_server_that_hangs_is_ended_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_ANSWER_S", 0.1)
    monkeypatch.setattr(process, "_STOP_S", 0.1)
    async with embedded_valkey(tmp_path) as url:
        pid = pid_of(url)
        os.kill(pid, signal.SIGSTOP)
    assert await is_gone(pid, tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
async def test_kill_9_of_the_bot_ends_its_server(tmp_path: Path) -> None:
    bot = Bot(tmp_path)
    bot.end(signal.SIGKILL)
    assert await is_gone(bot.server, tmp_path)
    async with embedded_valkey(tmp_path) as url:
        assert kept(url) == "yes"


async def test_an_orphan_of_a_crash_is_ended_and_its_data_taken_over(tmp_path: Path) -> None:
    bot = Bot(tmp_path, "orphan")
    bot.end(signal.SIGKILL)
    assert runs_for(bot.server, tmp_path)
    async with embedded_valkey(tmp_path) as url:
        assert kept(url) == "yes"
    assert await is_gone(bot.server, tmp_path)


async def test_an_orphan_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_ANSWER_S", 0.1)
    monkeypatch.setattr(process, "_ORPHAN_S", 0.5)
    bot = Bot(tmp_path, "orphan")
    os.kill(bot.server, signal.SIGSTOP)
    bot.end(signal.SIGKILL)
    async with embedded_valkey(tmp_path) as url:
        assert kept(url) == "yes"


async def test_an_orphan_whose_number_is_not_known_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_ANSWER_S", 0.1)
    monkeypatch.setattr(process, "_ORPHAN_S", 0.1)
    bot = Bot(tmp_path, "orphan")
    os.kill(bot.server, signal.SIGSTOP)
    bot.end(signal.SIGKILL)
    (tmp_path / "valkey.pid").write_text(str(os.getpid()))
    with pytest.raises(StoreInUseError, match="kill -9"):
        async with embedded_valkey(tmp_path):
            pass
    os.kill(bot.server, signal.SIGKILL)


async def test_an_end_by_ctrl_c_leaves_no_server_behind(tmp_path: Path) -> None:
    bot = Bot(tmp_path)
    bot.end(signal.SIGINT)
    assert not runs_for(bot.server, tmp_path)


async def test_an_address_without_server_answers_nothing(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url:
        pass
    with pytest.raises(RedisConnectionError):
        kept(url)
