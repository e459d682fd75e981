"""Addresses, absolute for showing and canonical for comparing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.urls import absolute, canonical

BASE = "https://news.example/feeds/all.xml"


@pytest.mark.parametrize(
    ("url", "bases", "expected"),
    [
        ("https://a.example/x", (), "https://a.example/x"),
        (" HTTP://a.example/x ", (), "HTTP://a.example/x"),
        ("/x", (BASE,), "https://news.example/x"),
        ("x?y=1", (BASE,), "https://news.example/feeds/x?y=1"),
        ("//b.example/x", (BASE,), "https://b.example/x"),
        ("2", ("/archive/", BASE), "https://news.example/archive/2"),
        ("x", ("", BASE), "https://news.example/feeds/x"),
        ('https://a.example/a b"c', (), "https://a.example/a%20b%22c"),
        ("https://a.example/@user", (), "https://a.example/@user"),
        ("https://a.example/\u6587", (), "https://a.example/\u6587"),
        ("", (BASE,), ""),
        ("/x", (), ""),
        ("javascript:alert(1)", (BASE,), ""),
        ("mailto:a@b.example", (BASE,), ""),
        ("data:text/html,x", (BASE,), ""),
        ("https://user:word@a.example/", (), ""),
        ("https://a.example\\@b.example/", (), ""),
        ("http://[::1", (BASE,), ""),
        ("https://", (), ""),
        ("https://a.example/" + "x" * 5000, (), ""),
    ],
)
def test_absolute_is_an_address_of_the_web_or_nothing(url: str, bases: tuple[str, ...], expected: str):
    assert expected == absolute(url, *bases)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/a",
        "http://www.news.example:80/a/",
        "HTTPS://NEWS.example:443/a?utm_source=rss&utm_medium=x",
        "https://news.example/a?fbclid=1#xtor=RSS-1",
        " https://news.example/a/?gclid=1&ref=home ",
    ],
)
def test_addresses_of_one_page_are_one(url: str):
    assert "https://news.example/a" == canonical(url)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a", "https://news.example/b"),
        ("https://news.example/?p=1", "https://news.example/?p=2"),
        ("https://court.example/docket#entry-1", "https://court.example/docket#entry-2"),
        ("https://news.example:8080/a", "https://news.example/a"),
        ("https://news.example/A", "https://news.example/a"),
    ],
)
def test_addresses_of_two_pages_stay_two(one: str, other: str):
    assert canonical(one) != canonical(other)


def test_parameters_are_sorted_and_kept_when_they_say_what_page():
    assert "https://mp.weixin.qq.com/s?__biz=a%3D&mid=1" == canonical(
        "https://mp.weixin.qq.com/s?mid=1&scene=27&__biz=a%3D"
    )
    assert "https://news.example/s?scene=27" == canonical("https://news.example/s?scene=27")


@pytest.mark.parametrize("text", ["", "not an address", "urn:uuid:1", "https://[::1", "https://a.example:port/"])
def test_what_is_no_address_stays_as_it_is(text: str):
    assert text == canonical(text)


def test_blanks_before_a_dropped_end_are_dropped_with_it():
    assert canonical("https://news.example/a / #utm_source=x") == "https://news.example/a"


@given(st.one_of(st.text(max_size=60), st.text(alphabet="/ #?&=a.;%+\x1f\x85\u2003\t", max_size=12)))
def test_canonical_of_canonical_is_itself(text: str):
    once = canonical(f"https://news.example/{text}")
    assert once == canonical(once)
