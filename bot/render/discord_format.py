"""A Message as a Discord embed: feed text escaped, instants as timestamps that each reader sees in his own time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.message import Line, Message, Span, Style, TimeShow, Tone
from bot.text.clean import capped, one_line

MAX_TITLE, MAX_TEXT, MAX_FOOTER = 256, 4096, 2048
"""Units: characters after escaping. SOURCE: Discord developer docs, embed limits, read 2026-11-24."""

_MAX_SPAN = 600
_COLOURS = {
    Tone.BREAKING: 0xD93025,
    Tone.REPRIEVE: 0x1E8E3E,
    Tone.NOTABLE: 0xF9AB00,
    Tone.REMINDER: 0x1A73E8,
    Tone.INFO: 0x5F6368,
    Tone.ERROR: 0xB31412,
}
_SHOWS = {TimeShow.DATE: "D", TimeShow.DATETIME: "F", TimeShow.RELATIVE: "R"}
_WRAPS = {Style.PLAIN: "", Style.BOLD: "**", Style.ITALIC: "*", Style.CODE: "", Style.STRIKE: "~~"}
_SPECIAL = re.compile(r"([\\*_~|`>#\[\]()<:\-])")
_ZERO_WIDTH = "\u200b"


@dataclass(frozen=True, slots=True)
class Embed:
    """The parts of one embed, within Discord's limits. Units: `colour` is 0xRRGGBB."""

    title: str
    text: str
    footer: str
    colour: int


def embed_from(message: Message, reference: str = "") -> Embed:
    """The embed of a message. `reference` is shown small at its end, for us to find the message again.

    Shape: whole lines are left out when the text would be too long; no escape, link or timestamp is cut in two.
    """
    lines = [_line(line) for line in message.lines]
    if message.footer:
        # An embed's own footer cannot show timestamps, so ours is the last line, in small print.
        lines.append(f"-# {_line(message.footer)}")
    return Embed(title=_title(message.title), text=_fitted(lines), footer=reference, colour=_COLOURS[message.tone])


def escaped(text: str) -> str:
    """Text that Discord shows as it stands: no markup, mention, timestamp, link or invite comes alive in it."""
    quiet = one_line(text, _MAX_SPAN).replace("@", f"@{_ZERO_WIDTH}")
    return _SPECIAL.sub(r"\\\1", quiet)


def _title(line: Line) -> str:
    """Titles show neither links nor timestamps, but they show markup."""
    text = one_line("".join(span.text for span in line), MAX_TITLE)
    for cap in range(MAX_TITLE, 0, -16):
        title = escaped(capped(text, cap))
        if len(title) <= MAX_TITLE:
            return title
    return ""


def _fitted(lines: list[str]) -> str:
    """As many whole lines as fit."""
    kept: list[str] = []
    room = MAX_TEXT
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return "\n".join(kept)


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    if span.at is not None:
        return _wrapped(f"<t:{int(span.at.timestamp())}:{_SHOWS[span.show]}>", span.style)
    text = _kept_spaces(span.text)
    if span.url.startswith(("https://", "http://")) and not re.search(r"[\s()<>]", span.url):
        return f"[{text}](<{span.url}>)"
    return _wrapped(text, span.style)


def _kept_spaces(text: str) -> str:
    """Escaped, with the blanks at either end that join it to its neighbours."""
    inner = escaped(text)
    if not inner:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{inner}{' ' * text[-1].isspace()}"


def _wrapped(text: str, style: Style) -> str:
    wrap = _WRAPS[style]
    return f"{wrap}{text}{wrap}" if text.strip() else text
