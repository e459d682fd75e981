"""A message as neutral values; each platform's formatter turns it into a payload. No markup, no escapes here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Style(StrEnum):
    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    STRIKE = "strike"


class Tone(StrEnum):
    """What kind of news it is; formatters choose colours from it."""

    BREAKING = "breaking"  # the state changed
    REPRIEVE = "reprieve"  # the state changed for more time
    NOTABLE = "notable"
    REMINDER = "reminder"
    INFO = "info"
    ERROR = "error"


class TimeShow(StrEnum):
    """How an instant is shown to its reader, in the reader's own zone where the platform can."""

    DATE = "date"
    DATETIME = "datetime"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. `url` makes it a link (never from feed text); `at` makes it an instant and `text` its fallback."""

    text: str
    style: Style = Style.PLAIN
    url: str = ""
    at: datetime | None = None
    show: TimeShow = TimeShow.DATETIME


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message. Shape: `title` is one line; `lines` may hold empty lines as paragraph breaks."""

    title: Line
    lines: tuple[Line, ...] = ()
    footer: Line = ()
    tone: Tone = Tone.INFO
    is_silent: bool = False
