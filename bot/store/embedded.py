"""The bundled Valkey: a real server on a unix socket in the data folder, for whoever has configured none."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import quote

import structlog

from bot.domain.errors import StoreError, StoreInUseError
from bot.store.valkey.folder_lock import locked
from bot.store.valkey.process import ValkeyProcess, end_orphan

_WATCH_S = 0.25
_AGAIN_S = 5.0
_LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes on Linux, 103 on macOS
_SOCKET = "valkey.sock"
_log = structlog.get_logger("store")


@asynccontextmanager
async def embedded_valkey(folder: Path) -> AsyncIterator[str]:
    """The address of a server on the data in `folder`, while the block runs; one that dies meanwhile is started again.

    Must be entered on the main thread: Linux ends the server together with the thread that started it.
    Raises: StoreInUseError when another Reprieve uses the folder, StoreError when the server does not start.
    """
    home = _prepared(folder)
    with _only_bot(home), _short_path(home) as reachable:
        await _only_server(home)
        server = ValkeyProcess(home, reachable / _SOCKET)
        try:
            await server.start()
            watching = asyncio.get_running_loop().create_task(_keep_up(server))
            try:
                yield _address(server.socket)
            finally:
                watching.cancel()
                await asyncio.wait((watching,))
        finally:
            await server.stop()


@asynccontextmanager
async def shared_valkey(folder: Path) -> AsyncIterator[str]:
    """The address of the server on the data in `folder`: a running bot's own, else one that runs as long as the block.

    Raises: StoreError.
    """
    async with contextlib.AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(embedded_valkey(folder))
        except StoreInUseError:
            path = stack.enter_context(_short_path(_prepared(folder))) / _SOCKET
            if not path.is_socket():
                raise StoreError(
                    f"A Reprieve on the data folder {folder} is only just starting or stopping; try again in a moment."
                ) from None
            url = _address(path)
        yield url


def _address(path: Path) -> str:
    return f"unix://{quote(str(path))}"


def _prepared(folder: Path) -> Path:
    try:
        home = folder.resolve()
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o700)
    except OSError as error:
        raise StoreError(
            f"The data folder {folder} cannot be used ({error.strerror}). Give it to the user who runs Reprieve, or "
            "set REPRIEVE_DATA to another folder."
        ) from error
    return home


@contextmanager
def _only_bot(home: Path) -> Iterator[None]:
    """Holds the lock that a living bot holds; it dies with the process, whatever becomes of its number."""
    with locked(home / "bot.lock") as lock:
        if lock is None:
            raise StoreInUseError(
                f"Another Reprieve uses the data folder {home}. Stop it first, or give this one a folder of its own "
                "with REPRIEVE_DATA."
            )
        yield


async def _only_server(home: Path) -> None:
    """Ends a server that outlived its bot: only servers hold this lock, and no bot lives."""
    with locked(home / "server.lock") as lock:
        if lock is not None:
            return
    _log.warning("ending the database server that a crashed Reprieve left behind", folder=str(home))
    await end_orphan(home, home / "server.lock")


@contextmanager
def _short_path(home: Path) -> Iterator[Path]:
    """A way to the folder that is short enough for the address of a unix socket."""
    if len(os.fsencode(home / _SOCKET)) <= _LONGEST_SOCKET_PATH:
        yield home
        return
    # Made private by mkdtemp; TMPDIR may be a long path of its own.
    with tempfile.TemporaryDirectory(prefix="reprieve-", dir="/tmp") as name:
        link = Path(name) / "data"
        link.symlink_to(home, target_is_directory=True)
        yield link


async def _keep_up(server: ValkeyProcess) -> None:
    """Starts a server again that died: everything it acknowledged is on disk."""
    while True:
        await asyncio.sleep(_WATCH_S)
        if server.is_running:
            continue
        _log.error("the bundled Valkey died; starting it again", last_words=server.last_words())
        with contextlib.suppress(StoreError):
            await server.start()
            continue
        await asyncio.sleep(_AGAIN_S)
