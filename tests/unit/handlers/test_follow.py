"""/follow and /unfollow: a preview, a yes, and a matter that nobody else sees."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.channel import Channel, Platform
from bot.domain.errors import ForbiddenAddressError
from bot.domain.item import Parsed
from bot.store.keys import LIMITS
from tests import make
from tests.unit.handlers.desk import CHANNEL, TIKTOK, Counter, opened

URL = "https://quay.example/feed.xml"
COURT = "https://ecf.cadc.uscourts.gov/n/beam/servlet/TransportRoom?servlet=RSSGenerator"
ORDER = make.item("k1", "Court blocks the ferry ban", published_at=make.NOON - timedelta(days=3))
TALK = make.item("k2", "A morning at the harbor", published_at=make.NOON - timedelta(days=9))
THERE = Channel(Platform.TELEGRAM, -5)
USAGE = "Say what to follow: /follow feed ADDRESS, or /follow docket NUMBER COURT such as 24-1113 cadc."


async def counter_with(url: str = URL, *items: object, **changes: object) -> Counter:
    counter = await opened()
    counter.shelf.at[url] = Parsed(items or (ORDER, TALK), title="The Quay", **changes)  # type: ignore[arg-type]
    return counter


async def followed_id(counter: Counter) -> str:
    (made,) = await counter.store.follows.all()
    return made.id


async def test_follow_shows_what_would_have_come_and_saves_nothing():
    counter = await counter_with()
    assert await counter.ask(f"follow feed {URL}") == (
        "The Quay\n"
        "It lists 2 entries. The oldest is of Mon, Jan 6, 2025.\n"
        "\n"
        "1 alert of the last 30 days would have come here:\n"
        "[REPORTED · INJUNCTION] Court blocks the ferry ban <https://harbor.example/k1>\n"
        "quay.example · Sun, Jan 12, 2025 (7:00 AM Eastern Time)\n"
        f"Nothing is saved yet. To follow it, send /follow feed {URL} yes"
    )
    assert {} == await counter.followed()


async def test_follow_with_a_yes_saves_it():
    counter = await counter_with()
    answer = await counter.ask(f"follow feed {URL} yes")
    made = await followed_id(counter)
    assert "This channel now follows The Quay." == answer.splitlines()[0]
    assert f"/sources {made} shows how it does, /unfollow {made} ends it." == answer.splitlines()[-1]
    assert {made} == set(await counter.followed())


@pytest.mark.parametrize(
    "line",
    [
        f"follow feed {URL} yes",
        f"follow {URL} YES",
        f"follow yes {URL} feed",
        f"关注 订阅源 {URL} 是",
    ],
)
async def test_follow_takes_the_words_in_any_order(line: str):
    counter = await counter_with()
    await counter.ask(line)
    assert 1 == len(await counter.followed())


@pytest.mark.parametrize("line", ["follow docket 24-1113 cadc yes", "follow cadc 24-1113 yes"])
async def test_follow_of_a_docket_saves_its_number_and_court(line: str):
    counter = await counter_with(COURT)
    answer = await counter.ask(line)
    (made,) = await counter.store.follows.all()
    assert ("cadc", "24-1113") == (made.docket.court_id, made.docket.number)
    assert "It lists 2 entries. The oldest is of Mon, Jan 6, 2025. 0 of them are of this docket." in answer


async def test_follow_tells_what_the_court_publishes():
    counter = await counter_with(COURT, coverage="Orders, Opinions")
    assert "It says that it publishes: Orders, Opinions" in await counter.ask("follow docket 24-1113 cadc")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("follow feed quay", "This is no web address. Give it in full, with https:// and without a user name."),
        (
            "follow feed https://ecf.cadc.uscourts.gov/n/beam/servlet/TransportRoom?servlet=RSSGenerator",
            "This feed holds every case of a court. Follow a single one: /follow docket NUMBER COURT",
        ),
        (
            "follow docket 24-1113 narnia",
            "I know no such court. Name it as CourtListener does, such as dcd, nysd, ca9 or cadc.",
        ),
        (
            "follow docket 24-656 scotus",
            (
                "The Supreme Court does not want robots to read its dockets. "
                "Whoever runs this bot may open them with a pack."
            ),
        ),
        (
            "follow docket 1113 cadc",
            "This is no docket number. Write it as the court does, such as 1:25-cv-00400 or 24-1113.",
        ),
        (
            "follow feed https://gone.example/feed",
            "I cannot follow this, for I cannot read it: gone.example: it has nothing there (404).",
        ),
        ("follow docket 24-1113", USAGE),
        ("follow feed", USAGE),
        ("follow some feed or other please", USAGE),
    ],
)
async def test_follow_refuses_with_what_would_be_right(line: str, said: str):
    counter = await opened()
    assert said == await counter.ask(line)
    assert {} == await counter.followed()


async def test_follow_of_a_private_address_says_what_the_guard_says():
    counter = await opened()
    counter.shelf.at["http://10.0.0.7/feed"] = ForbiddenAddressError("10.0.0.7: it leads to no public address.")
    assert "10.0.0.7: it leads to no public address." in await counter.ask("follow feed http://10.0.0.7/feed yes")


async def test_follow_without_words_lists_what_the_channel_follows_of_its_own():
    counter = await counter_with()
    assert (
        f"What this channel follows of its own\nThis channel follows no feed and no docket of its own.\n\n{USAGE}"
        == (await counter.ask("follow"))
    )
    await counter.ask(f"follow {URL} yes")
    assert f"{await followed_id(counter)} The Quay" in await counter.ask("follow")


async def test_follow_is_for_managers():
    counter = await counter_with()
    answer = await counter.ask(f"follow {URL} yes", is_manager=False)
    assert answer.startswith("Only those who manage this channel may do this.")
    assert {} == await counter.followed()


async def test_follow_needs_the_rights_to_tell_of_it():
    counter = await counter_with()
    assert "I lack rights" in await counter.ask(f"follow {URL} yes", missing=["send_messages"])


async def test_follow_of_one_too_many_is_refused():
    counter = await opened()
    urls = [f"https://quay{n}.example/feed" for n in range(LIMITS["follows_of_channel"] + 1)]
    counter.shelf.at = {url: Parsed((ORDER,)) for url in urls}
    answers = [await counter.ask(f"follow {url} yes", user_id=n) for n, url in enumerate(urls)]
    assert ["There is no room for one more: end another with /unfollow, or ask whoever runs this bot."] == [
        a for a in answers if "now follows" not in a
    ]


async def test_followed_matter_is_known_in_its_channel_alone():
    counter = await counter_with()
    await counter.ask(f"follow {URL} yes")
    made = await followed_id(counter)
    assert (await counter.ask(f"status {made}")).startswith("The Quay\n")
    for line in (f"status {made}", "status The Quay", f"subscribe {made}", f"sources {made}", f"latest {made}"):
        assert "I do not know" in await counter.ask(line, channel=THERE)
    assert "Quay" not in await counter.ask("help", channel=THERE) + await counter.ask("follow", channel=THERE)


async def test_subscribe_changes_the_level_of_a_follow():
    counter = await counter_with()
    await counter.ask(f"follow {URL} yes")
    await counter.ask(f"subscribe {await followed_id(counter)} breaking")
    assert ["breaking"] == [s.level for s in (await counter.followed()).values()]


@pytest.mark.parametrize("named", ["{id}", "The Quay", "the quay", URL, ""])
async def test_unfollow_ends_what_is_named(named: str):
    counter = await counter_with()
    await counter.ask(f"follow {URL} yes")
    answer = await counter.ask(f"unfollow {named.format(id=await followed_id(counter))}".rstrip())
    assert "This channel no longer follows The Quay." == answer
    assert ({}, []) == (await counter.followed(), await counter.store.follows.all())


async def test_unfollow_asks_which_of_several():
    counter = await counter_with()
    counter.shelf.at["https://pier.example/feed"] = Parsed((ORDER,), title="The Pier")
    await counter.ask(f"follow {URL} yes")
    await counter.ask("follow https://pier.example/feed yes")
    answer = await counter.ask("unfollow")
    assert answer.startswith("Please name one: ~")
    assert "(The Quay)" in answer
    assert 2 == len(await counter.followed())


async def test_unfollow_leaves_the_matters_of_packs_alone():
    counter = await counter_with()
    await counter.follow(TIKTOK)
    assert "This channel follows no feed and no docket of its own." in await counter.ask("unfollow tiktok")
    assert {TIKTOK.id} == set(await counter.followed())


async def test_unfollow_from_another_channel_changes_nothing():
    counter = await counter_with()
    await counter.ask(f"follow {URL} yes")
    await counter.ask(f"unfollow {await followed_id(counter)}", channel=THERE)
    assert 1 == len(await counter.followed(CHANNEL))


async def test_unsubscribe_ends_a_follow_with_its_subscription():
    counter = await counter_with()
    await counter.ask(f"follow {URL} yes")
    await counter.ask(f"unsubscribe {await followed_id(counter)}")
    assert [] == await counter.store.follows.all()
