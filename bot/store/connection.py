"""One client of the server: scripts by name, its errors translated once."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    NoPermissionError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)

from bot.domain.errors import StoreError, StoreInUseError
from bot.store.scripts import SCRIPTS

_TIMEOUT_S = 10.0
_ADVICE: dict[type[Exception], str] = {
    AuthenticationError: "The store refuses the user or password; correct them in REPRIEVE_REDIS_URL.",
    NoPermissionError: "The store forbids this user a command; allow it scripts and all commands on keys rp:*.",
    BusyLoadingError: "The store is still loading its data; try again in a moment.",
    OutOfMemoryError: "The store is full; raise its maxmemory.",
    ReadOnlyError: "The store is a read-only replica; give the address of the primary in REPRIEVE_REDIS_URL.",
}


class Connection:
    """Calls the server. Every call raises StoreError alone; nothing is retried behind the caller's back.

    redis-py 8 repeats a command whose answer was lost up to ten times by default; a decision must know.
    Raises: StoreError when the address cannot be understood.
    """

    def __init__(self, url: str) -> None:
        try:
            self.redis: Redis = Redis.from_url(
                url,
                decode_responses=True,
                encoding_errors="surrogateescape",
                protocol=3,
                legacy_responses=True,
                socket_timeout=_TIMEOUT_S,
                socket_connect_timeout=_TIMEOUT_S,
                retry=Retry(NoBackoff(), 0),
                health_check_interval=30,
            )
        except ValueError as error:
            raise StoreError(
                "REPRIEVE_REDIS_URL is no address of a store; it looks like redis://user:password@host:6379/0."
            ) from error

    async def close(self) -> None:
        await self.redis.aclose()

    async def run(self, script: str, *args: str | int) -> Any:
        """The answer of a script. Raises: StoreError, StoreInUseError when another instance holds the lease."""
        loaded, words = SCRIPTS[script], [_bytes(str(a)) for a in args]
        try:
            # A server that was restarted has forgotten its scripts, and has run nothing when it says so.
            try:
                return await self.redis.evalsha(loaded.sha, 0, *words)
            except NoScriptError:
                return await self.redis.eval(loaded.text, 0, *words)
        except ResponseError as error:
            if "FENCED" in str(error):
                raise StoreInUseError("Another Reprieve took over this store; this one no longer sends.") from error
            raise await self._translated(error) from error
        except (RedisError, OSError) as error:
            raise await self._translated(error) from error

    async def ask(self, call: Awaitable[Any]) -> Any:
        """The answer of one command or pipeline; redis-py's types do not know that we decode. Raises: StoreError."""
        try:
            return await call
        except (RedisError, OSError) as error:
            raise await self._translated(error) from error

    async def _translated(self, error: Exception) -> StoreError:
        if isinstance(error, ReadOnlyError):
            # After a failover the name may lead to another server by now: look it up again.
            await self.redis.connection_pool.disconnect()
        advice = next((text for kind, text in _ADVICE.items() if isinstance(error, kind)), None)
        return StoreError(advice or f"The store did not answer as it should: {error}")


def _bytes(text: str) -> bytes:
    """What a header brought as bytes that are no text goes back as it was; half a character cannot."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
