"""The story that the demo tells: its order, its facts and its traps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.demo.story import FEED_LENGTH, POLL_INTERVAL, Publication, Story, shipped_story
from bot.domain.ids import SourceId
from bot.domain.source import Trust

WHITEHOUSE = SourceId("whitehouse")
ORDERS = {  # when the White House's own pages say each order was first published
    "eo14166": datetime(2025, 1, 21, 1, 10, 27, tzinfo=UTC),
    "eo14258": datetime(2025, 4, 4, 12, 29, 34, tzinfo=UTC),
    "eo14310": datetime(2025, 6, 19, 15, 51, 3, tzinfo=UTC),
    "eo14350": datetime(2025, 9, 16, 18, 15, 13, tzinfo=UTC),
    "eo14352": datetime(2025, 9, 25, 21, 28, 32, tzinfo=UTC),
}


@pytest.fixture(scope="module")
def story() -> Story:
    return shipped_story()


def first_telling(story: Story, event: str, source_id: SourceId | None = None) -> Publication:
    return next(p for p in story.published if p.tells == event and source_id in (None, p.source_id))


@pytest.mark.parametrize(("event", "published_at"), ORDERS.items())
def test_orders_claim_the_dates_of_the_official_pages(story, event, published_at):
    assert first_telling(story, event, WHITEHOUSE).shown_at == published_at


def test_april_order_is_ninth_of_its_feed_and_dated_four_days_back_when_it_appears(story):
    order = first_telling(story, "eo14258", WHITEHOUSE)
    before = story.visible(WHITEHOUSE, order.at - timedelta(seconds=1))
    after = story.visible(WHITEHOUSE, order.at)
    assert order not in before
    assert after.index(order) == 8
    assert (order.at - order.shown_at).days == 4


def test_june_and_september_orders_share_a_title_and_nothing_else(story):
    june, september = (first_telling(story, e, WHITEHOUSE) for e in ("eo14310", "eo14350"))
    assert june.title == september.title
    assert {june.guid, june.link}.isdisjoint({september.guid, september.link})


def test_january_order_is_issued_twice_under_two_guids(story):
    first, second = (p for p in story.published if p.tells == "eo14166" and p.source_id == WHITEHOUSE)
    assert first.link == second.link
    assert first.guid != second.guid


def test_events_come_in_their_true_order(story):
    expected = ["upheld", "dark", "back", "eo14166", "eo14258", "eo14310", "eo14350", "eo14352", "signed", "closed"]
    assert list(dict.fromkeys(p.tells for p in story.published if p.tells)) == expected


def test_supreme_court_decides_on_17_january_and_the_app_goes_dark_the_evening_after(story):
    assert first_telling(story, "upheld").at.date().isoformat() == "2025-01-17"
    assert first_telling(story, "dark").at.isoformat() == "2025-01-18T22:35:00-05:00"
    assert first_telling(story, "back").at.date().isoformat() == "2025-01-19"


def test_going_dark_is_reported_by_several_outlets(story):
    assert len({p.source_id for p in story.published if p.tells == "dark"}) == 4


def test_a_revision_keeps_one_place_with_its_new_title(story):
    first, second = (p for p in story.published if p.link.endswith("/tiktok-back"))
    shown = [p.title for p in story.visible(first.source_id, second.at) if p.guid == first.guid]
    assert shown == [second.title]
    assert second.title != first.title


def test_an_item_without_a_date_is_part_of_the_story(story):
    assert [p.tells for p in story.published if p.shown_at is None] == ["eo14166"]


def test_denied_injunction_stands_in_the_court_feed_at_the_start(story):
    (courts,) = (f for f in story.feeds if f.trust is Trust.COURT)
    assert any("denying" in p.summary for p in story.visible(courts.id, story.start_at))


def test_every_feed_shows_something_at_the_start_and_nothing_that_is_told_later(story):
    shown = {f.id: story.visible(f.id, story.start_at) for f in story.feeds}
    assert all(shown.values())
    assert not any(p.tells for publications in shown.values() for p in publications)


def test_no_feed_grows_beyond_its_length(story):
    end_at = story.stops[-1].at
    assert max(len(story.visible(f.id, end_at)) for f in story.feeds) <= FEED_LENGTH


def test_stops_lie_further_apart_than_polls(story):
    gaps = [later.at - earlier.at for earlier, later in pairwise(story.stops)]
    assert min(gaps) > POLL_INTERVAL * 2


def test_captions_are_in_both_languages(story):
    assert all(set(s.captions) in ({"en", "zh"}, set()) for s in story.scenes)


def test_links_are_examples_or_the_orders_themselves(story):
    others = [p for p in (*story.published, *story.background) if ".example/" not in p.link]
    assert {p.source_id for p in others} == {WHITEHOUSE}
    assert {p.tells for p in others} == set(ORDERS)


def test_outage_covers_a_publication_of_its_outlet(story):
    (outage,) = story.outages
    assert [p.tells for p in story.published if story.is_down(p.source_id, p.at)] == ["dark"]
    assert not story.is_down(outage.source_id, outage.until_at)
