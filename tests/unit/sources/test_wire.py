"""What crosses the pipe to the parsing child."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from bot.domain.errors import MalformedError
from bot.domain.ids import ItemKey
from bot.domain.item import FeedHints, Item, Parsed, Problem
from bot.sources.wire import decode_parsed, decode_request, encode_parsed, encode_request
from tests.unit.sources.support import NOON, spec_for

WHOLE = Parsed(
    (
        Item(
            ItemKey("k"),
            "\u6807\u9898 \U0001f600",
            "https://a.example/",
            "two\nlines",
            NOON,
            ("A", "B"),
            ("fr/1",),
            date(2025, 1, 17),
        ),
        Item(ItemKey("l"), "", ""),
    ),
    (Problem("item 2", "it says nothing"),),
    "title",
    FeedHints(timedelta(minutes=15), (0, 23), (6,)),
    "orders, opinions",
)


def test_parse_result_crosses_unchanged():
    assert WHOLE == decode_parsed(encode_parsed(WHOLE))


def test_request_crosses_unchanged():
    assert ("whitehouse", spec_for(kind="whitehouse")) == decode_request(
        encode_request("whitehouse", spec_for(kind="whitehouse"))
    )


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        [[], []],
        [[["k", "t", "u", "s", None]], [], "", "", None, [], []],
        [[["k", 1, "u", "s", None, [], [], None]], [], "", "", None, [], []],
        [[["k", "t", "u", "s", "soon", [], [], None]], [], "", "", None, [], []],
        [[["k", "t", "u", "s", None, [1], [], None]], [], "", "", None, [], []],
        [[["k", "t", "u", "s", None, [], [None], None]], [], "", "", None, [], []],
        [[["k", "t", "u", "s", None, [], [], "17 January"]], [], "", "", None, [], []],
        [[], [["item"]], "", "", None, [], []],
        [[], [], 7, "", None, [], []],
        [[], [], "", 7, None, [], []],
        [[], [], "", "", "soon", [], []],
        [[], [], "", "", 1e300, [], []],
        [[], [], "", "", None, ["noon"], []],
        [[], [], "", "", None, [], None],
        [[], [], "", "", None, []],
    ],
)
def test_what_is_no_parse_result_is_refused(value: object):
    with pytest.raises(MalformedError):
        decode_parsed(json.dumps(value).encode())


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xff"])
def test_what_is_no_json_is_refused(data: bytes):
    with pytest.raises(MalformedError):
        decode_parsed(data)
