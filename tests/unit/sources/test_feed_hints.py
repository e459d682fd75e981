"""What feeds say about themselves: when to ask again, and which kinds of entries they hold."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.item import FeedHints
from bot.sources import news_feed, pacer_rss
from tests.unit.sources.bodies import rss
from tests.unit.sources.support import spec_for

ITEM = "<item><title>x</title><guid>1</guid></item>"


def hints(head: str) -> FeedHints:
    return news_feed.parse(rss(head + ITEM), spec_for()).hints


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", FeedHints()),
        ("<ttl> 60\n</ttl>", FeedHints(timedelta(hours=1))),
        ("<ttl>0</ttl>", FeedHints()),
        ("<ttl>-5</ttl>", FeedHints()),
        ("<ttl>soon</ttl>", FeedHints()),
        ("<ttl>٦٠</ttl>", FeedHints()),
        ("<ttl>999999999</ttl>", FeedHints(timedelta(days=31))),
        ("<ttl>99999999999999999999</ttl>", FeedHints()),
        (
            "<skipHours><hour>23</hour><hour>2</hour><hour>24</hour><hour>25</hour><hour/></skipHours>",
            FeedHints(skip_hours=(0, 2, 23)),
        ),
        (
            "<skipDays><day>Sunday</day><day> saturday </day><day>Holiday</day><day/></skipDays>",
            FeedHints(skip_days=(5, 6)),
        ),
    ],
)
def test_channel_says_when_to_ask_again(head: str, expected: FeedHints):
    assert expected == hints(head)


def test_hints_behind_the_items_count_as_well():
    assert FeedHints(timedelta(minutes=5)) == news_feed.parse(rss(f"{ITEM}<ttl>5</ttl>"), spec_for()).hints


def test_ttl_of_an_item_is_not_the_feeds():
    assert FeedHints() == news_feed.parse(rss("<item><guid>1</guid><ttl>5</ttl></item>"), spec_for()).hints


def test_court_says_which_kinds_of_entries_it_publishes():
    body = rss(f"<description>Docket entries of type: orders, opinions</description><ttl>10</ttl>{ITEM}")
    parsed = pacer_rss.parse(body, spec_for(kind="pacer_rss"))
    assert ("Docket entries of type: orders, opinions", timedelta(minutes=10)) == (parsed.coverage, parsed.hints.ttl)


def test_what_a_news_feed_says_about_itself_is_no_coverage():
    assert "" == news_feed.parse(rss(f"<description>All the news</description>{ITEM}"), spec_for()).coverage
