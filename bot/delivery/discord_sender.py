"""Discord as a way out: one embed a message, the delivery's id as nonce, every end of an attempt an Outcome."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
import discord

from bot.domain.delivery import ChannelGone, Delivery, NotSent, Outcome, Refused, Sent, Unknown
from bot.domain.message import Message
from bot.ports import Clock
from bot.render.discord_format import Embed, embed_from

ATTEMPT_S = 10.0
NONCE_WINDOW = timedelta(seconds=120)
"""How long Discord surely remembers a nonce ("the past few minutes"); later the channel itself is read."""

_HISTORY = 50
_TOKEN_RETRY = timedelta(minutes=10)
_UNKNOWN_MESSAGE = 10008
_GONE = {
    10003: "the channel was deleted",
    10004: "the server is gone",
    50001: "the bot cannot see the channel",
    50013: "the bot may not write in the channel: give it Send Messages and Embed Links",
    50083: "the thread is archived and locked",
}
_REFUSALS: dict[int, str] = {
    HTTPStatus.FORBIDDEN: "the bot may not write in the channel",
    HTTPStatus.NOT_FOUND: "the channel was deleted",
}


class DiscordSender:
    """The Sender port over a discord.py client; only its HTTP side is used, no cache."""

    def __init__(self, client: discord.Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        embed = embed_from(message, reference_of(delivery))
        try:
            async with asyncio.timeout(ATTEMPT_S):
                return await self._attempt(delivery, message, embed, edits, replies_to)
        except TimeoutError:
            return Unknown("Discord did not answer in time")
        except discord.RateLimited as error:
            return NotSent("Discord asks for a pause", retry_after=timedelta(seconds=error.retry_after))
        except discord.HTTPException as error:
            return _outcome_of(error)
        except (discord.LoginFailure, discord.ClientException):
            return NotSent("Discord does not accept the token; check it in the developer portal", _TOKEN_RETRY)
        except aiohttp.ClientConnectorError as error:
            return NotSent(f"Discord cannot be reached: {error.strerror or 'no connection'}")
        except (aiohttp.ClientError, OSError):
            return Unknown("the connection to Discord broke")

    async def _attempt(
        self, delivery: Delivery, message: Message, embed: Embed, edits: str, replies_to: str
    ) -> Outcome:
        channel = self._client.get_partial_messageable(delivery.channel.chat_id)
        if edits:
            return await self._edit(channel, int(edits), embed)
        if self._must_look(delivery) and (found := await self._find(channel, embed.footer)):
            return Sent(found)
        reference = _reference(delivery, replies_to)
        try:
            sent = await channel.send(
                embed=_discord_embed(embed),
                nonce=delivery.id,
                silent=message.is_silent,
                reference=reference,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except discord.HTTPException as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
            # One plain try: a message without any shape is better than none.
            sent = await channel.send(
                content=f"{embed.title}\n{embed.footer}",
                nonce=delivery.id,
                silent=message.is_silent,
                allowed_mentions=discord.AllowedMentions.none(),
            )
        if sent.channel.id != delivery.channel.chat_id:
            return Refused(f"Discord put the message into channel {sent.channel.id}")
        return Sent(str(sent.id))

    async def _edit(self, channel: discord.PartialMessageable, message_id: int, embed: Embed) -> Outcome:
        try:
            await channel.get_partial_message(message_id).edit(
                embed=_discord_embed(embed), allowed_mentions=discord.AllowedMentions.none()
            )
        except discord.NotFound as error:
            if error.code == _UNKNOWN_MESSAGE:
                return Sent("")  # somebody deleted our message: there is nothing to bring up to date
            raise
        return Sent(str(message_id))

    def _must_look(self, delivery: Delivery) -> bool:
        """Inside the window the nonce alone keeps a repeat out; after it only the channel knows."""
        return delivery.may_have_arrived and self._clock.now() - delivery.first_tried_at > NONCE_WINDOW

    async def _find(self, channel: discord.PartialMessageable, reference: str) -> str:
        async for message in channel.history(limit=_HISTORY):
            if any(e.footer.text == reference for e in message.embeds) or message.content.endswith(reference):
                return str(message.id)
        return ""


def reference_of(delivery: Delivery) -> str:
    """A short mark at the end of our message, by which it is found again."""
    return f"ref {delivery.id[:10]}"


def _reference(delivery: Delivery, replies_to: str) -> Any:
    """What the message answers; discord.py's types do not know that it may be None."""
    if not replies_to:
        return None
    return discord.MessageReference(
        message_id=int(replies_to), channel_id=delivery.channel.chat_id, fail_if_not_exists=False
    )


def _discord_embed(embed: Embed) -> discord.Embed:
    made = discord.Embed(title=embed.title, description=embed.text, colour=embed.colour)
    return made.set_footer(text=embed.footer) if embed.footer else made


def _outcome_of(error: discord.HTTPException) -> Outcome:
    """discord.py has retried what it could; what is left is definite below 500 and in doubt from there on."""
    if error.code in _GONE:
        return ChannelGone(_GONE[error.code])
    if error.status == HTTPStatus.UNAUTHORIZED:
        return NotSent("Discord does not accept the token; check it in the developer portal", _TOKEN_RETRY)
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return NotSent("Discord asks for a pause")
    if error.status in _REFUSALS:
        return ChannelGone(_REFUSALS[error.status])
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unknown(f"Discord answered with status {error.status}")
    return Refused(f"Discord refused the message: {error.text or error.status}")
