"""Several messages that waited for one channel as one chat message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.message import Line, Message, Span, Style
from bot.render.discord_format import escaped
from bot.render.phrases import Phrases
from bot.text.clean import capped

_ENTRY_CHARS = 140
_MOST_LINKS = 2
_SEPARATOR_UNITS = 7
_ENTRY_UNITS = 340
"""With its link, as Discord writes it: ten entries fit into an embed and into Telegram's message."""


def digest_message(messages: Sequence[Message], phrases: Phrases) -> Message:
    """The title of each with its first links, in the order given.

    Shape: at most ten messages, of which none is cut away on either platform; links that are too long are left out.
    """
    title = phrases.plural("{n} message waited for this channel", "{n} messages waited for this channel", len(messages))
    return Message(
        title=(Span(title, Style.BOLD),),
        lines=tuple(_entry(n, message) for n, message in enumerate(messages, 1)),
        footer=(Span(phrases("More about each: /latest")),),
        tone=messages[0].tone,
        is_silent=all(message.is_silent for message in messages),
    )


def _entry(number: int, message: Message) -> Line:
    """The words first, then as many links as there is room for."""
    texts, n_chars = [], _ENTRY_CHARS
    for span in message.title:
        texts.append(capped(span.text, n_chars) if n_chars else "")
        n_chars -= len(texts[-1])
    room = _ENTRY_UNITS - sum(map(_units, texts))
    line = [Span(f"{number}. ")]
    for span, text in zip(message.title, texts, strict=True):
        url = span.url if len(span.url) <= room else ""
        room -= len(url)
        line.append(replace(span, text=text, url=url))
    for link in _other_links(message):
        room -= _units(link.text) + len(link.url) + _SEPARATOR_UNITS
        line += (Span(" · "), link) if room >= 0 else ()
    return tuple(line)


def _other_links(message: Message) -> list[Span]:
    known = {span.url for span in message.title}
    links = {span.url: span for line in message.lines for span in line if span.url not in known}
    return list(links.values())[:_MOST_LINKS]


def _units(text: str) -> int:
    return len(escaped(text).encode("utf-16-le")) // 2
