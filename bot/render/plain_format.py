"""A Message as plain text, for logs, tests and terminals without colours."""

from __future__ import annotations

from bot.domain.message import Line, Message, Span, Style
from bot.text.clean import one_line

_LONGEST_SPAN = 4096


def plain(message: Message) -> str:
    """One line a line; an address follows in angle brackets where it is first linked; ~~what is struck out~~.

    Shape: no line break, control or reordering character of a span's own text survives.
    """
    lines = [message.title, *message.lines, *([message.footer] if message.footer else [])]
    linked: set[str] = set()
    return "\n".join(_line(line, linked) for line in lines)


def plain_line(line: Line) -> str:
    """One line by itself, in the same way."""
    return _line(line, set())


def visible(text: str) -> str:
    """A span's text on one line without anything invisible; a blank at either end stays one."""
    inner = one_line(text, _LONGEST_SPAN)
    if not inner:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{inner}{' ' * text[-1].isspace()}"


def _line(line: Line, linked: set[str]) -> str:
    return "".join(_span(span, linked) for span in line)


def _span(span: Span, linked: set[str]) -> str:
    text = visible(span.text)
    if span.style is Style.STRIKE:
        text = f"~~{text}~~"
    if not span.url or span.url in linked:
        return text
    linked.add(span.url)
    return f"{text} <{one_line(span.url, _LONGEST_SPAN)}>"
