"""Where messages go."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import MalformedError
from bot.domain.ids import ChannelId


class Platform(StrEnum):
    CONSOLE = "console"
    DISCORD = "discord"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Channel:
    """A platform, a chat, and a thread or topic within it. Shape: `thread_id` is 0 when there is none."""

    platform: Platform
    chat_id: int
    thread_id: int = 0

    @property
    def id(self) -> ChannelId:
        return ChannelId(f"{self.platform}:{self.chat_id}:{self.thread_id}")


def channel_from(channel_id: ChannelId) -> Channel:
    """The channel an id stands for. Raises: MalformedError."""
    try:
        platform, chat_id, thread_id = channel_id.split(":")
        return Channel(Platform(platform), int(chat_id), int(thread_id))
    except ValueError as error:
        raise MalformedError(f"not a channel id: {channel_id!r}") from error
