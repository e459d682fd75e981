"""Telegram's updates as Calls, and Replies as messages. Who manages a chat is asked; nothing else is decided here."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import groupby, product
from typing import TypeVar

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    Chat,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.domain.channel import Channel, Platform
from bot.domain.errors import ReprieveError, StoreError
from bot.ports import Clock
from bot.render.telegram_format import text_from
from handlers.call import Call, Reply
from handlers.commands import COMMANDS
from handlers.dispatch import Dispatcher

_log = structlog.get_logger("telegram")
_T = TypeVar("_T")

_POLL_S = 25
_UPDATES = (Update.MESSAGE, Update.CHANNEL_POST, Update.MY_CHAT_MEMBER)
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 30.0
_TOKEN_PAUSE_S = 300.0
_TROUBLE: dict[type[TelegramError], str] = {
    InvalidToken: "Telegram does not accept the bot's token: take the right one from @BotFather, set it, start again",
    Conflict: "another program listens with the same token: stop it, or give this one a bot of its own",
}
_LISTENING_FAILS = "commands cannot be fetched from Telegram; trying again"

_TYPED = re.compile(r"/(\w+)(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_NAMES = {name: row.name for row in COMMANDS for name in (row.name, *(row.names or {}).values())}
_START = {"start": "help"}
_MENU_LANGUAGES = {"": "en", "zh": "zh"}  # a menu without a code is for everybody who has none of their own
_MANAGERS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})
_OUTSIDE = frozenset({ChatMember.LEFT, ChatMember.BANNED})


@dataclass(frozen=True, slots=True)
class ChatChanges:
    """Whom to tell when a chat changes under us."""

    lost: Callable[[Channel, str], Awaitable[None]]
    back: Callable[[Channel], Awaitable[None]]
    moved: Callable[[Channel, Channel], Awaitable[None]]


class TelegramCommands:
    """Listens to one bot's updates and answers its commands."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, changes: ChatChanges, clock: Clock) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._changes = changes
        self._clock = clock
        self._offset = 0

    async def listen(self) -> None:
        """Publishes the menus and answers until cancelled; waits out whatever trouble there is."""
        await _patiently(self._bot.get_me)
        await _patiently(self._bot.delete_webhook)  # Telegram refuses to be polled while one is set
        await _patiently(self._publish_menus)
        _log.info("listening", bot=self._bot.username)
        while True:
            await self._take(await _patiently(self._fetch))

    async def _fetch(self) -> Sequence[Update]:
        return await self._bot.get_updates(offset=self._offset, timeout=_POLL_S, allowed_updates=_UPDATES)

    async def _take(self, updates: Sequence[Update]) -> None:
        """Each chat's updates in their order, chats at the same time.

        The next fetch confirms them, so what a crash cuts short comes again; what fails here does not.
        """
        by_chat = groupby(sorted(updates, key=_chat_id), key=_chat_id)
        try:
            async with asyncio.TaskGroup() as group:
                for _, of_one_chat in by_chat:
                    group.create_task(self._take_in_order(list(of_one_chat)))
        finally:
            self._offset = max((update.update_id + 1 for update in updates), default=self._offset)

    async def _take_in_order(self, updates: Sequence[Update]) -> None:
        for update in updates:
            try:
                await self._take_one(update)
            except (StoreError, TelegramError) as error:
                _log.warning("an update could not be handled", update=update.update_id, error=str(error))

    async def _take_one(self, update: Update) -> None:
        message = update.message or update.channel_post
        if update.my_chat_member:
            await self._membership(update.my_chat_member)
        elif message and message.migrate_to_chat_id:
            await self._changes.moved(_channel(message.chat.id), _channel(message.migrate_to_chat_id))
        elif message and message.text and not message.is_automatic_forward:
            await self._command(message, message.text)

    async def _command(self, message: Message, typed: str) -> None:
        match = _TYPED.fullmatch(typed.rstrip())
        if match is None:
            return
        name, addressed, text = match.groups(default="")
        is_private = message.chat.type == Chat.PRIVATE
        if addressed and addressed.casefold() != self._bot.username.casefold():
            return
        known = _NAMES.get(name.casefold())
        if known is None and not addressed and not is_private:
            return  # in a group it may be meant for another bot
        name = known or _START.get(name.casefold(), name)
        reply = await self._dispatcher.handle(self._call(message, name, text, is_private=is_private))
        await self._answer(message, reply)

    def _call(self, message: Message, name: str, text: str, *, is_private: bool) -> Call:
        async def may_manage() -> bool:
            return is_private or await self._is_manager(message)

        async def missing_rights() -> Sequence[str]:
            return ()  # without the right to write, no answer could be read that names it

        user = None if message.sender_chat else message.from_user
        return Call(
            name=name,
            text=text,
            channel=_channel(message.chat.id, _topic(message)),
            user_id=user.id if user else (message.sender_chat or message.chat).id,
            lang=(user.language_code or "") if user else "",
            is_private=is_private,
            may_manage=may_manage,
            missing_rights=missing_rights,
        )

    async def _is_manager(self, message: Message) -> bool:
        """Anonymous administrators and channel posts speak as the chat itself. Raises: ReprieveError."""
        if message.sender_chat:
            return message.sender_chat.id == message.chat.id
        if message.from_user is None:
            return False
        try:
            member = await self._bot.get_chat_member(message.chat.id, message.from_user.id)
        except (BadRequest, Forbidden):
            return False
        except TelegramError as error:
            raise ReprieveError("Telegram does not tell me right now who manages this chat. Try again.") from error
        return member.status in _MANAGERS

    async def _answer(self, message: Message, reply: Reply) -> None:
        """In the topic of the command, and in a group as a reply to it. Raises: TelegramError."""
        text = text_from(reply.message, self._clock.now())
        is_group = message.chat.type in (Chat.GROUP, Chat.SUPERGROUP)
        send = partial(
            self._bot.send_message,
            message.chat.id,
            text.text,
            message_thread_id=_topic(message) or None,
            reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True)
            if is_group
            else None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
        try:
            await send(api_kwargs={"entities": text.api_entities()})
        except BadRequest:
            await send()  # without its shape: plain is better than nothing

    async def _membership(self, change: ChatMemberUpdated) -> None:
        channel = _channel(change.chat.id)
        if not _may_write(change.new_chat_member):
            await self._changes.lost(channel, "the bot was removed, blocked or silenced there: let it in again")
        elif not _may_write(change.old_chat_member):
            await self._changes.back(channel)

    async def _publish_menus(self) -> None:
        """Whoever manages a chat sees every command, the others those that they may use."""
        for_all = [row for row in COMMANDS if not row.is_manager_only]
        menus = (
            (BotCommandScopeDefault(), for_all),
            (BotCommandScopeAllPrivateChats(), COMMANDS),
            (BotCommandScopeAllChatAdministrators(), COMMANDS),
        )
        for (scope, rows), (code, lang) in product(menus, _MENU_LANGUAGES.items()):
            menu = [BotCommand(row.name, row.help[lang]) for row in rows]
            try:
                await self._bot.set_my_commands(menu, scope=scope, language_code=code or None)
            except BadRequest as error:
                _log.error("Telegram does not take the command menu", scope=scope.type, error=str(error))


def _channel(chat_id: int, thread_id: int = 0) -> Channel:
    return Channel(Platform.TELEGRAM, chat_id, thread_id)


def _topic(message: Message) -> int:
    """The topic a message stands in; replies outside of topics have a thread id as well."""
    return (message.message_thread_id or 0) if message.is_topic_message else 0


def _chat_id(update: Update) -> int:
    return update.effective_chat.id if update.effective_chat else 0


def _may_write(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    if isinstance(member, ChatMemberAdministrator):
        return member.can_post_messages is not False  # told of channels only
    return member.status not in _OUTSIDE


async def _patiently(call: Callable[[], Awaitable[_T]]) -> _T:
    """What the call gives when it succeeds at last; trouble is told once, and once that it is over."""
    pause_s, told = _FIRST_PAUSE_S, ""
    while True:
        try:
            result = await call()
        except TelegramError as error:
            trouble = _TROUBLE.get(type(error), _LISTENING_FAILS)
            if told != trouble:
                _log.error(trouble, error=str(error))
            told = trouble
            await asyncio.sleep(_pause_s(error, pause_s))
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        else:
            if told:
                _log.info("Telegram answers again")
            return result


def _pause_s(error: TelegramError, usual_s: float) -> float:
    if isinstance(error, InvalidToken):
        return _TOKEN_PAUSE_S
    if isinstance(error, RetryAfter):
        after = error.retry_after  # seconds or a timedelta, as a switch of PTB's own says
        return after.total_seconds() if isinstance(after, timedelta) else after
    return usual_s
