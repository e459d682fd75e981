"""The console as a chat: each message a panel, coloured by what kind of news it is."""

from __future__ import annotations

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from bot.domain.delivery import Delivery, Outcome, Sent
from bot.domain.message import Line, Message, Span, Style, Tone

_COLOURS = {
    Tone.BREAKING: "red",
    Tone.REPRIEVE: "green",
    Tone.NOTABLE: "yellow",
    Tone.REMINDER: "cyan",
    Tone.INFO: "blue",
    Tone.ERROR: "red",
}
_STYLES = {
    Style.PLAIN: "",
    Style.BOLD: "bold",
    Style.ITALIC: "italic",
    Style.CODE: "bold",
    Style.STRIKE: "strike dim",
}


class ConsoleSender:
    """Prints to a terminal. Shape: message ids count up from 1; an edit prints the message again, marked."""

    def __init__(self, console: Console, labels: dict[str, str] | None = None) -> None:
        self._console = console
        self._labels = {"edit": "updated", "reply": "reply to"} | (labels or {})
        self._n_sent = 0

    async def send(
        self,
        delivery: Delivery,  # noqa: ARG002  the port's shape; a terminal needs nothing of it
        message: Message,
        *,
        edits: str = "",
        replies_to: str = "",
    ) -> Outcome:
        if edits:
            mark = f"#{edits} {self._labels['edit']}"
        else:
            self._n_sent += 1
            mark = f"#{self._n_sent}"
        if replies_to:
            mark += f", {self._labels['reply']} #{replies_to}"
        self._console.print(panel(message, mark))
        return Sent(edits or str(self._n_sent))


def panel(message: Message, mark: str = "") -> Panel:
    """A message as a panel; feed text is never read as markup."""
    colour = _COLOURS[message.tone]
    lines = [_line(message.title), *(_line(line) for line in message.lines)]
    if message.footer:
        footer = _line(message.footer)
        footer.stylize("dim")
        lines.append(footer)
    return Panel(
        Group(*lines), border_style=colour, title=Text(mark, style="dim") if mark else None, title_align="right"
    )


def _line(line: Line) -> Text:
    text = Text()
    for span in line:
        text.append(_printable(span.text), style=_style(span))
    return text


def _style(span: Span) -> str:
    style = _STYLES[span.style]
    return f"{style} link {span.url}" if span.url and " " not in span.url else style


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
