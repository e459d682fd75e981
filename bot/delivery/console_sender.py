"""The console as a chat: each message a card, coloured by what kind of news it is."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.constrain import Constrain
from rich.panel import Panel
from rich.style import Style as Look
from rich.text import Text

from bot.domain.delivery import Delivery, Outcome, Sent
from bot.domain.message import Line, Message, Span, Style, Tone
from bot.render.plain_format import visible
from bot.text.urls import absolute

WIDEST = 100
"""Units: columns. Longer lines are hard to read, however wide the terminal is."""

_COLOURS = {
    Tone.BREAKING: "red",
    Tone.REPRIEVE: "green",
    Tone.NOTABLE: "yellow",
    Tone.REMINDER: "cyan",
    Tone.INFO: "blue",
    Tone.ERROR: "red",
}
_LOOKS = {
    Style.PLAIN: Look(),
    Style.BOLD: Look(bold=True),
    Style.ITALIC: Look(italic=True),
    Style.CODE: Look(bold=True),
    Style.STRIKE: Look(strike=True, dim=True),
}


class ConsoleSender:
    """Prints to a terminal. Shape: message ids count up from 1; an edit prints the message again, marked.

    `labels` may hold other words for `edit` and `reply`.
    """

    def __init__(self, console: Console, labels: dict[str, str] | None = None) -> None:
        self._console = console
        self._labels = {"edit": "edited", "reply": "reply to"} | (labels or {})
        self._n_sent = 0

    async def send(
        self,
        delivery: Delivery,  # noqa: ARG002  the port's shape; a terminal needs nothing of it
        message: Message,
        *,
        edits: str = "",
        replies_to: str = "",
    ) -> Outcome:
        """Always arrives: whoever reads the terminal has seen it."""
        if edits:
            mark = f"#{edits} · {self._labels['edit']}"
        else:
            self._n_sent += 1
            mark = f"#{self._n_sent}"
        if replies_to:
            mark += f" · {self._labels['reply']} #{replies_to}"
        self._console.print(panel(message, mark))
        return Sent(edits or str(self._n_sent))


def panel(message: Message, mark: str = "") -> RenderableType:
    """A message as a card, its mark at the lower edge; feed text is never read as markup."""
    colour = _COLOURS[message.tone]
    title = _line(message.title)
    title.stylize(colour)
    footer = _line(message.footer)
    footer.stylize("dim")
    body = [title, *(_line(line) for line in message.lines), *([footer] if message.footer else [])]
    card = Panel(
        Group(*body),
        border_style=colour,
        padding=(0, 1),
        subtitle=Text(mark, style="dim") if mark else None,
        subtitle_align="right",
    )
    return Constrain(card, WIDEST)


def _line(line: Line) -> Text:
    text = Text()
    for span in line:
        text.append(visible(span.text), style=_look(span))
    return text


def _look(span: Span) -> Look:
    """A link's address is checked: a control character in it would end the terminal's link sequence early."""
    address = absolute(span.url) if span.url else ""
    look = _LOOKS[span.style]
    return look + Look(link=address, underline=True) if address.isascii() and address else look
