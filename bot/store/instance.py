"""The lease: of all instances on one server, one decides and sends."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog

from bot.domain.errors import StoreError, StoreInUseError
from bot.store.connection import Connection

TTL_S = 20.0
_RENEW_S = 5.0
_LOOK_S = 0.5
_log = structlog.get_logger("store")


@contextlib.asynccontextmanager
async def holding(connection: Connection, instance: str, *, is_sole: bool) -> AsyncIterator[None]:
    """Holds the lease while the block runs. `is_sole`: a lock outside the server proves that nobody else lives.

    A lease that a crash left behind is waited for; one that somebody renews is refused at once.
    Raises: StoreInUseError, StoreError.
    """
    await _take(connection, instance, is_sole=is_sole)
    left = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(_renew(connection, instance, left))
        try:
            yield
        finally:
            left.set()
    with contextlib.suppress(StoreError):
        await connection.run("instance/leave", instance)


async def _take(connection: Connection, instance: str, *, is_sole: bool) -> None:
    before_ms = TTL_S * 1000 + 1
    while True:
        left_ms = int(await connection.run("instance/take", instance, int(TTL_S * 1000), int(is_sole)))
        if left_ms == 0:
            return
        if left_ms > before_ms:
            raise StoreInUseError(
                "Another Reprieve runs on this store. Stop it first, or give this one a store of its own "
                "(REPRIEVE_REDIS_URL with another database number, as in redis://host/1)."
            )
        _log.info("waiting for the lease of an instance that seems to have died", seconds=round(left_ms / 1000))
        before_ms = left_ms
        await asyncio.sleep(_LOOK_S)


async def _renew(connection: Connection, instance: str, left: asyncio.Event) -> None:
    """Ends by a flag and not by cancellation, which a call of redis-py on Python 3.11 can lose."""
    while not await _is_set_within(left, _RENEW_S):
        try:
            if await connection.run("instance/take", instance, int(TTL_S * 1000), 0):
                _log.error("another Reprieve took this store over; this one no longer sends")
        except StoreError as error:
            _log.warning("the lease could not be renewed", error=str(error))


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
