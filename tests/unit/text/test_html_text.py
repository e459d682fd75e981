"""What a reader would see of a piece of HTML."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.html_text import text_from


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("plain", "plain"),
        ("AT&amp;T &#8217; &eacute; &unknown;", "AT&T \u2019 \u00e9 &unknown;"),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("Tik<b>Tok</b>", "TikTok"),
        ("a<br>b<BR/>c<br />d", "a\nb\nc\nd"),
        ("<ul><li>one<li>two</ul>after", "one\ntwo\nafter"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("before<script>if (a < b) alert('</p>')</script>after", "beforeafter"),
        ("x<style>p{color:red}</style>y<!-- no <b>this</b> -->z", "xyz"),
        ("open<script>never closed <p>text", "open"),
        ("open<!-- never closed <p>text", "open"),
        ('<img alt="a > b" src=x>seen', "seen"),
        ("<a title='it's \"odd\"'>link</a>", "link"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("&lt;b&gt; stays literal", "<b> stays literal"),
        ("<o:p>word</o:p><custom-tag a=1>inside</custom-tag>", "wordinside"),
        ("<pre>one\ntwo</pre>", "one two"),
        ("<prefix>not a block</prefix>", "not a block"),
        ("<!DOCTYPE html><?xml version='1.0'?>text", "text"),
        ("", ""),
    ],
)
def test_markup_becomes_what_is_seen(markup: str, expected: str):
    assert expected == text_from(markup, 200)


def test_long_markup_is_read_until_the_cap_is_full():
    markup = "<i class='a very long attribute that is not text at all'></i>" * 5_000 + "the end"
    assert "the end" == text_from(markup, 100)
    assert 100 == len(text_from("word " * 100_000 + "<b>", 100))


@given(st.text(alphabet="<>/!-pabrscit \"'&;=", max_size=200))
def test_no_element_that_runs_or_hides_survives(markup: str):
    assert "<script" not in text_from(f"<script>{markup}", 500).lower()


@pytest.mark.parametrize(
    "unit", ["<", "<a ", '<a "', "<a '\"", "<!--", "<script>", "</", "<p", "&", "&lt", "<a b=\"'>", "<!"]
)
def test_no_markup_is_slow(unit: str):
    markup = unit * (200_000 // len(unit))
    began = time.process_time()
    text_from(markup, 8_000)
    assert time.process_time() - began < 0.5
