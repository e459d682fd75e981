from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import Message, Span, Style
from bot.render.plain_format import plain, visible


def test_plain_is_one_line_a_line():
    message = Message(
        title=(Span("One"),), lines=((Span("two "), Span("three")), (), (Span("four"),)), footer=(Span("five"),)
    )
    assert "One\ntwo three\n\nfour\nfive" == plain(message)


def test_plain_shows_an_address_where_it_is_first_linked():
    link = Span("Wire", url="https://wire.example/1")
    assert "Wire <https://wire.example/1>\nWire" == plain(Message(title=(link,), lines=((link,),)))


def test_plain_marks_what_is_struck_out():
    assert "~~Jan 19~~ Apr 5" == plain(Message(title=(Span("Jan 19", Style.STRIKE), Span(" Apr 5"))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a ", " a "),
        ("a\nb", "a b"),
        ("  ", " "),
        ("", ""),
        ("\u200b", " "),
        ("a\x1b[31mb", "a[31mb"),
        ("a\u202eb", "ab"),
        ("中文，内容", "中文，内容"),
    ],
)
def test_visible_keeps_what_can_be_seen(text: str, expected: str):
    assert expected == visible(text)


@given(st.lists(st.text(), min_size=1, max_size=4), st.text())
def test_plain_has_as_many_lines_as_the_message_whatever_the_texts(texts: list[str], url: str):
    message = Message(title=(Span("t"),), lines=tuple((Span(text, url=url),) for text in texts))
    assert len(texts) + 1 == len(plain(message).split("\n"))
