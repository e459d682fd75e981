"""How long answers say that they stay fresh."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sources.net.freshness import max_age_of

DATE = {"Date": "Sun, 19 Jan 2025 12:00:00 GMT"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "max-age=120"}, 120),
        ({"Cache-Control": 'public, Max-Age = "300", must-revalidate'}, 300),
        ({"Cache-Control": "s-maxage=600, max-age=60"}, 60),
        ({"Cache-Control": "max-age=300", "Age": "240"}, 60),
        ({"Cache-Control": "max-age=300", "Age": "soon"}, 300),
        ({"Cache-Control": "max-age=999999999"}, 86_400),
        (DATE | {"Expires": "Sun, 19 Jan 2025 12:15:00 GMT"}, 900),
        (DATE | {"Expires": "Sun, 19 Jan 2025 12:15:00 GMT", "Cache-Control": "max-age=60"}, 60),
    ],
)
def test_max_age_is_what_is_left_of_what_the_headers_say(headers: dict[str, str], seconds: int):
    assert timedelta(seconds=seconds) == max_age_of(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cache-Control": "max-age=0"},
        {"Cache-Control": "no-store, max-age=600"},
        {"Cache-Control": "max-age=600,no-cache"},
        {"Cache-Control": "s-maxage=600"},
        {"Cache-Control": "max-age=-5"},
        {"Cache-Control": "max-age=60", "Age": "90"},
        DATE | {"Expires": "0"},
        DATE | {"Expires": "Sun, 19 Jan 2025 11:00:00 GMT"},
        {"Expires": "Sun, 19 Jan 2025 12:15:00 GMT"},
        {"Expires": "Sun, 19 Jan 2025 12:15:00 GMT", "Date": "Sun, 19 Jan 2025 12:00:00"},
    ],
)
def test_max_age_is_unknown_where_nothing_of_use_is_said(headers: dict[str, str]):
    assert max_age_of(headers) is None
