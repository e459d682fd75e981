"""What the spectator reads beside the messages, and the closing table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from bot.demo.feed_server import Served
from bot.demo.screen import Screen
from bot.demo.story import shipped_story
from bot.demo.summary import Performance, summary

STORY = shipped_story()


def screen(lang: str = "en") -> Screen:
    return Screen(Console(file=StringIO(), width=100), STORY, lang)


def text_of(shown: Screen) -> str:
    return shown.console.file.getvalue()  # type: ignore[attr-defined]


def published(link_end: str):
    return next(p for p in STORY.published if p.link.endswith(link_end))


def test_incoming_item_shows_new_york_time_outlet_and_title():
    shown = screen()
    shown.incoming(published("/court/tiktok-upheld"), is_down=False)
    expected = "  17 Jan 10:02 Harbor Wire     Supreme Court upholds TikTok divest-or-ban law"
    assert text_of(shown).rstrip() == expected


@pytest.mark.parametrize(
    ("link_end", "note"),
    [
        ("/2025/04/extending-the-tiktok-enforcement-delay/", "[dated 04 Apr 08:29]"),
        ("/politics/tiktok-75-days", "[no date]"),
    ],
)
def test_odd_date_of_an_item_is_pointed_out(link_end, note):
    shown = screen()
    shown.incoming(published(link_end), is_down=False)
    assert note in text_of(shown)


def test_outlet_that_is_down_is_pointed_out():
    shown = screen()
    shown.incoming(published("/live/tiktok-blackout"), is_down=True)
    assert "[cannot be reached]" in text_of(shown)


def test_chinese_screen_writes_dates_the_chinese_way():
    assert screen("zh").date(datetime(2025, 4, 8, 12, 42, tzinfo=UTC)) == " 4月 8日 08:42"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_caption_fits_two_lines_of_eighty(lang):
    cells = {s.captions[lang]: Console().measure(s.captions[lang]).maximum for s in STORY.scenes if s.captions}
    assert [caption for caption, n in cells.items() if n > 150] == []


def test_summary_holds_the_moves_and_the_figures():
    shown = screen()
    performance = Performance(
        first_day=date(2025, 1, 19),
        moves=[date(2025, 4, 5)],
        tellings=[],
        served=Served(n_polls=12, n_unchanged=9, n_failed=1),
        n_items=30,
        n_duplicates=20,
        story_time=timedelta(days=373),
        real_s=41.4,
    )
    shown.console.print(summary(performance, shown.words, shown.date))
    written = text_of(shown)
    assert "2025-01-19 → 2025-04-05" in written
    assert "12 over HTTP: 9 unchanged (304), 1 refused (503)" in written
    assert "373 days in 41 seconds" in written
