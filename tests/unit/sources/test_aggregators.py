"""Feeds of feeds, such as news searches: one report comes again and again under other ids."""

from __future__ import annotations

from bot.domain.item import Item
from bot.pipeline import dedupe
from bot.sources.news_feed import parse
from tests.unit.sources.bodies import rss
from tests.unit.sources.support import spec_for

DAY, NEXT_DAY = "Mon, 05 Oct 2026 18:20:00 GMT", "Tue, 06 Oct 2026 09:00:00 GMT"
TITLE = "Court lifts the ferry ban - The Quay"


def entry(guid: str, title: str = TITLE, date: str = DAY, body: str = "", outlet: str = "The Quay") -> str:
    return (
        f"<item><title>{title}</title><link>https://gathered.example/{guid}</link><guid>{guid}</guid>"
        f"<pubDate>{date}</pubDate><description>{body}</description><source url='https://quay.example'>{outlet}</source>"
        "</item>"
    )


def items(*entries: str) -> tuple[Item, ...]:
    return parse(rss("".join(entries)), spec_for()).items


def test_title_loses_the_outlet_and_the_item_gains_it():
    (item,) = items(entry("a"))
    assert ("Court lifts the ferry ban", ("The Quay",)) == (item.title, item.authors)


def test_report_under_a_new_id_is_not_new_on_the_same_day():
    (first,) = items(entry("a"))
    again = items(entry("b", body=f"{TITLE.replace(' - ', ' ')} and what others wrote"), entry("a"))
    assert () == dedupe.fresh(again, frozenset({first.mark}))


def test_report_of_the_same_title_on_another_day_is_new():
    (first,) = items(entry("a"))
    (later,) = items(entry("c", date=NEXT_DAY))
    assert first.key != later.key


def test_report_of_the_same_title_by_another_outlet_is_another():
    both = items(entry("a"), entry("b", "Court lifts the ferry ban - Harbor Post", outlet="Harbor Post"))
    assert 2 == len({item.key for item in both})


def test_title_that_does_not_end_with_the_outlet_stays():
    (item,) = items(entry("a", "Tides - a column"))
    assert ("Tides - a column", "a", ()) == (item.title, item.key, item.authors)
