"""A Message as Telegram text with entities: never a parse mode, so nothing needs an escape and nothing breaks one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from bot.domain.message import Line, Message, Span, Style, TimeShow, Tone
from bot.text.clean import ELLIPSIS, one_line
from bot.text.urls import absolute

MAX_UNITS, MAX_ENTITIES = 4096, 100
# SOURCE: sendMessage in core.telegram.org/bots/api and MessageLimit in telegram.constants, read 2026-11-24.

FARTHEST = timedelta(days=3 * 365)
"""A date_time entity farther away is refused (ENTITY_DATE_INVALID); its readable text stands alone then."""
# SOURCE: github.com/tdlib/telegram-bot-api/issues/852: three years ahead work, a day more does not. Read 2026-11-24.

_MAX_SPAN = 1000
_FOOTER_UNITS, _FOOTER_ENTITIES = 1024, 10
_ROOM_TO_END = len("\n\n" + ELLIPSIS)
_STYLES = {Style.BOLD: "bold", Style.ITALIC: "italic", Style.CODE: "code", Style.STRIKE: "strikethrough"}
_SHOWS = {TimeShow.DATE: "wD", TimeShow.DATETIME: "wDt", TimeShow.RELATIVE: "r"}
_ANSWERS = frozenset({Tone.INFO, Tone.ERROR})

# Telegram makes commands and mentions of plain text by itself: a headline could ping a member of the chat, or offer its
# manager an /unsubscribe to tap. A zero-width space behind the sign keeps it text.
_COMMAND = re.compile(r"(?<![\w/])/(?=\w)")
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_QUIET = "\\g<0>\u200b"


@dataclass(frozen=True, slots=True)
class Entity:
    """A run of the text. Units: `offset` and `length` in UTF-16 code units, `unix_time` in seconds."""

    type: str
    offset: int
    length: int
    url: str = ""
    unix_time: int | None = None
    date_time_format: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """What is sent. Shape: never empty, within Telegram's limits; entities lie in the text, in order."""

    text: str
    entities: tuple[Entity, ...]

    def api_entities(self) -> list[dict[str, str | int]]:
        """The entities as the Bot API takes them."""
        return [{k: v for k, v in asdict(entity).items() if v not in ("", None)} for entity in self.entities]


def text_from(message: Message, now: datetime, first_line: str = "") -> Text:
    """The text of a message. `first_line` comes before all else.

    Shape: a text that is too long loses whole spans and lines before its footer, and an ellipsis says so.
    """
    is_answer = message.tone in _ANSWERS
    footer = _Page(now, _FOOTER_UNITS, _FOOTER_ENTITIES, is_answer=is_answer)
    footer.add(message.footer)
    body = _Page(now, MAX_UNITS - footer.units - 1, MAX_ENTITIES - len(footer.entities), is_answer=is_answer)
    for line in ((Span(first_line, Style.ITALIC),), message.title, *message.lines):
        if not body.add(line):
            break
    return _joined(body, footer)


def _joined(body: _Page, footer: _Page) -> Text:
    text = "\n".join(filter(None, (body.text, footer.text)))
    shift = body.units + 1 if body.text else 0
    moved = (replace(e, offset=e.offset + shift) for e in footer.entities)
    return Text(text or ELLIPSIS, (*body.entities, *moved))


class _Page:
    """Text and entities while they grow, up to a limit of both."""

    def __init__(self, now: datetime, max_units: int, max_entities: int, *, is_answer: bool) -> None:
        self.text = ""
        self.units = 0
        self.entities: list[Entity] = []
        self._now = now
        self._max_units = max_units - _ROOM_TO_END
        self._max_entities = max_entities
        self._is_answer = is_answer
        self._gap = ""  # the blank before the next visible text; so a page neither begins nor ends with one

    def add(self, line: Line) -> bool:
        """Writes a line; False when not all of it fits and nothing may follow."""
        # A line of ours that names a command holds no link; a line that quotes a report always does.
        is_live = self._is_answer and not any(span.url for span in line)
        for span in line:
            text = _shown(span.text, is_live=is_live)
            self._space(span.text[:1])
            if text and not self._put(text, span):
                self._append(ELLIPSIS)
                return False
            self._space(span.text[-1:])
        if self.text:
            self._gap = "\n\n" if self._gap.startswith("\n") else "\n"
        return True

    def _space(self, edge: str) -> None:
        if edge.isspace() and self.text:
            self._gap = self._gap or " "

    def _put(self, text: str, span: Span) -> bool:
        offset = self.units + len(self._gap)
        found = tuple(_entities(span, offset, utf16(text), self._now))
        if offset + utf16(text) > self._max_units or len(self.entities) + len(found) > self._max_entities:
            return False
        self.entities += found
        self._append(text)
        return True

    def _append(self, text: str) -> None:
        self.text += self._gap + text
        self.units += len(self._gap) + utf16(text)
        self._gap = ""


def _entities(span: Span, offset: int, length: int, now: datetime) -> Iterator[Entity]:
    """A link or an instant, and the style around it; Telegram lets code hold neither."""
    url = absolute(span.url)
    is_instant = span.at is not None and abs(span.at - now) < FARTHEST and not url
    if span.style in _STYLES and not (span.style is Style.CODE and (url or is_instant)):
        yield Entity(_STYLES[span.style], offset, length)
    if url:
        yield Entity("text_link", offset, length, url=url)
    if span.at is not None and is_instant:
        at = int(span.at.timestamp())
        yield Entity("date_time", offset, length, unix_time=at, date_time_format=_SHOWS[span.show])


def utf16(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _shown(text: str, *, is_live: bool) -> str:
    """The text on one line with nothing invisible in it; unless `is_live`, a command stays text."""
    line = _MENTION.sub(_QUIET, one_line(text, _MAX_SPAN))
    return line if is_live else _COMMAND.sub(_QUIET, line)
