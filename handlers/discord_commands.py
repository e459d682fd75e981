"""Discord's slash commands from the table: each becomes a Call, each Reply an embed. Nothing is decided here."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
import structlog
import yarl
from discord import app_commands

from bot.domain.channel import Channel, Platform
from bot.domain.event import AlertLevel
from bot.domain.matter import Matter
from bot.render.discord_format import embed_from
from handlers.call import Call
from handlers.command import Argument, Command
from handlers.commands import COMMANDS
from handlers.dispatch import Dispatcher

_log = structlog.get_logger("discord")
QUICK_S = 1.5
"""An answer within this time needs no deferral, and shows itself to whom it should; Discord waits three seconds."""

_LONGEST_PAUSE_S = 30.0
_MOST_CHOICES = 25
_MOST_REMEMBERED = 1_000
_CHAT_INPUT, _TEXT = 1, 3
_IN_SERVERS, _IN_DIRECT_MESSAGES = 0, 1
_LOCALES = {"zh": ("zh-CN", "zh-TW")}
_LEVELS = tuple(level.value for level in AlertLevel if level is not AlertLevel.IGNORE)
_RIGHTS = {"view_channel": "View Channel", "send_messages": "Send Messages", "embed_links": "Embed Links"}
_THREAD_RIGHTS = {
    "view_channel": "View Channel",
    "send_messages_in_threads": "Send Messages in Threads",
    "embed_links": "Embed Links",
}
_REMOVED = "the bot was removed from the server"
_DELETED = "the channel was deleted"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Discord lives."""

    api: str
    gateway: str


DISCORD = Addresses("https://discord.com/api/v10", "wss://gateway.discord.gg/")

Lost = Callable[[Channel, str], Awaitable[None]]
"""Told of a channel that is gone, and why."""


class DiscordClient(discord.Client):
    """A client that knows the command table, and nothing of members, presences or message texts."""

    def __init__(self, dispatcher: Dispatcher, matters: Sequence[Matter], on_lost: Lost) -> None:
        super().__init__(
            # Only this one says when the bot is removed from a server; commands need none.
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=_LONGEST_PAUSE_S,
            max_messages=None,
            chunk_guilds_at_startup=False,
        )
        self._dispatcher = dispatcher
        self._matters = matters
        self._on_lost = on_lost
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def login(self, token: str) -> None:
        """As discord.py does it, but a failed login leaves no session open, so that it may be tried again."""
        is_in = False
        try:
            await super().login(token)
            is_in = True
        finally:
            if not is_in:
                await self.http.close()
                self.http.connector = discord.utils.MISSING

    async def setup_hook(self) -> None:
        """Tells Discord the menu; alerts go out even when it will not take it."""
        try:
            await self.http.bulk_upsert_global_commands(self.application_id or 0, menu_payload())
        except (discord.HTTPException, discord.RateLimited) as error:
            _log.error("Discord did not take the command menu; the one it knows stays", reason=str(error))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answers a command, or offers words for one; the same one again, after a resumed connection, is let pass."""
        if not self._is_new(interaction.id) or interaction.channel_id is None:
            return
        try:
            if interaction.type is discord.InteractionType.application_command:
                await self._answer(interaction)
            elif interaction.type is discord.InteractionType.autocomplete:
                await interaction.response.autocomplete(_offers(interaction, self._matters))
        except* (discord.DiscordException, OSError) as errors:
            _log.warning("a command could not be answered", reason=repr(errors.exceptions[0]))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        for channel in (*guild.channels, *guild.threads):
            await self._on_lost(_channel(channel.id), _REMOVED)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._on_lost(_channel(channel.id), _DELETED)

    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        await self._on_lost(_channel(thread.thread_id), _DELETED)

    async def _answer(self, interaction: discord.Interaction) -> None:
        async with asyncio.TaskGroup() as group:
            work = group.create_task(self._dispatcher.handle(call_from(interaction)))
            await asyncio.wait({work}, timeout=QUICK_S)
            is_late = not work.done()
            if is_late:
                await interaction.response.defer(ephemeral=True)
        reply = work.result()
        embed = discord.Embed.from_dict(embed_from(reply.message))
        if is_late:
            await interaction.followup.send(embed=embed)
        else:
            await interaction.response.send_message(embed=embed, ephemeral=reply.is_ephemeral)

    def _is_new(self, interaction_id: int) -> bool:
        is_new = interaction_id not in self._seen
        self._seen[interaction_id] = None
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.popitem(last=False)
        return is_new


def build_client(
    dispatcher: Dispatcher, matters: Sequence[Matter], on_lost: Lost, *, api_base: str = "", gateway: str = ""
) -> DiscordClient:
    """A client that is not logged in yet. Given addresses take the place of Discord's own, for the whole process."""
    if api_base:
        discord.http.Route.BASE = api_base
    if gateway:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    return DiscordClient(dispatcher, matters, on_lost)


def menu_payload(commands: Sequence[Command] = COMMANDS) -> list[dict[str, Any]]:
    """The table as Discord's application commands.

    Source: docs.discord.com/developers/interactions/application-commands, read 2026-11-24.
    """
    return [_command_payload(row) for row in commands]


def call_from(interaction: discord.Interaction) -> Call:
    """The command as a Call; a thread is a channel of its own."""
    is_private = interaction.guild_id is None

    async def may_manage() -> bool:
        has = interaction.permissions
        return is_private or has.manage_channels or has.manage_guild or has.administrator

    async def missing_rights() -> Sequence[str]:
        # In a private chat Discord asks for no rights, and whether the person takes messages only a message can tell.
        return () if is_private else tuple(_missing(interaction))

    return Call(
        name=_data(interaction)["name"],
        text=" ".join(str(option["value"]) for option in _options(interaction)),
        channel=_channel(interaction.channel_id or 0),
        user_id=interaction.user.id,
        lang=str(interaction.locale),
        is_private=is_private,
        may_manage=may_manage,
        missing_rights=missing_rights,
    )


def _command_payload(row: Command) -> dict[str, Any]:
    payload = {
        "type": _CHAT_INPUT,
        "name": row.name,
        "name_localizations": _by_locale(row.names or {}),
        **_described(row.help),
        "options": [_option_payload(argument) for argument in row.arguments],
        "contexts": [_IN_SERVERS, _IN_DIRECT_MESSAGES],
        "integration_types": [0],
    }
    if row.is_manager_only:
        # Only a default that servers may change: dispatch checks again at the time of the call.
        payload["default_member_permissions"] = discord.Permissions(manage_channels=True).value
    return payload


def _option_payload(argument: Argument) -> dict[str, Any]:
    payload = {"type": _TEXT, "name": argument.name, "required": argument.is_required, **_described(argument.help)}
    if argument.name == "level":
        return payload | {"choices": [{"name": level, "value": level} for level in _LEVELS]}
    return payload | {"autocomplete": argument.name == "matter"}


def _described(texts: Mapping[str, str]) -> dict[str, Any]:
    return {"description": texts["en"], "description_localizations": _by_locale(texts)}


def _by_locale(texts: Mapping[str, str]) -> dict[str, str]:
    return {locale: text for lang, text in texts.items() for locale in _LOCALES.get(lang, ())}


def _offers(interaction: discord.Interaction, matters: Sequence[Matter]) -> list[app_commands.Choice[str]]:
    """The matters that fit what is typed so far."""
    typed = next((str(o["value"]) for o in _options(interaction) if o.get("focused")), "").casefold()
    lang = str(interaction.locale).partition("-")[0]
    named = ((m.id, m.name_for(lang)) for m in matters)
    fitting = [(mid, name) for mid, name in named if typed in f"{mid} {name}".casefold()]
    return [app_commands.Choice(name=name[:100], value=mid) for mid, name in fitting[:_MOST_CHOICES]]


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    return interaction.data or {}


def _options(interaction: discord.Interaction) -> Sequence[Mapping[str, Any]]:
    return _data(interaction).get("options") or ()


def _missing(interaction: discord.Interaction) -> Iterator[str]:
    needed = _THREAD_RIGHTS if isinstance(interaction.channel, discord.Thread) else _RIGHTS
    return (name for right, name in needed.items() if not getattr(interaction.app_permissions, right))


def _channel(channel_id: int) -> Channel:
    return Channel(Platform.DISCORD, channel_id)
