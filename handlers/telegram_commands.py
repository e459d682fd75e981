"""Telegram's commands from the table: each update becomes a Call, each Reply a message. Nothing is decided here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    ChatMemberUpdated,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    Update,
)
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ChatMemberHandler, MessageHandler, filters
from telegram.request import BaseRequest

from bot.domain.channel import Channel, Platform
from bot.ports import Clock
from bot.render.telegram_format import text_from
from handlers.call import Call, Reply
from handlers.commands import COMMANDS
from handlers.dispatch import Dispatcher

_log = structlog.get_logger("telegram")
_MANAGERS = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})
_OUT = frozenset({ChatMemberStatus.BANNED, ChatMemberStatus.LEFT})
_LANGUAGES = {"": "en", "zh": "zh"}
_UPDATES = [Update.MESSAGE, Update.CHANNEL_POST, Update.MY_CHAT_MEMBER]


@dataclass(frozen=True, slots=True)
class ChatChanges:
    """Whom to tell when a chat changes under us."""

    lost: Callable[[Channel, str], Awaitable[None]]
    back: Callable[[Channel], Awaitable[None]]
    moved: Callable[[Channel, Channel], Awaitable[None]]


class TelegramCommands:
    """Listens to one bot's updates and answers its commands."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, changes: ChatChanges, clock: Clock) -> None:
        self._dispatcher = dispatcher
        self._changes = changes
        self._clock = clock
        self._application: Application[Any, Any, Any, Any, Any, Any] = ApplicationBuilder().bot(bot).build()
        self._application.add_handler(ChatMemberHandler(self._on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
        self._application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, self._on_migration))
        self._application.add_handler(MessageHandler(filters.COMMAND, self._on_command))

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Publishes the menus and polls for updates while the block runs. Raises: TelegramError at the start."""
        updater = self._application.updater
        async with self._application:
            await self._publish_menus()
            await self._application.start()
            if updater is not None:
                await updater.start_polling(allowed_updates=_UPDATES, error_callback=_tell)
            try:
                yield
            finally:
                if updater is not None and updater.running:
                    await updater.stop()
                await self._application.stop()

    async def _publish_menus(self) -> None:
        """Members see what they may use; managers of groups and everyone in private see all."""
        bot = self._application.bot
        for code, lang in _LANGUAGES.items():
            everything = [BotCommand(c.name, c.help[lang]) for c in COMMANDS]
            open_to_all = [BotCommand(c.name, c.help[lang]) for c in COMMANDS if not c.is_manager_only]
            for scope, menu in (
                (BotCommandScopeAllPrivateChats(), everything),
                (BotCommandScopeAllChatAdministrators(), everything),
                (BotCommandScopeAllGroupChats(), open_to_all),
            ):
                await bot.set_my_commands(menu, scope=scope, language_code=code or None)

    async def _on_command(self, update: Update, _context: object) -> None:
        message = update.effective_message
        if message is None or message.is_automatic_forward or not message.text:
            return
        name, text = self._words(message.text)
        if name is None:
            return
        reply = await self._dispatcher.handle(self._call(message, "help" if name == "start" else name, text))
        await self._answer(message, reply)

    def _words(self, text: str) -> tuple[str | None, str]:
        """The command and what stands behind it; None for a command that names another bot."""
        head, _, rest = text.partition(" ")
        name, _, addressed = head.removeprefix("/").partition("@")
        if addressed and addressed.casefold() != self._application.bot.username.casefold():
            return None, ""
        return name.casefold(), rest.strip()

    def _call(self, message: Message, name: str, text: str) -> Call:
        async def may_manage() -> bool:
            return await _may_manage(message)

        async def missing_rights() -> Sequence[str]:
            return ()  # that this command could be read and is answered shows that we may write here

        user = message.from_user
        return Call(
            name=name,
            text=text,
            channel=_channel_of(message),
            user_id=user.id if user else message.chat.id,
            lang=(user.language_code or "") if user and not message.sender_chat else "",
            is_private=message.chat.type == ChatType.PRIVATE,
            may_manage=may_manage,
            missing_rights=missing_rights,
        )

    async def _answer(self, message: Message, reply: Reply) -> None:
        text = text_from(reply.message, self._clock.now())
        try:
            await self._application.bot.send_message(
                message.chat.id,
                text.text,
                entities=[MessageEntity(**asdict(e)) for e in text.entities],
                message_thread_id=_channel_of(message).thread_id or None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            _log.warning("an answer could not be sent", chat=message.chat.id, error=str(error))

    async def _on_membership(self, update: Update, _context: object) -> None:
        change: ChatMemberUpdated | None = update.my_chat_member
        if change is None:
            return
        channel = Channel(Platform.TELEGRAM, change.chat.id)
        if change.new_chat_member.status in _OUT:
            await self._changes.lost(channel, "the bot was removed from the chat, or blocked")
        elif change.old_chat_member.status in _OUT:
            await self._changes.back(channel)

    async def _on_migration(self, update: Update, _context: object) -> None:
        message = update.effective_message
        if message is not None and message.migrate_to_chat_id:
            old = Channel(Platform.TELEGRAM, message.chat.id)
            await self._changes.moved(old, Channel(Platform.TELEGRAM, message.migrate_to_chat_id))


def build_bot(token: str, base_url: str, request: BaseRequest, updates_request: BaseRequest) -> Bot:
    """A bot that is not initialised yet; its transports are given, one for sends and one for the long poll."""
    from_ext = ApplicationBuilder().token(token).base_url(f"{base_url}/bot").base_file_url(f"{base_url}/file/bot")
    return from_ext.request(request).get_updates_request(updates_request).build().bot


async def _may_manage(message: Message) -> bool:
    """Asked at the time of the command: private chat, channel post, anonymous administrator, or an administrator."""
    chat = message.chat
    if chat.type == ChatType.PRIVATE or (message.sender_chat is not None and message.sender_chat.id == chat.id):
        return True
    if message.from_user is None or message.sender_chat is not None:
        return False
    try:
        member = await chat.get_member(message.from_user.id)
    except TelegramError:
        return False
    return member.status in _MANAGERS


def _channel_of(message: Message) -> Channel:
    thread_id = message.message_thread_id if message.is_topic_message else None
    return Channel(Platform.TELEGRAM, message.chat.id, thread_id or 0)


def _tell(error: TelegramError) -> None:
    _log.warning("updates could not be fetched; trying again", error=str(error))
