"""Opens the store: connects, checks the server, takes the lease, and hands out the ports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.store.connection import Connection
from bot.store.deadlines import RedisDeadlines
from bot.store.inbox import RedisBudgets, RedisDockets, RedisHubs, RedisPushes
from bot.store.instance import holding, new_instance
from bot.store.items import RedisItems
from bot.store.outbox import RedisAudit, RedisOutbox
from bot.store.server_check import check_server
from bot.store.subscriptions import RedisFollows, RedisSubscriptions


@dataclass(frozen=True, slots=True)
class RedisStore:
    """The ports on one server. `unchecked` holds sentences on what the server would not show."""

    items: RedisItems
    subscriptions: RedisSubscriptions
    deadlines: RedisDeadlines
    outbox: RedisOutbox
    audit: RedisAudit
    follows: RedisFollows
    pushes: RedisPushes
    hubs: RedisHubs
    dockets: RedisDockets
    budgets: RedisBudgets
    unchecked: tuple[str, ...] = ()


@asynccontextmanager
async def visited_store(url: str) -> AsyncIterator[RedisStore]:
    """The store at `url` beside the bot that may run on it: whoever visits takes no lease, and so may not decide.

    Raises: StoreSettingsError, StoreError.
    """
    connection = Connection(url)
    try:
        yield _store(connection, new_instance(), await check_server(connection))
    finally:
        await connection.close()


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
            yield _store(connection, instance, unchecked)
    finally:
        await connection.close()


def _store(connection: Connection, instance: str, unchecked: tuple[str, ...]) -> RedisStore:
    return RedisStore(
        items=RedisItems(connection, instance),
        subscriptions=RedisSubscriptions(connection),
        deadlines=RedisDeadlines(connection, instance),
        outbox=RedisOutbox(connection, instance),
        audit=RedisAudit(connection),
        follows=RedisFollows(connection),
        pushes=RedisPushes(connection),
        hubs=RedisHubs(connection),
        dockets=RedisDockets(connection),
        budgets=RedisBudgets(connection),
        unchecked=unchecked,
    )
