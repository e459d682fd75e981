"""The chat platforms that have a token: their ways out, and what listens to them while the bot runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import discord
import structlog

from bot.config import Settings
from bot.delivery.discord_sender import DiscordSender
from bot.delivery.pace import Pace
from bot.delivery.telegram_request import open_bot
from bot.delivery.telegram_sender import TelegramSender
from bot.domain.channel import Channel, Platform, channel_from
from bot.domain.matter import Matter
from bot.phrases import LANGUAGES, phrases_for
from bot.ports import Clock, Outbox, Sender
from handlers.discord_commands import DISCORD, DiscordClient, build_client
from handlers.dispatch import Dispatcher
from handlers.telegram_commands import ChatChanges, TelegramCommands

_log = structlog.get_logger("chats")
_NOT_ACCEPTED = "the token is not accepted; set the right one and start again"


@dataclass(frozen=True, slots=True)
class Chat:
    """One platform. `listen` returns only when it is of no use to try again; it may fail and be called once more."""

    platform: Platform
    sender: Sender
    listen: Callable[[], Awaitable[None]]


@asynccontextmanager
async def open_chats(
    settings: Settings, matters: Sequence[Matter], dispatcher: Dispatcher, outbox: Outbox, clock: Clock
) -> AsyncIterator[list[Chat]]:
    """The platforms that have a token, connected to nothing before they listen."""
    changes = _changes(outbox)
    labels = {lang: phrases_for(lang)("This may be a repeat") for lang in LANGUAGES}
    chats = []
    async with AsyncExitStack() as stack:
        if settings.discord.token:
            api_base, gateway = (
                _given(settings.discord.api_base, DISCORD.api),
                _given(settings.discord.gateway, DISCORD.gateway),
            )
            client = build_client(dispatcher, matters, changes.lost, api_base=api_base, gateway=gateway)
            stack.push_async_callback(client.close)
            token = settings.discord.token.get_secret_value()
            chats.append(Chat(Platform.DISCORD, DiscordSender(client, clock, labels), lambda: _discord(client, token)))
        if settings.telegram.token:
            token_ = settings.telegram.token.get_secret_value()
            bot = await stack.enter_async_context(open_bot(token_, settings.telegram.base_url))
            commands = TelegramCommands(bot, dispatcher, changes, clock)
            chats.append(Chat(Platform.TELEGRAM, TelegramSender(bot, clock, Pace(), labels), commands.listen))
        yield chats


async def _discord(client: DiscordClient, token: str) -> None:
    """Logs in and stays connected; discord.py reconnects by itself."""
    try:
        await client.login(token)
    except discord.LoginFailure:
        # A crash loop of logins costs the token (1,000 a day): stop here, the outbox keeps what waits.
        _log.error(f"Discord: {_NOT_ACCEPTED}")
        return
    await client.connect(reconnect=True)


def _changes(outbox: Outbox) -> ChatChanges:
    async def back(channel: Channel) -> None:
        """Every topic of the chat is open again, not only its main thread."""
        for suspended in map(channel_from, await outbox.suspended()):
            if (suspended.platform, suspended.chat_id) == (channel.platform, channel.chat_id):
                await outbox.resume(suspended)

    return ChatChanges(lost=outbox.suspend, back=back, moved=outbox.move)


def _given(address: str, usual: str) -> str:
    """The address if it is not the platform's own: only then are discord.py's addresses replaced."""
    return "" if address == usual else address
