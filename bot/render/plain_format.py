"""A Message as plain text, for logs, tests and terminals without colours."""

from __future__ import annotations

from bot.domain.message import Line, Message, Span


def plain(message: Message) -> str:
    """One line a line; a link is followed by its address in brackets.

    Shape: no line break or control character of a span's own text survives.
    """
    lines = [message.title, *message.lines, *([message.footer] if message.footer else [])]
    return "\n".join(_line(line) for line in lines)


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _span(span: Span) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in span.text).split(" "))
    return f"{text} <{span.url}>" if span.url else text
