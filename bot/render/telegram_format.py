"""A Message as Telegram text with entities: never a parse mode, so there is nothing to escape and nothing to break."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.message import Line, Message, Span, Style, TimeShow
from bot.text.clean import one_line

MAX_UNITS, MAX_ENTITIES = 4096, 100
"""Units: UTF-16 code units. SOURCE: core.telegram.org/bots/api, read 2026-11-24."""

FARTHEST = timedelta(days=3 * 365)
"""A date_time entity farther away is refused (ENTITY_DATE_INVALID); the readable text stands alone then."""

_MAX_SPAN = 1000
_STYLES = {Style.BOLD: "bold", Style.ITALIC: "italic", Style.CODE: "code", Style.STRIKE: "strikethrough"}
_SHOWS = {TimeShow.DATE: "wD", TimeShow.DATETIME: "wDt", TimeShow.RELATIVE: "r"}
_WEB = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Entity:
    """A run of the text, with the field names of Telegram's MessageEntity. Units: UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    unix_time: datetime | None = None
    date_time_format: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What is sent. Shape: within Telegram's limits, entities in order and inside the text."""

    text: str
    entities: tuple[Entity, ...]


def text_from(message: Message, now: datetime, first_line: str = "") -> Text:
    """The text of a message; whole lines are left out when it would be too long. `first_line` comes before all."""
    writer = _Writer(now)
    lines = [message.title, *message.lines, *([message.footer] if message.footer else [])]
    if first_line:
        lines.insert(0, (Span(first_line, Style.ITALIC),))
    for line in lines:
        if not writer.write(line):
            break
    return Text(writer.text, tuple(writer.entities))


class _Writer:
    """Text and entities while they grow."""

    def __init__(self, now: datetime) -> None:
        self.text = ""
        self.entities: list[Entity] = []
        self._now = now
        self._units = 0

    def write(self, line: Line) -> bool:
        """Adds a line, or nothing and False when it does not fit."""
        text, entities, units = ("\n" if self.text else ""), [], self._units + bool(self.text)
        for span in line:
            shown = _shown(span.text)
            length = utf16(shown)
            if length:
                entities += self._entities_of(span, units, length)
            text += shown
            units += length
        if units > MAX_UNITS or len(self.entities) + len(entities) > MAX_ENTITIES:
            return False
        self.text += text
        self.entities += entities
        self._units = units
        return True

    def _entities_of(self, span: Span, offset: int, length: int) -> list[Entity]:
        found = []
        if span.style in _STYLES:
            found.append(Entity(_STYLES[span.style], offset, length))
        if _WEB.fullmatch(span.url):
            found.append(Entity("text_link", offset, length, url=span.url))
        if span.at is not None and abs(span.at - self._now) < FARTHEST:
            shows = _SHOWS[span.show]
            found.append(Entity("date_time", offset, length, unix_time=span.at, date_time_format=shows))
        return found


def utf16(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _shown(text: str) -> str:
    """Clean, with the blanks at either end that join it to its neighbours."""
    inner = one_line(text, _MAX_SPAN)
    if not inner:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{inner}{' ' * text[-1].isspace()}"
