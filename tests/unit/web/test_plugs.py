"""Calendar and feeds, as independent parsers read them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from icalendar import Calendar

from bot.domain.deadline import DeadlineStatus
from tests.unit.render.messages import EXTENDED, a_deadline
from tests.unit.web.pages import NOW, ORDER, TIKTOK, Site, hostile, read
from tests.unit.web.test_pages import HOSTILE

THIRD = replace(EXTENDED, version=3, supersedes=2, n_extensions=2, due_at=datetime(2025, 6, 20, 3, 59, tzinfo=UTC))


def only_event(text: str):
    [event] = Calendar.from_ical(text).walk("VEVENT")
    return event


async def test_calendar_holds_the_deadline_in_utc_with_its_document():
    answered = await read("/matter/tiktok.ics")
    event = only_event(answered.text)
    assert "text/calendar; charset=utf-8" == answered.headers["Content-Type"]
    assert (EXTENDED.due_at, "UTC", 2, "CONFIRMED", "https://whitehouse.example/order-1") == (
        event["DTSTART"].dt,
        str(event["DTSTART"].dt.tzinfo),
        event["SEQUENCE"],
        event["STATUS"],
        event["URL"],
    )
    assert "Divest-or-ban deadline · TikTok law" == event["SUMMARY"]


async def test_deadline_that_moves_stays_the_same_appointment_in_a_later_sequence():
    site = Site()
    async with site.open() as reader:
        before = only_event((await reader.get("/matter/tiktok.ics")).text)
        site.move(THIRD)
        site.clock.move(seconds=6)
        after = only_event((await reader.get("/matter/tiktok.ics")).text)
    assert before["UID"] == after["UID"]
    assert [(2, EXTENDED.due_at), (3, THIRD.due_at)] == [(e["SEQUENCE"], e["DTSTART"].dt) for e in (before, after)]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (DeadlineStatus.MET, "CANCELLED"),
        (DeadlineStatus.MOOT, "CANCELLED"),
        (DeadlineStatus.STAYED, "TENTATIVE"),
        (DeadlineStatus.LAPSED, "CONFIRMED"),
    ],
)
async def test_appointment_says_whether_it_still_holds(status: DeadlineStatus, expected: str):
    site = Site(chain=(a_deadline(), EXTENDED, replace(THIRD, status=status)))
    assert expected == only_event((await read("/matter/tiktok.ics", site=site)).text)["STATUS"]


async def test_calendar_of_a_matter_without_deadlines_is_empty():
    site = Site(matters=(replace(TIKTOK, deadlines=()),), chain=())
    assert [] == Calendar.from_ical((await read("/matter/tiktok.ics", site=site)).text).walk("VEVENT")


async def test_calendar_keeps_lines_and_commas_of_strangers_in_their_place():
    odd = replace(EXTENDED, authority="Order, of\nthe; court\r\nBEGIN:VEVENT")
    site = Site(chain=(a_deadline(), odd))
    event = only_event((await read("/matter/tiktok.ics", site=site)).text)
    assert event["DESCRIPTION"].endswith("Order, of the; court BEGIN:VEVENT <https://whitehouse.example/order-1>")


async def test_atom_tells_each_story_once_with_its_document():
    answered = await read("/matter/tiktok/feed.atom")
    feed = feedparser.parse(answered.text.encode())
    assert (False, "atom10", "Reprieve · TikTok law") == (feed.bozo, feed.version, feed.feed.title)
    assert [
        ("urn:reprieve:story:order", "https://whitehouse.example/order-1", "2025-01-21T01:10:00Z"),
        ("urn:reprieve:story:talk", "https://harbor.example/k1", "2025-01-16T20:30:00Z"),
    ] == [(e.id, e.link, e.updated) for e in feed.entries]
    assert "[ORDERED · EXTENSION] Extending the TikTok Enforcement Delay" == feed.entries[0].title
    assert "The deadline moved from Sun, Jan 19, 2025 to Sat, Apr 5, 2025" in feed.entries[0].content[0].value


async def test_json_feed_holds_the_same():
    body = json.loads((await read("/matter/tiktok/feed.json?lang=zh")).text)
    assert ("https://jsonfeed.org/version/1.1", "zh-Hans") == (body["version"], body["language"])
    assert [("urn:reprieve:story:order", ["breaking", "extension", "ordered_or_happened"])] == [
        (item["id"], item["tags"]) for item in body["items"][:1]
    ]


@pytest.mark.parametrize(("level", "expected"), [("", 2), ("?level=notable", 2), ("?level=breaking", 1)])
async def test_feeds_hold_what_is_at_least_as_loud_as_asked_for(level: str, expected: int):
    async with Site().open() as reader:
        atom = feedparser.parse((await reader.get(f"/matter/tiktok/feed.atom{level}")).text.encode())
        made = json.loads((await reader.get(f"/matter/tiktok/feed.json{level}")).text)
    assert [expected, expected] == [len(atom.entries), len(made["items"])]


async def test_level_that_does_not_exist_is_refused():
    answered = await read("/matter/tiktok/feed.atom?level=loud")
    assert (400, "This is no level. Ask for breaking or for notable.") == (
        answered.status,
        json.loads(answered.text)["error"],
    )


async def test_feed_is_the_same_day_after_day_while_nothing_happens():
    site = Site()
    async with site.open() as reader:
        before = await reader.get("/matter/tiktok/feed.atom")
        site.clock.move(days=3)
        after = await reader.get("/matter/tiktok/feed.atom", If_None_Match=before.headers["ETag"])
    assert 304 == after.status


async def test_story_that_grows_is_the_same_entry_updated():
    site = Site()
    async with site.open() as reader:
        site.tell(replace(ORDER, updated_at=NOW + timedelta(seconds=1)))
        feed = feedparser.parse((await reader.get("/matter/tiktok/feed.atom")).text.encode())
    assert [("urn:reprieve:story:order", "2025-01-21T12:00:01Z")] == [(e.id, e.updated) for e in feed.entries[:1]]


@pytest.mark.parametrize("title", HOSTILE)
async def test_hostile_texts_break_no_feed(title: str):
    async with Site(stories=(hostile(title),)).open() as reader:
        feed = feedparser.parse((await reader.get("/matter/tiktok/feed.atom")).text.encode())
        made = json.loads((await reader.get("/matter/tiktok/feed.json")).text)
    assert (False, 1, 1) == (feed.bozo, len(feed.entries), len(made["items"]))
    assert feed.entries[0].title_detail.type == "text/plain"


async def test_feed_names_its_own_address_when_the_public_one_is_known():
    async with Site(public_url="https://watch.example").open() as reader:
        feed = feedparser.parse((await reader.get("/matter/tiktok/feed.atom")).text.encode())
        made = json.loads((await reader.get("/matter/tiktok/feed.json")).text)
    assert "https://watch.example/matter/tiktok/feed.atom" in [link.href for link in feed.feed.links]
    assert "https://watch.example/matter/tiktok/feed.json" == made["feed_url"]


async def test_feed_without_stories_is_still_a_feed():
    site = Site(stories=())
    feed = feedparser.parse((await read("/matter/tiktok/feed.atom", site=site)).text.encode())
    assert (False, []) == (feed.bozo, feed.entries)
