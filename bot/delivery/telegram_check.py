"""Whether Telegram takes our token, and what the bot may not do in a chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import telegram
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.delivery.telegram_request import AiohttpRequest
from bot.domain.channel import Channel
from bot.domain.errors import ConfigError, ReprieveError

_UNREACHABLE = "Telegram cannot be reached. Check this machine's network, then try again."
_AWAY = frozenset({"left", "kicked"})


class TelegramCheck:
    """A bot that only asks. `name` is its user name."""

    def __init__(self, bot: telegram.Bot) -> None:
        self._bot = bot
        self.name = f"@{bot.username}"

    async def trouble_in(self, channel: Channel) -> str:
        """Why the bot cannot alert a chat, with what to do; empty when it can. Raises: ReprieveError."""
        try:
            chat = await self._bot.get_chat(channel.chat_id)
            if chat.type == chat.PRIVATE:
                return ""
            me = await self._bot.get_chat_member(channel.chat_id, self._bot.id)
        except (BadRequest, Forbidden):
            return "the bot is not in it: add it, or /unsubscribe"
        except TelegramError as error:
            raise ReprieveError(_UNREACHABLE) from error
        if me.status in _AWAY:
            return "the bot was removed: add it again, or /unsubscribe"
        if chat.type == chat.CHANNEL and not getattr(me, "can_post_messages", me.status == "creator"):
            return "the bot may not post: make it an administrator with Post Messages"
        if me.status == "restricted" and not getattr(me, "can_send_messages", False):
            return "the bot may not write: allow it to send messages"
        return ""


@asynccontextmanager
async def telegram_check(token: str, base_url: str) -> AsyncIterator[TelegramCheck]:
    """Asks who we are. Raises: ConfigError when Telegram refuses the token, ReprieveError when it cannot be asked."""
    bot = telegram.Bot(
        token, base_url=f"{base_url}/bot", request=AiohttpRequest(), get_updates_request=AiohttpRequest()
    )
    try:
        try:
            await bot.initialize()
        except InvalidToken:
            # Without the cause: its text holds the token.
            raise ConfigError(["Telegram refuses the token. Ask @BotFather for it and copy it anew."]) from None
        except TelegramError as error:
            raise ReprieveError(_UNREACHABLE) from error
        yield TelegramCheck(bot)
    finally:
        await bot.shutdown()
