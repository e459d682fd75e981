"""A Message as one Discord embed, or as plain text where Discord does not take the embed.

Every escape, limit and time of Discord's stands here. Feed text is cut before it is escaped, never after.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, NotRequired, TypedDict
from urllib.parse import urlsplit

from bot.domain.message import Line, Message, Span, Style, TimeShow, Tone
from bot.text.clean import ELLIPSIS, one_line
from bot.text.urls import absolute

# SOURCE: https://docs.discord.com/developers/resources/message#embed-object-embed-limits (read 2026-11-24). What it
# calls characters is counted here in UTF-16 units, the strictest reading.
TITLE_UNITS = 256
DESCRIPTION_UNITS = 4096
CONTENT_UNITS = 2000
_FOOTER_UNITS = 300
_URL_CHARS = 1000

_COLOURS = {
    Tone.BREAKING: 0xD83C3E,
    Tone.REPRIEVE: 0x2D9A5F,
    Tone.NOTABLE: 0xE5A50A,
    Tone.REMINDER: 0x3498DB,
    Tone.INFO: 0x8A94A6,
    Tone.ERROR: 0xA12D2F,
}
_MARKERS = {Style.PLAIN: "", Style.BOLD: "**", Style.ITALIC: "*", Style.STRIKE: "~~", Style.CODE: ""}
_TIMES = {TimeShow.DATE: "D", TimeShow.DATETIME: "F", TimeShow.RELATIVE: "R"}

_MARKUP = re.compile(r"[\\*_~`|<\[\]@]|(?:^|(?<=\]))\(|(?<=<)[#/:&!]|(?<=<[at]):")
_AT_START = re.compile(r"^(\s*\d*)(?=[#>+.-](?:[#>.\s-]|$))")  # headings, quotes and lists stand only there
_AUTOLINK = re.compile(r"(?<=:)(?=/)|(?=:$)|(?<=discord)(?=\.(?:gg|com))|(?<=discordapp)(?=\.com)", re.IGNORECASE)
_SMALL = "-# "
_SCHEME = re.compile(r"\b[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LABEL = str.maketrans("[]", "()")  # Discord's link rule does not see escapes within the brackets
_URL_MARKUP = re.compile(r"[()\[\]*]|~~")


class Embed(TypedDict):
    """The part of Discord's embed object that is used here."""

    color: int
    title: NotRequired[str]
    url: NotRequired[str]
    description: NotRequired[str]
    footer: NotRequired[dict[str, str]]


def embed_from(message: Message, reference: str = "") -> Embed:
    """One embed. Shape: within every limit of Discord's; `reference` is its footer and is never cut."""
    embed = Embed(color=_COLOURS[message.tone])
    description = _body(message.lines, message.footer, DESCRIPTION_UNITS)
    title = _written((_timeless(message.title),), TITLE_UNITS).strip()
    if title or not description:
        embed["title"] = title or ELLIPSIS  # Discord refuses an embed with nothing to see
    if description:
        embed["description"] = description
    url = next(filter(None, (_safe_url(span.url) for span in message.title)), "")
    if url and title:
        embed["url"] = url
    if reference:
        embed["footer"] = {"text": _mark_of(reference)}
    return embed


def text_from(message: Message, reference: str = "") -> str:
    """The same as plain text, for the day an embed is refused. Shape: at most `CONTENT_UNITS`."""
    mark = f"\n{_SMALL}{_mark_of(reference)}" if reference else ""
    return (_body((message.title, *message.lines), message.footer, CONTENT_UNITS - len(mark)) or ELLIPSIS) + mark


def carries(payload: Mapping[str, Any], reference: str) -> bool:
    """True when a message as Discord gives it back is one that was sent with this reference."""
    footers = [(embed.get("footer") or {}).get("text", "") for embed in payload.get("embeds", ())]
    return any(text.endswith(_mark_of(reference)) for text in (payload.get("content", ""), *footers))


def escaped(text: str) -> str:
    """One line of feed text in which Discord finds no markup, mention, timestamp, link or invite."""
    return _AUTOLINK.sub(r"\\", _AT_START.sub(r"\1\\", _MARKUP.sub(r"\\\g<0>", text)))


def _mark_of(reference: str) -> str:
    return f"ref {reference}"


def _body(lines: tuple[Line, ...], footer: Line, cap: int) -> str:
    """The lines and the footer below them; the footer is not cut away when the lines are."""
    small = _written((footer,), _FOOTER_UNITS).strip()
    # An embed's own footer shows no timestamps, so ours is the last line, in small print.
    last = f"\n{_SMALL}{small}" if small else ""
    return (_written(lines, cap - _units(last)).strip("\n") + last).strip("\n")


def _timeless(line: Line) -> Line:
    """A title's spans: it is bold and linked as a whole, and shows no timestamps."""
    return tuple(Span(span.text) for span in line)


def _written(lines: tuple[Line, ...], cap: int) -> str:
    """The lines as Discord's markup. Shape: at most `cap` units; what is cut ends with an ellipsis."""
    pieces = list(_pieces(lines))
    written = "".join(_joined(pieces))
    if _units(written) <= cap:
        return written
    written, room = "", cap - 1
    for span, text in pieces:
        piece = _piece(span, text, written)
        if _units(written) + _units(piece) > room:
            return (written + _cut(span, text, written, room - _units(written))).rstrip() + ELLIPSIS
        written += piece
    return written


def _pieces(lines: tuple[Line, ...]) -> Iterator[tuple[Span, str]]:
    """Each span with its cleaned text, a line break between the lines."""
    for n, line in enumerate(lines):
        if n:
            yield _BREAK, "\n"
        yield from ((span, _cleaned(span)) for span in line)


def _joined(pieces: list[tuple[Span, str]]) -> Iterator[str]:
    last = ""
    for span, text in pieces:
        piece = _piece(span, text, last)
        last = piece or last
        yield piece


def _cut(span: Span, text: str, before: str, room: int) -> str:
    """As much of a span as fits, empty when that is nothing: a timestamp and a link's address are never cut."""
    if span.at is not None:
        return ""
    n = bisect_right(range(len(text)), room, key=lambda n: _units(_piece(span, text[:n], before))) - 1
    while n > 0 and _units(_piece(span, text[:n], before)) > room:
        n -= 1
    return _piece(span, text[:n], before) if n > 0 else ""


def _piece(span: Span, text: str, before: str) -> str:
    """One span as markup. `before` is what stands in front of it."""
    if span is _BREAK:
        return text
    if span.at is not None:
        return _styled(f"<t:{int(span.at.timestamp())}:{_TIMES[span.show]}>", span.style, before)
    url = _safe_url(span.url)
    if url:
        label = escaped(_SCHEME.sub("", text).translate(_LABEL).strip() or _host(url))
        return _styled(f"[{label}]({url})", span.style, before)
    if span.style is Style.CODE and text.strip() and not before.endswith("`"):
        return "`" + text.replace("`", "'") + "`"  # nothing is markup within backticks
    return _styled(escaped(text), span.style, before)


def _styled(markup: str, style: Style, before: str) -> str:
    """The markup between the style's markers, blanks outside them; plain where two markers would touch."""
    core = markup.strip()
    marker = _MARKERS[style]
    if not core or not marker or before.endswith(marker[0]):
        return markup
    start = markup.index(core)
    return f"{markup[:start]}{marker}{core}{marker}{markup[start + len(core) :]}"


def _cleaned(span: Span) -> str:
    """A span's text on one line without anything invisible; a blank at either end stays one."""
    text = one_line(span.text, DESCRIPTION_UNITS)
    if not text:
        return " " if span.text.isspace() else ""
    return f"{' ' * span.text[0].isspace()}{text}{' ' * span.text[-1].isspace()}"


def _safe_url(url: str) -> str:
    """An http(s) address that cannot end its link early, or "" for anything else."""
    address = absolute(one_line(url, _URL_CHARS + 1)) if url else ""
    quoted = _URL_MARKUP.sub(lambda found: "".join(f"%{ord(c):02X}" for c in found.group()), address)
    return quoted if len(quoted) <= _URL_CHARS else ""


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


_BREAK = Span("\n")
