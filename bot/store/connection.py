"""One client of the server: scripts by name, its errors translated once."""

from __future__ import annotations

from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError, ResponseError

from bot.domain.errors import StoreError, StoreInUseError
from bot.store.scripts import SCRIPTS

_TIMEOUT_S = 10.0


class Connection:
    """Calls the server. Every call raises StoreError alone; nothing is retried behind the caller's back.

    redis-py 8 repeats a command whose answer was lost up to ten times by default; a decision must know.
    """

    def __init__(self, url: str) -> None:
        self.redis: Redis = Redis.from_url(
            url,
            decode_responses=True,
            protocol=3,
            legacy_responses=True,
            socket_timeout=_TIMEOUT_S,
            socket_connect_timeout=_TIMEOUT_S,
            encoding_errors="surrogateescape",
            retry=Retry(NoBackoff(), 0),
            health_check_interval=30,
        )

    async def close(self) -> None:
        await self.redis.aclose()

    async def run(self, script: str, *args: str | int) -> Any:
        """The answer of a script. Raises: StoreError, StoreInUseError when this instance was fenced off."""
        loaded = SCRIPTS[script]
        try:
            try:
                return await self.redis.evalsha(loaded.sha, 0, *map(str, args))
            except NoScriptError:
                return await self.redis.eval(loaded.text, 0, *map(str, args))
        except ResponseError as error:
            if "FENCED" in str(error):
                raise StoreInUseError("Another Reprieve took over this store; this one stops sending.") from error
            raise _translated(error) from error
        except (RedisError, OSError) as error:
            raise _translated(error) from error

    async def ask(self, call: Any) -> Any:
        """The answer of one command or pipeline; redis-py's types do not know that we decode. Raises: StoreError."""
        try:
            return await call
        except (RedisError, OSError) as error:
            raise _translated(error) from error


def _translated(error: Exception) -> StoreError:
    return StoreError(f"The store did not answer as it should: {error}")
