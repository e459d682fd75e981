"""Nothing invisible, reordering or broken gets through."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.clean import ELLIPSIS, capped, lines, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  two \t\n  words ", "two words"),
        ("Tik\u200bTok", "TikTok"),
        ("safe\u202e txt.exe", "safe txt.exe"),
        ("a\u00a0b\u3000c", "a b c"),
        ("bell\x07 and null\x00", "bell and null"),
        ("don\x92t \x93quote\x94", "don\u2019t \u201cquote\u201d"),
        ("lone \ud800 half", "lone half"),
        ("soft\u00adhyphen \ufeffmark", "softhyphen mark"),
        ("\u6cd5\u9662 \u88c1\u5b9a", "\u6cd5\u9662 \u88c1\u5b9a"),
        ("cafe\u0301 \U0001f600", "cafe\u0301 \U0001f600"),
        ("Z\u0300\u0301\u0302\u0303algo", "Z\u0300\u0301algo"),
        ("filled\u3164in", "filledin"),
        ("", ""),
    ],
)
def test_one_line_keeps_what_is_seen(text: str, expected: str):
    assert expected == one_line(text, 100)


def test_lines_keep_their_breaks_but_no_empty_ones():
    assert "one two\nthree\nfour" == lines(" one  two \r\n\n \u200b \nthree\rfour\n", 100)


@pytest.mark.parametrize(("text", "expected"), [("12345", "12345"), ("123456", "1234\u2026"), ("123  6", "123\u2026")])
def test_capped_ends_in_an_ellipsis_when_something_is_missing(text: str, expected: str):
    assert expected == capped(text, 5)


@given(st.text(max_size=200), st.integers(1, 50))
def test_no_text_leaves_anything_hidden(text: str, cap: int):
    for cleaned in (one_line(text, cap), lines(text, cap)):
        assert len(cleaned) <= cap
        assert "\u202e" not in cleaned
        hidden = {c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"}
        assert set() == hidden
    assert "\n" not in one_line(text, cap)


def test_ellipsis_is_one_character():
    assert 1 == len(ELLIPSIS)
