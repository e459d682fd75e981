"""Discord's slash commands from the table: each becomes a Call, each Reply an embed. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import discord
import yarl
from discord import app_commands

from bot.domain.channel import Channel, Platform
from bot.domain.matter import Matter
from bot.render.discord_format import embed_from
from handlers.call import Call, Reply
from handlers.command import Argument, Command
from handlers.commands import COMMANDS
from handlers.dispatch import Dispatcher

LONGEST_PAUSE_S = 30.0
"""discord.py waits out a shorter 429 by itself; a longer one comes back to the outbox, which parks the one channel."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Discord lives."""

    api: str
    gateway: str


DISCORD = Addresses("https://discord.com/api/v10", "wss://gateway.discord.gg/")

Lost = Callable[[Channel, str], Awaitable[None]]
"""Told of a channel that is gone, and why."""

_NEEDED = {"view_channel": "View Channel", "send_messages": "Send Messages", "embed_links": "Embed Links"}
_CHINESE = (discord.Locale.chinese, discord.Locale.taiwan_chinese)
_MOST_CHOICES = 25


class DiscordClient(discord.Client):
    """A client that knows the command table, and nothing of members, presences or message texts."""

    def __init__(self, dispatcher: Dispatcher, matters: Sequence[Matter], on_lost: Lost) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=LONGEST_PAUSE_S,
            chunk_guilds_at_startup=False,
        )
        self._on_lost = on_lost
        self.tree = app_commands.CommandTree(self)
        for row in COMMANDS:
            self.tree.add_command(_command(row, dispatcher, matters))

    async def setup_hook(self) -> None:
        await self.tree.set_translator(_TableTranslator())
        await self.tree.sync()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        for channel in (*guild.channels, *guild.threads):
            await self._on_lost(Channel(Platform.DISCORD, channel.id), "the bot was removed from the server")

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._on_lost(Channel(Platform.DISCORD, channel.id), "the channel was deleted")


def build_client(
    dispatcher: Dispatcher, matters: Sequence[Matter], on_lost: Lost, *, api_base: str = "", gateway: str = ""
) -> DiscordClient:
    """A client that is not logged in yet. Given addresses take the place of Discord's own, for the whole process."""
    if api_base:
        discord.http.Route.BASE = api_base
    if gateway:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    return DiscordClient(dispatcher, matters, on_lost)


class _TableTranslator(app_commands.Translator):
    """Chinese names and help, as the table gives them in `extras` of each text."""

    async def translate(self, string: app_commands.locale_str, locale: discord.Locale, _context: Any) -> str | None:
        return string.extras.get("zh") if locale in _CHINESE else None


def _command(row: Command, dispatcher: Dispatcher, matters: Sequence[Matter]) -> app_commands.Command[Any, ..., None]:
    """discord.py reads a callback's parameters, so one is written for each number of arguments a row may have."""

    async def none(interaction: discord.Interaction) -> None:
        await _handle(interaction, row, dispatcher, ())

    async def one(interaction: discord.Interaction, first: str | None = None) -> None:
        await _handle(interaction, row, dispatcher, (first,))

    async def two(interaction: discord.Interaction, first: str | None = None, second: str | None = None) -> None:
        await _handle(interaction, row, dispatcher, (first, second))

    made: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=_localised(row.name, row.names or {}),
        description=_localised(row.help["en"], row.help),
        callback=(none, one, two)[len(row.arguments)],
        extras={"row": row},
    )
    for parameter, argument in zip(("first", "second"), row.arguments, strict=False):
        _name_parameter(made, parameter, argument, matters)
    if row.is_manager_only:
        made.default_permissions = discord.Permissions(manage_channels=True)
    return made


def _name_parameter(
    command: app_commands.Command[Any, ..., None], parameter: str, argument: Argument, matters: Sequence[Matter]
) -> None:
    inner = command._params[parameter]  # noqa: SLF001  decorators can name parameters at import time only
    inner._rename = argument.name  # noqa: SLF001
    inner.description = _localised(argument.help["en"], argument.help)
    if argument.name == "matter":
        command.autocomplete(parameter)(_matters_like(matters))
    else:
        inner.choices = [app_commands.Choice(name=level, value=level) for level in ("breaking", "notable")]


def _matters_like(matters: Sequence[Matter]) -> Any:
    async def complete(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        lang = "zh" if interaction.locale in _CHINESE else "en"
        folded = typed.casefold()
        named = ((m.name_for(lang), m.id) for m in matters)
        return [
            app_commands.Choice(name=name[:100], value=mid)
            for name, mid in named
            if folded in f"{mid} {name}".casefold()
        ][:_MOST_CHOICES]

    return complete


def _localised(text: str, by_language: Any) -> app_commands.locale_str:
    return app_commands.locale_str(text, zh=by_language.get("zh"))


async def _handle(
    interaction: discord.Interaction, row: Command, dispatcher: Dispatcher, words: tuple[str | None, ...]
) -> None:
    # The answer may need the store: the deferral tells Discord within its three seconds that one comes.
    await interaction.response.defer(ephemeral=row.is_manager_only, thinking=True)
    reply = await dispatcher.handle(_call(interaction, row, " ".join(w for w in words if w)))
    await interaction.followup.send(embed=_embed(reply), allowed_mentions=discord.AllowedMentions.none())


def _embed(reply: Reply) -> discord.Embed:
    parts = embed_from(reply.message)
    return discord.Embed(title=parts.title, description=parts.text, colour=parts.colour)


def _call(interaction: discord.Interaction, row: Command, text: str) -> Call:
    async def may_manage() -> bool:
        return interaction.guild_id is None or interaction.permissions.manage_channels

    async def missing_rights() -> Sequence[str]:
        if interaction.guild_id is None:
            return ()
        has = interaction.app_permissions
        return [name for right, name in _NEEDED.items() if not getattr(has, right)]

    return Call(
        name=row.name,
        text=text,
        channel=Channel(Platform.DISCORD, interaction.channel_id or 0),
        user_id=interaction.user.id,
        lang=str(interaction.locale),
        is_private=interaction.guild_id is None,
        may_manage=may_manage,
        missing_rights=missing_rights,
    )
