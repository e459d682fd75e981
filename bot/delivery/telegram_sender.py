"""Telegram as a way out. It has no key against repeats: a repeat that cannot be ruled out says that it may be one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import telegram
from telegram import LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.delivery.pace import Gate, Pace
from bot.delivery.telegram_request import NotTakenError
from bot.domain.channel import Channel
from bot.domain.delivery import ChannelGone, ChannelMoved, Delivery, NotSent, Outcome, Refused, Sent, Unknown
from bot.domain.message import Message
from bot.pipeline.address import urgency_of
from bot.ports import Clock
from bot.render.telegram_format import Text, text_from
from bot.text.clean import one_line

ATTEMPT_S = 10.0
_TOKEN_PAUSE = timedelta(minutes=5)
_MAX_REASON = 200
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_NOT_ACCEPTED = "Telegram does not accept the bot's token: take the right one from @BotFather, set it and start again"
_UNCHANGED = ("message is not modified",)
_NOTHING_TO_EDIT = ("message to edit not found", "message_id_invalid")
_GONE = {
    "chat not found": "the chat does not exist, or the bot was never in it",
    "peer_id_invalid": "the chat does not exist, or the bot was never in it",
    "channel_private": "the bot was removed from the channel: add it again",
    "group chat was deactivated": "the group was deleted",
    "user is deactivated": "the user has deleted their account",
    "blocked by the user": "the user has blocked the bot",
    "was kicked": "the bot was removed from the chat: add it again",
    "not a member": "the bot is not in the chat: add it again",
    "chat was deleted": "the chat was deleted",
    "initiate conversation": "the user has not started the bot yet",
    "topic_closed": "the topic is closed: reopen it, or subscribe another one",
    "topic_deleted": "the topic was deleted: subscribe another one",
    "message thread not found": "the topic was deleted: subscribe another one",
    "not enough rights": "the bot may not post there: give it the right to",
    "no rights to send": "the bot may not post there: give it the right to",
    "need administrator rights": "the bot may not post there: make it an administrator",
    "chat_admin_required": "the bot may not post there: make it an administrator",
    "chat_write_forbidden": "the bot may not post there: give it the right to",
    "chat_send_plain_forbidden": "nobody may send texts there: allow it to the bot",
    "chat_restricted": "Telegram has restricted the chat",
}
# SOURCE: github.com/vrumger/telegram-errors and core.telegram.org/method/messages.sendMessage, read 2026-11-24.


class TelegramSender:
    """The Sender port over a PTB Bot. `repeat_labels` is the sentence for a possible repeat, by language."""

    def __init__(self, bot: telegram.Bot, clock: Clock, pace: Pace, repeat_labels: Mapping[str, str]) -> None:
        self._bot = bot
        self._clock = clock
        self._pace = pace
        self._gate = Gate(pace, clock)
        self._repeat_labels = repeat_labels

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        channel = delivery.channel
        wait_s = await self._gate.admit(channel, urgency_of(delivery.event))
        if wait_s:
            return NotSent("Telegram takes no more messages for this chat yet", timedelta(seconds=wait_s))
        # An edit repeated changes nothing, so only a message can be a repeat.
        label = self._label(delivery) if delivery.may_have_arrived and not edits else ""
        text = text_from(message, self._clock.now(), label)
        if edits:
            call = self._edit(channel, text, edits)
        else:
            call = self._post(channel, text, replies_to, is_silent=message.is_silent)
        outcome = await _ended(call, channel)
        if isinstance(outcome, NotSent) and outcome.retry_after:
            self._pace.park(channel, self._clock.monotonic(), outcome.retry_after.total_seconds())
        return outcome

    async def _post(self, channel: Channel, text: Text, replies_to: str, *, is_silent: bool) -> Outcome:
        reply = ReplyParameters(int(replies_to), allow_sending_without_reply=True) if replies_to else None
        sent = await _shaped_or_plain(
            self._bot.send_message,
            text,
            chat_id=channel.chat_id,
            message_thread_id=channel.thread_id or None,
            disable_notification=is_silent,
            reply_parameters=reply,
        )
        if sent.chat.id != channel.chat_id:
            return Refused(f"Telegram put the message into another chat, {sent.chat.id}")
        return Sent(str(sent.message_id))

    async def _edit(self, channel: Channel, text: Text, message_id: str) -> Outcome:
        try:
            await _shaped_or_plain(
                self._bot.edit_message_text, text, chat_id=channel.chat_id, message_id=int(message_id)
            )
        except BadRequest as error:
            if _says(error, _NOTHING_TO_EDIT):
                return Sent("")  # somebody deleted our message: there is nothing to bring up to date
            if not _says(error, _UNCHANGED):
                raise
        return Sent(message_id)

    def _label(self, delivery: Delivery) -> str:
        lang = delivery.subscription.lang if delivery.subscription else "en"
        return f"{self._repeat_labels.get(lang, self._repeat_labels['en'])} (ref {delivery.id[:8]})"


async def _ended(call: Coroutine[Any, Any, Outcome], channel: Channel) -> Outcome:
    """How an attempt ended, however it ended."""
    try:
        async with asyncio.timeout(ATTEMPT_S):
            return await call
    except TimeoutError:
        return Unknown("Telegram did not answer in time")
    except TelegramError as error:
        return next(outcome(error, channel) for kind, outcome in _OUTCOMES if isinstance(error, kind))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Unknown(f"Telegram's answer cannot be read ({type(error).__name__})")


async def _shaped_or_plain(call: Callable[..., Awaitable[Any]], text: Text, **options: Any) -> Any:
    """Calls once more without any shape when Telegram refuses the message itself: plain is better than nothing."""
    options |= {"text": text.text, "link_preview_options": _NO_PREVIEW}
    try:
        return await call(**options, api_kwargs={"entities": text.api_entities()})
    except BadRequest as error:
        if not text.entities or _says(error, (*_GONE, *_NOTHING_TO_EDIT, *_UNCHANGED)):
            raise
        return await call(**options)


def _says(error: TelegramError, words: Iterable[str]) -> bool:
    said = error.message.casefold()
    return any(word in said for word in words)


def _flooded(error: RetryAfter, _channel: Channel) -> Outcome:
    after = error.retry_after  # seconds or a timedelta, as a switch of PTB's own says
    pause = after if isinstance(after, timedelta) else timedelta(seconds=after)
    return NotSent("Telegram asks for a pause in this chat", pause)


def _gone(error: TelegramError, _channel: Channel) -> Outcome:
    why = next((why for words, why in _GONE.items() if _says(error, (words,))), "")
    return ChannelGone(why or f"Telegram refuses this chat: {_quoted(error)}")


def _bad_request(error: TelegramError, channel: Channel) -> Outcome:
    return _gone(error, channel) if _says(error, _GONE) else Refused(f"Telegram refuses this message: {_quoted(error)}")


def _quoted(error: TelegramError) -> str:
    return one_line(error.message, _MAX_REASON)


# A bad request and a request not taken are both network errors for PTB: the order decides.
_OUTCOMES: tuple[tuple[type[TelegramError], Callable[[Any, Channel], Outcome]], ...] = (
    (RetryAfter, _flooded),
    (ChatMigrated, lambda error, channel: ChannelMoved(replace(channel, chat_id=error.new_chat_id))),
    (Forbidden, _gone),
    (BadRequest, _bad_request),
    (InvalidToken, lambda _error, _channel: NotSent(_NOT_ACCEPTED, _TOKEN_PAUSE)),
    (NotTakenError, lambda error, _channel: NotSent(_quoted(error))),
    (TelegramError, lambda error, _channel: Unknown(_quoted(error))),
)
