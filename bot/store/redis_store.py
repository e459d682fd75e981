"""Opens the store: connects, checks the server, takes the lease, and hands out the four ports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.store.connection import Connection
from bot.store.deadlines import RedisDeadlines
from bot.store.instance import holding, new_instance
from bot.store.items import RedisItems
from bot.store.outbox import RedisOutbox
from bot.store.server_check import check_server
from bot.store.subscriptions import RedisSubscriptions


@dataclass(frozen=True, slots=True)
class RedisStore:
    """The ports on one server. `unchecked` holds sentences on what the server would not show."""

    items: RedisItems
    subscriptions: RedisSubscriptions
    deadlines: RedisDeadlines
    outbox: RedisOutbox
    unchecked: tuple[str, ...] = ()


@asynccontextmanager
async def open_store(url: str, *, is_sole: bool = False) -> AsyncIterator[RedisStore]:
    """The store at `url`. `is_sole`: a lock outside the server proves that nobody else uses it.

    Raises: StoreSettingsError, StoreInUseError, StoreError.
    """
    connection = Connection(url)
    instance = new_instance()
    try:
        unchecked = await check_server(connection)
        async with holding(connection, instance, is_sole=is_sole):
            yield RedisStore(
                items=RedisItems(connection, instance),
                subscriptions=RedisSubscriptions(connection),
                deadlines=RedisDeadlines(connection, instance),
                outbox=RedisOutbox(connection, instance),
                unchecked=unchecked,
            )
    finally:
        await connection.close()
