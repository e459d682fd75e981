"""Whether a server keeps what it acknowledges; one that could forget is refused, with the setting to change."""

from __future__ import annotations

from collections.abc import Mapping

from redis.exceptions import ResponseError

from bot.domain.errors import StoreSettingsError
from bot.store.connection import Connection
from bot.store.keys import SCHEMA_VERSION, Key

_OLDEST = (6, 2)
_WANTED = {
    "appendonly": ("yes", "without the append-only file a restart of the server forgets everything"),
    "appendfsync": ("always", "anything less can forget alerts that were already acknowledged"),
    "maxmemory-policy": ("noeviction", "any other policy may drop what was seen and sent"),
}


async def check_server(connection: Connection) -> tuple[str, ...]:
    """What could not be checked, as sentences. Raises: StoreSettingsError with every setting to change, StoreError."""
    info = await connection.ask(connection.redis.info())
    problems = list(_from_info(info))
    unchecked: tuple[str, ...] = ()
    try:
        config = {name: (await connection.redis.config_get(name)).get(name, "") for name in _WANTED}
    except ResponseError:
        unchecked = ("The server does not show its settings (CONFIG GET); make sure that appendfsync is always.",)
        config = {
            "appendonly": "yes" if info.get("aof_enabled") else "no",
            "maxmemory-policy": info["maxmemory_policy"],
        }
    for name, value in config.items():
        wanted, why = _WANTED[name]
        if value != wanted:
            problems.append(f"{name} is “{value}”; set it to “{wanted}”: {why}.")
    if problems:
        raise StoreSettingsError(problems)
    await _check_schema(connection)
    return unchecked


def _from_info(info: Mapping[str, object]) -> list[str]:
    problems = []
    version = str(info.get("valkey_version") or info.get("redis_version") or "0")
    if tuple(int(n) for n in version.split(".")[:2]) < _OLDEST:
        problems.append(f"the server is version {version}; Reprieve needs 6.2 or newer.")
    if info.get("role") != "master":
        problems.append(f"the server is a {info.get('role')}; give the address of the primary.")
    if info.get("aof_enabled") and info.get("aof_last_write_status") != "ok":
        problems.append("the server cannot write its append-only file; look at its disk and its log.")
    return problems


async def _check_schema(connection: Connection) -> None:
    await connection.ask(connection.redis.set(Key.SCHEMA, SCHEMA_VERSION, nx=True))
    found = int(await connection.ask(connection.redis.get(Key.SCHEMA)) or 0)
    if found > SCHEMA_VERSION:
        raise StoreSettingsError(
            [f"the data was written by a newer Reprieve (layout {found}, this one knows {SCHEMA_VERSION}); upgrade."]
        )
