"""Which addresses may be asked for, and where redirects may lead."""

from __future__ import annotations

import pytest
from yarl import URL

from bot.domain.errors import ForbiddenAddressError, SourceError
from bot.sources.net.locations import location, past_caches, redirected, with_parameters

HERE = URL("https://news.example/a/feed?x=1")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/feed", "https://news.example/feed"),
        ("http://NEWS.example:80/feed#top", "http://news.example/feed"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("https://news.example/?q=\u4e2d", "https://news.example/?q=%E4%B8%AD"),
    ],
)
def test_location_is_what_will_be_asked_for(url: str, expected: str):
    assert expected == str(location(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://user@news.example/",
        "https://user:word@news.example/",
        "https://news.example\\@inner.example/",
        "https://news.example/a b",
        "https://news.example/\r\nX: y",
        " https://news.example/",
        "https://news.example/" + "a" * 5000,
    ],
)
def test_location_is_forbidden_when_programs_could_read_it_differently(url: str):
    with pytest.raises(ForbiddenAddressError) as caught:
        location(url)
    assert caught.value.is_permanent


@pytest.mark.parametrize(
    "url",
    ["", "news.example/feed", "file:///etc/hostname", "ftp://news.example/", "https://", "https://[::1", "gopher:x"],
)
def test_location_is_refused_when_it_is_not_of_the_web(url: str):
    with pytest.raises(SourceError) as caught:
        location(url)
    assert caught.value.is_permanent


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/moved", "https://news.example/moved"),
        ("there", "https://news.example/a/there"),
        ("//other.example/feed", "https://other.example/feed"),
        ("https://other.example/a b", "https://other.example/a%20b"),
    ],
)
def test_redirect_is_read_against_where_it_came_from(target: str, expected: str):
    assert expected == str(redirected(HERE, target))


@pytest.mark.parametrize(
    "target", ["http://news.example/feed", "https://u@news.example/", "https:\\\\inner.example", "/\x00"]
)
def test_redirect_is_forbidden_when_it_is_a_trick(target: str):
    with pytest.raises(ForbiddenAddressError):
        redirected(HERE, target)


def test_redirect_from_http_may_go_either_way():
    here = URL("http://news.example/")
    assert ["http", "https"] == [redirected(here, f"{s}://news.example/feed").scheme for s in ("http", "https")]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.example/x", "https://api.example/x?format=json"),
        ("https://api.example/x?a%5B%5D=%31#top", "https://api.example/x?a%5B%5D=%31&format=json"),
        ("https://api.example/x?format=xml&b=2", "https://api.example/x?b=2&format=json"),
    ],
)
def test_parameters_are_set_and_the_rest_of_an_address_stays_as_written(url: str, expected: str):
    assert expected == with_parameters(url, [("format", "json")])


def test_an_address_past_caches_is_another_each_time_and_holds_one_stamp():
    first = past_caches("https://api.example/x?a=1")
    again = past_caches(first)
    assert (1, 1, False) == (first.count("_="), again.count("_="), first == again)
