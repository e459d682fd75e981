from __future__ import annotations

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.delivery.console_sender import ConsoleSender, panel
from bot.domain.channel import Channel, Platform
from bot.domain.delivery import Delivery, DeliveryState, Sent
from bot.domain.event import Action, AlertLevel, StoryEvent
from bot.domain.ids import DeliveryId, EventId, MatterId, StoryId
from bot.domain.message import Message, Span, Style, Tone
from bot.phrases import LANGUAGES, phrases_for
from tests import make
from tests.unit.render.messages import CASES

EVENT = StoryEvent(
    EventId("e"), MatterId("tiktok"), StoryId("s"), Action.POST, AlertLevel.BREAKING, make.NOON, "first report"
)
DELIVERY = Delivery(
    DeliveryId("d"), EVENT, Channel(Platform.CONSOLE, 1), 1, 1, DeliveryState.PENDING, make.NOON, subscription=None
)
MESSAGE = Message(
    title=(Span("A deadline moved", Style.BOLD),),
    lines=((Span("from here to there"),), (), (Span("Source", url="https://law.example/1"),)),
    footer=(Span("A matter"),),
    tone=Tone.REPRIEVE,
)


def a_console(width: int = 80, *, is_terminal: bool = False) -> tuple[Console, StringIO]:
    out = StringIO()
    return Console(
        file=out, width=width, force_terminal=is_terminal, color_system="truecolor" if is_terminal else None
    ), out


def shown(message: Message, width: int = 80, *, is_terminal: bool = False) -> str:
    console, out = a_console(width, is_terminal=is_terminal)
    console.print(panel(message, "#1"))
    return out.getvalue()


async def test_send_prints_a_card_with_its_number():
    console, out = a_console(40)
    assert Sent("1") == await ConsoleSender(console).send(DELIVERY, MESSAGE)
    assert out.getvalue() == (
        "╭──────────────────────────────────────╮\n"
        "│ A deadline moved                     │\n"
        "│ from here to there                   │\n"
        "│                                      │\n"
        "│ Source                               │\n"
        "│ A matter                             │\n"
        "╰───────────────────────────────── #1 ─╯\n"
    )


async def test_send_counts_its_messages():
    console, _ = a_console()
    sender = ConsoleSender(console)
    assert [Sent("1"), Sent("2")] == [await sender.send(DELIVERY, MESSAGE) for _ in range(2)]


async def test_edit_prints_the_card_again_under_its_number():
    console, out = a_console()
    sender = ConsoleSender(console)
    await sender.send(DELIVERY, MESSAGE)
    assert Sent("1") == await sender.send(DELIVERY, MESSAGE, edits="1")
    assert " #1 · edited ─╯" in out.getvalue()
    assert Sent("2") == await sender.send(DELIVERY, MESSAGE)


async def test_reply_names_the_message_it_answers():
    console, out = a_console()
    sender = ConsoleSender(console)
    await sender.send(DELIVERY, MESSAGE)
    await sender.send(DELIVERY, MESSAGE, replies_to="1")
    assert " #2 · reply to #1 ─╯" in out.getvalue()


async def test_labels_are_in_the_readers_language():
    console, out = a_console()
    await ConsoleSender(console, {"edit": "已更新"}).send(DELIVERY, MESSAGE, edits="1")
    assert " #1 · 已更新 ─╯" in out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 100, 120, 200])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_message_keeps_its_frame_at_any_width(lang: str, width: int):
    widths = {cell_len(line) for case in CASES.values() for line in shown(case(phrases_for(lang)), width).splitlines()}
    assert {min(width, 100)} == widths


def test_feed_text_is_never_read_as_markup():
    assert "[red]now[/red] :boom: [link=x]" in shown(Message(title=(Span("[red]now[/red] :boom: [link=x]"),)))


def test_feed_text_cannot_steer_the_terminal():
    hostile = Message(title=(Span("a\x1b[2J\x07b\rc\u202ed\nf"),))
    assert "│ a[2Jbcd f" in shown(hostile) or "│ a[2Jb cd f" in shown(hostile)


def test_link_is_a_link_where_the_terminal_knows_them():
    assert "https://law.example/1" in shown(MESSAGE, is_terminal=True)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://law.example/\x1b]8;;\x07", "https://ex\u202eample.org/"]
)
def test_address_that_is_none_becomes_no_link(url: str):
    text = shown(Message(title=(Span("Title", url=url),)), is_terminal=True)
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "javascript" not in text


def test_tones_differ_where_there_are_colours():
    texts = {tone: shown(Message(title=(Span("x"),), tone=tone), is_terminal=True) for tone in Tone}
    assert len(set(texts.values())) == len(Tone) - 1, "breaking news and errors share red"


def test_empty_message_is_still_a_card():
    assert 3 == len(shown(Message(title=())).splitlines())
