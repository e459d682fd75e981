"""The lease: of all instances on one server, one decides and sends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import AsyncIterator

import structlog

from bot.domain.errors import StoreError, StoreInUseError
from bot.store.connection import Connection

_RENEW_S = 5.0
_LOOK_S = 0.5
_log = structlog.get_logger("store")


def new_instance() -> str:
    """A name for this life of the bot: where it runs, for people, and a part that no other life has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"


@contextlib.asynccontextmanager
async def holding(connection: Connection, instance: str, *, is_sole: bool) -> AsyncIterator[None]:
    """Holds the lease while the block runs. `is_sole`: a lock outside the server proves that nobody else lives.

    A lease that a crash left behind is waited for; one that somebody renews is refused at once.
    Raises: StoreInUseError, StoreError.
    """
    await _take(connection, instance, is_sole=is_sole)
    left = asyncio.Event()
    # Owned and awaited here; a TaskGroup would wrap the block's own errors in a group.
    renewal = asyncio.get_running_loop().create_task(_renew(connection, instance, left))
    try:
        yield
    finally:
        left.set()
        await renewal
        with contextlib.suppress(StoreError):
            await connection.run("instance/leave", instance)


async def _take(connection: Connection, instance: str, *, is_sole: bool) -> None:
    other, left_ms = await _try(connection, instance, is_sole=is_sole)
    while other:
        _log.info("waiting for the lease of an instance that seems to have died", seconds=round(left_ms / 1000))
        await asyncio.sleep(_LOOK_S)
        before, before_ms = other, left_ms
        other, left_ms = await _try(connection, instance, is_sole=is_sole)
        if other and (other != before or left_ms > before_ms):
            host, pid, _ = other.rsplit(":", 2) if other.count(":") > 1 else (other, "?", "")
            raise StoreInUseError(
                f"Another Reprieve runs on this store (host {host}, process {pid}). Stop it first, or give this one a "
                "store of its own: REPRIEVE_REDIS_URL with another database number, as in redis://host/1."
            )


async def _try(connection: Connection, instance: str, *, is_sole: bool = False) -> tuple[str, int]:
    """Who holds the lease instead of us and for how many milliseconds; ("", 0) once it is ours."""
    answer = await connection.run("instance/take", instance, int(is_sole))
    return (answer[0], int(answer[1])) if answer else ("", 0)


async def _renew(connection: Connection, instance: str, left: asyncio.Event) -> None:
    """Ends by a flag and not by cancellation, which a call of redis-py on Python 3.11 can lose."""
    while not await _is_set_within(left, _RENEW_S):
        try:
            other, _ = await _try(connection, instance)
        except StoreError as error:
            _log.warning("the lease could not be renewed", error=str(error))
            continue
        if other:
            _log.error("another Reprieve took this store over; this one no longer sends", other=other)
            return


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
