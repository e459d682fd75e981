"""The bundled Valkey as real processes: locks, orphans, kills."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.domain.errors import StoreInUseError
from bot.store.embedded import embedded_valkey

_CHILD = textwrap.dedent("""
    import asyncio, os, sys
    from pathlib import Path
    from redis import Redis
    from bot.store import embedded

    if sys.argv[2] == "orphan":  # as on a system that does not end children with their parent
        embedded._die_with_parent = os.setsid

    async def main():
        async with embedded.embedded_valkey(Path(sys.argv[1])) as url:
            Redis.from_url(url).set("kept", "yes")
            print(url, flush=True)
            await asyncio.Event().wait()

    asyncio.run(main())
""")


@contextlib.contextmanager
def child(folder: Path, mode: str) -> Iterator[subprocess.Popen[str]]:
    """A bot with its server; ended at the end whatever happens in between."""
    process = subprocess.Popen([sys.executable, "-c", _CHILD, str(folder), mode], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith("unix://")
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def end(process: subprocess.Popen[str], number: int) -> None:
    process.send_signal(number)
    process.wait(10)


def kept(url: str) -> object:
    with contextlib.closing(Redis.from_url(url, decode_responses=True)) as client:
        return client.get("kept")


async def test_data_survives_a_restart(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url:
        Redis.from_url(url).set("kept", "yes")
    async with embedded_valkey(tmp_path) as url:
        assert kept(url) == "yes"


async def test_the_server_keeps_every_acknowledged_write_and_evicts_nothing(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url:
        with contextlib.closing(Redis.from_url(url, decode_responses=True)) as client:
            settings = client.config_get("append*") | client.config_get("maxmemory-policy")
    assert (settings["appendonly"], settings["appendfsync"], settings["maxmemory-policy"]) == (
        "yes",
        "always",
        "noeviction",
    )


async def test_a_second_start_on_the_same_folder_is_refused_by_name(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path):
        with pytest.raises(StoreInUseError, match=str(tmp_path)):
            async with embedded_valkey(tmp_path):
                pass


async def test_a_folder_with_a_long_path_works(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30) / ("longer" * 20)
    async with embedded_valkey(folder) as url:
        assert kept(url) is None


async def test_kill_9_of_the_server_loses_nothing_acknowledged(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url:
        client = Redis.from_url(url)
        for n in range(200):
            client.set(f"k{n}", n)
        os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)
    async with embedded_valkey(tmp_path) as url:
        assert Redis.from_url(url).dbsize() == 200


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
async def test_kill_9_of_the_bot_ends_its_server(tmp_path: Path) -> None:
    with child(tmp_path, "normal") as bot:
        end(bot, signal.SIGKILL)
    async with embedded_valkey(tmp_path) as url:
        assert kept(url) == "yes"


async def test_an_orphan_of_a_crash_is_ended_and_its_data_taken_over(tmp_path: Path) -> None:
    with child(tmp_path, "orphan") as bot:
        server, _, socket = (tmp_path / "owners").read_text().split()
        end(bot, signal.SIGKILL)
    assert runs_at(server, socket)
    async with embedded_valkey(tmp_path) as url:
        assert kept(url) == "yes"
    assert not runs_at(server, socket)


def runs_at(pid: str, socket: str) -> bool:
    """By the title, since nobody may have collected an ended orphan yet."""
    listed = subprocess.run(["ps", "-ww", "-o", "args=", "-p", pid], capture_output=True, text=True, check=False)
    return socket in listed.stdout


async def test_sigterm_of_the_bot_leaves_no_server_behind(tmp_path: Path) -> None:
    with child(tmp_path, "normal") as bot:
        server, _, socket = (tmp_path / "owners").read_text().split()
        end(bot, signal.SIGINT)
    assert not runs_at(server, socket)


async def test_an_address_without_server_answers_nothing(tmp_path: Path) -> None:
    async with embedded_valkey(tmp_path) as url:
        pass
    with pytest.raises(RedisConnectionError):
        kept(url)


async def test_a_server_that_ends_by_itself_is_told_of(tmp_path: Path) -> None:
    ended = asyncio.Event()
    async with embedded_valkey(tmp_path, on_end=ended.set) as url:
        os.kill(int(Redis.from_url(url).info("server")["process_id"]), signal.SIGKILL)
        await asyncio.wait_for(ended.wait(), 5)
    assert ended.is_set()


async def test_a_server_that_is_ended_on_purpose_is_not_told_of(tmp_path: Path) -> None:
    ended = asyncio.Event()
    async with embedded_valkey(tmp_path, on_end=ended.set):
        pass
    assert not ended.is_set()


async def test_a_killed_bot_leaves_no_socket_behind_once_its_folder_is_taken_over(tmp_path: Path) -> None:
    with child(tmp_path, "orphan") as bot:
        socket = Path((tmp_path / "owners").read_text().split()[2])
        end(bot, signal.SIGKILL)
    async with embedded_valkey(tmp_path):
        assert not socket.parent.exists()
