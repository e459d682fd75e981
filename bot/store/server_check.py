"""Whether a server keeps what it acknowledges; one that could forget is refused, with the setting to change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from redis.exceptions import ResponseError

from bot.domain.errors import StoreError, StoreSettingsError
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
    settings = await _settings(connection, info)
    problems = [*_from_info(info), *_from_settings(settings)]
    if problems:
        raise StoreSettingsError(problems)
    await _check_layout(connection)
    return tuple(
        f"The server does not show its setting {name}; make sure that it is “{wanted}”: {why}."
        for name, (wanted, why) in _WANTED.items()
        if name not in settings
    )


async def _settings(connection: Connection, info: Mapping[str, object]) -> dict[str, str]:
    """The settings by name as far as they show: by CONFIG, which managed servers forbid, else by INFO."""
    shown: dict[str, str] = {}
    try:
        for name in _WANTED:
            shown |= await connection.ask(connection.redis.config_get(name))
    except StoreError as error:
        if not isinstance(error.__cause__, ResponseError):
            raise
    if "aof_enabled" in info:
        shown.setdefault("appendonly", "yes" if info["aof_enabled"] else "no")
    if "maxmemory_policy" in info:
        shown.setdefault("maxmemory-policy", str(info["maxmemory_policy"]))
    return shown


def _from_settings(settings: Mapping[str, str]) -> Iterator[str]:
    for name, (wanted, why) in _WANTED.items():
        value = settings.get(name, wanted)
        if value != wanted:
            yield f"{name} is “{value}”; set it to “{wanted}”: {why}."


def _from_info(info: Mapping[str, object]) -> Iterator[str]:
    version = str(info.get("valkey_version") or info.get("redis_version") or "0")
    if _numbers(version) < _OLDEST:
        yield f"the server is version {version}; install Redis 6.2, Valkey 7.2 or newer."
    if info.get("role", "master") != "master":
        yield "the server is a replica (role); give the address of the primary in REPRIEVE_REDIS_URL."
    if info.get("cluster_enabled"):
        yield "cluster-enabled is “yes”; use a single server: one decision changes keys that a cluster would spread."
    if info.get("aof_enabled") and info.get("aof_last_write_status", "ok") != "ok":
        yield "the server cannot write its append-only file (aof_last_write_status); look at its disk and its log."


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) if n.isdigit() else 0 for n in version.split(".")[:2])


async def _check_layout(connection: Connection) -> None:
    await connection.ask(connection.redis.set(Key.SCHEMA, SCHEMA_VERSION, nx=True))
    found = str(await connection.ask(connection.redis.get(Key.SCHEMA)))
    if not found.isdigit():
        raise StoreSettingsError([f"{Key.SCHEMA} holds “{found}”, not a version: the data is not Reprieve's own."])
    if int(found) > SCHEMA_VERSION:
        newer = f"the data was written by a newer Reprieve (layout {found}, this one knows {SCHEMA_VERSION}); "
        raise StoreSettingsError([newer + "start that version again, or one after it."])
