"""Whether Discord takes our token, and what the bot may not do in a channel; asked over REST, without a gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.domain.channel import Channel
from bot.domain.errors import ConfigError, ReprieveError

WAIT_S = 10.0
_NEEDED = {"view_channel": "View Channel", "send_messages": "Send Messages", "embed_links": "Embed Links"}
_NEEDED_IN_THREAD = _NEEDED | {"send_messages_in_threads": "Send Messages in Threads"}
_UNREACHABLE = "Discord cannot be reached. Check this machine's network, then try again."


class DiscordCheck:
    """A logged-in client that only asks. `name` is the bot's."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self.name = str(client.user)

    async def trouble_in(self, channel: Channel) -> str:
        """Why the bot cannot alert a channel, with what to do; empty when it can. Raises: ReprieveError."""
        try:
            async with asyncio.timeout(WAIT_S):
                missing = await self._missing_rights(channel.chat_id)
        except (discord.NotFound, discord.Forbidden):
            return "the bot cannot see it: add it to the server, or give it View Channel, or /unsubscribe"
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ReprieveError(_UNREACHABLE) from error
        return f"the bot lacks {', '.join(missing)}: give it these rights in the channel" if missing else ""

    async def _missing_rights(self, chat_id: int) -> list[str]:
        found = await self._client.fetch_channel(chat_id)
        if isinstance(found, discord.abc.PrivateChannel):
            return []
        guild = await self._client.fetch_guild(found.guild.id, with_counts=False)
        me = await guild.fetch_member(self._client.application_id or 0)
        # Only a channel that came through its guild knows the guild's roles.
        is_thread = isinstance(found, discord.Thread)
        place = await guild.fetch_channel(found.parent_id if isinstance(found, discord.Thread) else found.id)
        has = place.permissions_for(me)
        needed = _NEEDED_IN_THREAD if is_thread else _NEEDED
        return [name for right, name in needed.items() if not getattr(has, right)]


@asynccontextmanager
async def discord_check(token: str, api_base: str) -> AsyncIterator[DiscordCheck]:
    """Logs in. Raises: ConfigError when Discord refuses the token, ReprieveError when it cannot be asked."""
    discord.http.Route.BASE = api_base
    client = discord.Client(intents=discord.Intents.none(), max_ratelimit_timeout=30.0)
    try:
        try:
            async with asyncio.timeout(WAIT_S):
                await client.login(token)
        except discord.LoginFailure as error:
            raise ConfigError(["Discord refuses the token. Copy it anew from the developer portal."]) from error
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ReprieveError(_UNREACHABLE) from error
        yield DiscordCheck(client)
    finally:
        await client.close()
