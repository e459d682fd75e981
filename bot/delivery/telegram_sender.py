"""Telegram as a way out. It has no key against repeats: a repeat that cannot be ruled out says that it may be one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import telegram
from telegram import LinkPreviewOptions, MessageEntity, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.delivery.pace import Pace
from bot.delivery.telegram_request import NotConnectedError
from bot.domain.channel import Channel, Platform
from bot.domain.delivery import ChannelGone, ChannelMoved, Delivery, NotSent, Outcome, Refused, Sent, Unknown
from bot.domain.message import Message
from bot.ports import Clock
from bot.render.telegram_format import Entity, Text, text_from

ATTEMPT_S = 10.0
_TOKEN_RETRY = timedelta(minutes=10)
_UNCHANGED = "message is not modified"
_NO_MESSAGE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_GONE = {
    "chat not found": "the chat was deleted, or the bot is not in it",
    "topic_closed": "the topic is closed",
    "message thread not found": "the topic was deleted",
    "not enough rights": "the bot may not write there: make it an administrator or allow it to send messages",
    "have no rights to send": "the bot may not write there: allow it to send messages",
    "chat_write_forbidden": "the bot may not write there: allow it to send messages",
    "peer_id_invalid": "the chat was deleted, or the bot is not in it",
    "group chat was deactivated": "the group was deleted",
}


class TelegramSender:
    """The Sender port over a PTB Bot. `repeat_label` is the sentence for a possible repeat, by language."""

    def __init__(self, bot: telegram.Bot, clock: Clock, pace: Pace, repeat_label: Mapping[str, str]) -> None:
        self._bot = bot
        self._clock = clock
        self._pace = pace
        self._repeat_label = repeat_label

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        wait = self._pace.delay_for(delivery.channel, self._clock.monotonic())
        if wait > 0:
            return NotSent("Telegram takes so many messages a minute and no more", timedelta(seconds=wait))
        try:
            async with asyncio.timeout(ATTEMPT_S):
                if edits:
                    return await self._edit(delivery, message, int(edits))
                return await self._send(delivery, message, replies_to)
        except TimeoutError:
            return Unknown("Telegram did not answer in time")
        except TelegramError as error:
            return _outcome_of(error, delivery.channel)

    async def _send(self, delivery: Delivery, message: Message, replies_to: str) -> Outcome:
        text = text_from(message, self._clock.now(), self._label(delivery))
        options: dict[str, Any] = {
            "chat_id": delivery.channel.chat_id,
            "message_thread_id": delivery.channel.thread_id or None,
            "disable_notification": message.is_silent,
            "link_preview_options": LinkPreviewOptions(is_disabled=True),
            "reply_parameters": ReplyParameters(int(replies_to), allow_sending_without_reply=True)
            if replies_to
            else None,
        }
        try:
            sent = await self._bot.send_message(text=text.text, entities=_entities(text.entities), **options)
        except BadRequest as error:
            if _is_about_the_chat(error):
                raise
            # One plain try: a message without any shape is better than none.
            sent = await self._bot.send_message(text=text.text, **options)
        if sent.chat.id != delivery.channel.chat_id:
            return Refused(f"Telegram put the message into chat {sent.chat.id}")
        return Sent(str(sent.message_id))

    async def _edit(self, delivery: Delivery, message: Message, message_id: int) -> Outcome:
        text: Text = text_from(message, self._clock.now())
        try:
            await self._bot.edit_message_text(
                chat_id=delivery.channel.chat_id,
                message_id=message_id,
                text=text.text,
                entities=_entities(text.entities),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except BadRequest as error:
            said = error.message.casefold()
            if any(words in said for words in _NO_MESSAGE):
                return Sent("")  # somebody deleted our message: there is nothing to bring up to date
            if _UNCHANGED not in said:
                raise
        return Sent(str(message_id))

    def _label(self, delivery: Delivery) -> str:
        if not delivery.may_have_arrived:
            return ""
        lang = delivery.subscription.lang if delivery.subscription else "en"
        return f"{self._repeat_label.get(lang, self._repeat_label['en'])} (ref {delivery.id[:10]})"


def _entities(entities: Sequence[Entity]) -> list[MessageEntity]:
    return [MessageEntity(**asdict(e)) for e in entities]


def _is_about_the_chat(error: BadRequest) -> bool:
    return any(words in error.message.casefold() for words in _GONE)


def _outcome_of(error: TelegramError, channel: Channel) -> Outcome:
    """The order matters: in PTB a BadRequest is a NetworkError too."""
    if isinstance(error, RetryAfter):
        return NotSent("Telegram asks for a pause", _pause(error))
    if isinstance(error, ChatMigrated):
        return ChannelMoved(Channel(Platform.TELEGRAM, error.new_chat_id, channel.thread_id))
    if isinstance(error, Forbidden):
        return ChannelGone(f"Telegram does not let the bot write there: {error.message}")
    if isinstance(error, InvalidToken):
        return NotSent("Telegram does not accept the token; ask @BotFather for the right one", _TOKEN_RETRY)
    if isinstance(error, BadRequest):
        said = error.message.casefold()
        gone = next((why for words, why in _GONE.items() if words in said), "")
        return ChannelGone(gone) if gone else Refused(f"Telegram refused the message: {error.message}")
    if isinstance(error, NotConnectedError):
        return NotSent("Telegram cannot be reached")
    if isinstance(error, NetworkError):
        return Unknown(f"Telegram did not answer as it should: {error.message}")
    return Unknown(f"Telegram answered: {error.message}")


def _pause(error: RetryAfter) -> timedelta:
    """PTB gives seconds or a timedelta, as a switch of its own says."""
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)
