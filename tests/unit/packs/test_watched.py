"""What a follow would have told, and how it joins what is watched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.channel import Channel, Platform
from bot.domain.errors import SourceError, UnfollowableError
from bot.domain.event import AlertLevel
from bot.domain.item import Item, Parsed
from bot.domain.matter import Docket, Follow
from bot.domain.source import Trust, Validators
from bot.domain.subscription import Subscription
from bot.loops.compose import Composed, Composer
from bot.loops.deliver import FanOutWorker
from bot.loops.ingest import Ingest
from bot.loops.poll import Poller
from bot.loops.supervise import Crew
from bot.metrics import Metrics
from bot.packs.watched import Follows, Matters
from bot.phrases import phrases_for
from bot.render.plain_format import plain
from bot.store.memory.store import MemoryStore
from tests import make
from tests.fakes.clock import StandingClock
from tests.fakes.follows import follows_over
from tests.fakes.sources import Shelf

HERE = Channel(Platform.DISCORD, 7)
THERE = Channel(Platform.TELEGRAM, -5)
URL = "https://quay.example/feed.xml"
COURT = "https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl"


class Office:
    """Follows over a shelf, and the matters that they join."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.shelf = Shelf()
        self.watched = Matters((make.matter(),))
        self.follows: Follows = follows_over(self.store, self.watched.packs, StandingClock(), self.shelf, self.watched)

    def shelve(self, *items: Item, url: str = URL, **changes: object) -> None:
        self.shelf.at[url] = Parsed(items, **changes)  # type: ignore[arg-type]

    async def began(self, place: str | Docket = URL, channel: Channel = HERE) -> Follow:
        made = (await self.follows.preview(channel, place, "UTC")).follow
        subscription = Subscription(channel, made.id, AlertLevel.NOTABLE, "en", "UTC", make.NOON)
        assert await self.follows.begin(made, subscription)
        return made


def order(key: str, days_ago: float, title: str = "Court blocks the ferry ban") -> Item:
    return make.item(key, title, published_at=make.NOON - timedelta(days=days_ago))


def entry(number: str, key: str, text: str) -> Item:
    url = f"https://ecf.dcd.uscourts.gov/doc1/{key}"
    return make.item(key, f"{number} Quay v. Harbor", url=url, summary=text)


async def test_preview_counts_what_would_have_been_told():
    office = Office()
    talk = make.item("talk", "A morning at the harbor", published_at=make.NOON - timedelta(days=2))
    office.shelve(order("new", 3), talk, order("old", 12, "Court lifts the ferry ban"), title="The Quay")
    preview = await office.follows.preview(HERE, URL, "UTC")
    assert (3, 3, ["new", "old"]) == (
        preview.n_read,
        preview.n_own,
        [s.primary.item_key for s in preview.stories],
    )
    assert "The Quay" == preview.follow.name


async def test_preview_looks_back_thirty_days():
    office = Office()
    office.shelve(order("new", 29), order("old", 31), order("undated", 0))
    preview = await office.follows.preview(HERE, URL, "UTC")
    assert (3, 2) == (preview.n_read, preview.n_own)
    assert make.NOON - timedelta(days=31) == preview.oldest_at


async def test_preview_joins_reports_of_one_event_as_the_alert_would():
    office = Office()
    office.shelve(order("second", 2.9, "Judge blocks ferry ban"), order("first", 3))
    preview = await office.follows.preview(HERE, URL, "UTC")
    assert [2] == [len(s.reports) for s in preview.stories]


async def test_preview_saves_nothing():
    office = Office()
    office.shelve(order("new", 1))
    await office.follows.preview(HERE, URL, "UTC")
    assert ([], 1) == (await office.store.follows.all(), len(office.watched))


async def test_preview_of_a_docket_is_of_its_entries_alone():
    office = Office()
    office.shelve(
        entry("1:25-cv-00400", "k1", "ORDER granting preliminary injunction"),
        entry("1:25-cv-00401", "k2", "ORDER granting preliminary injunction"),
        url=COURT,
        coverage="orders",
    )
    preview = await office.follows.preview(HERE, Docket("dcd", "1:25-cv-400-ABC"), "UTC")
    assert (2, 1, ["k1"]) == (preview.n_read, preview.n_own, [s.primary.item_key for s in preview.stories])
    assert ("1:25-cv-00400 Quay v. Harbor", "orders") == (preview.follow.name, preview.coverage)


async def test_preview_of_a_docket_without_entries_is_named_by_its_number():
    office = Office()
    office.shelve(url=COURT)
    preview = await office.follows.preview(HERE, Docket("dcd", "1:25-cv-00400"), "UTC")
    assert "1:25-cv-00400 (dcd)" == preview.follow.name


async def test_preview_tells_a_chinese_feed_by_its_titles():
    office = Office()
    office.shelve(order("k1", 1, "法院叫停渡轮禁令"), order("k2", 2, "港口早晨"), order("k3", 2, "Ferry"))
    assert "zh" == (await office.follows.preview(HERE, URL, "UTC")).follow.source.lang


async def test_preview_of_what_cannot_be_read_says_why():
    with pytest.raises(SourceError):
        await Office().follows.preview(HERE, URL, "UTC")
    with pytest.raises(UnfollowableError):
        await Office().follows.preview(HERE, "quay", "UTC")


async def test_begun_follow_is_watched_beside_the_packs():
    office = Office()
    office.shelve(order("k1", 1), title="The Quay")
    made = await office.began()
    assert [make.matter().id, made.id] == [m.id for m in office.watched]
    assert [made.source] == [s.spec for s in office.follows.sources()]
    assert (True, [made]) == (office.watched[1].takes_all, office.follows.find({made.id}))


async def test_two_channels_follow_one_feed_each_as_a_matter_of_its_own():
    office = Office()
    office.shelve(order("k1", 1))
    first, second = await office.began(), await office.began(channel=THERE)
    assert first.id != second.id
    assert 1 == len(office.follows.sources())


async def test_address_of_a_pack_is_read_as_the_pack_reads_it():
    office = Office()
    pack = make.source("gov", Trust.OFFICIAL, kind="whitehouse")
    office.watched.packs = (make.matter(sources=(pack,)),)
    office.follows = follows_over(office.store, office.watched.packs, StandingClock(), office.shelf, office.watched)
    office.shelve(order("k1", 1), url=pack.url)
    made = await office.began(pack.url)
    assert (pack.id, Trust.OFFICIAL) == (made.source.id, made.source.trust)


async def test_ended_follow_is_watched_no_more():
    office = Office()
    office.shelve(order("k1", 1))
    made = await office.began()
    assert await office.follows.end(HERE, made.id)
    assert ([], [], 1) == (office.follows.sources(), office.follows.find({made.id}), len(office.watched))


async def test_refresh_finds_what_another_process_began():
    office = Office()
    office.shelve(order("k1", 1))
    made = await office.began()
    other = follows_over(office.store, (), StandingClock())
    await other.refresh()
    assert [made] == other.find({made.id})


async def test_news_of_a_follow_goes_to_its_channel_alone():
    office = Office()
    office.shelve(order("old", 1), title="The Quay")
    await office.began()
    clock, metrics = StandingClock(), Metrics()
    ingest = Ingest(office.store.items, office.watched, clock, metrics, lambda: None)
    (source,) = office.follows.sources()
    await office.store.subscriptions.subscribe(
        Subscription(THERE, make.matter().id, AlertLevel.NOTABLE, "en", "UTC", make.NOON)
    )
    for items in ((order("old", 1),), (order("new", 0, "Court upholds the ferry law"), order("old", 1))):
        await ingest.take(source.spec, Parsed(items), Validators(), clock.now())
    fan_out = FanOutWorker(office.store.outbox, office.store.subscriptions)
    await fan_out.work()
    told = []
    composer = Composer(office.watched, office.store.items, office.store.deadlines, phrases_for, clock)
    while delivery := await office.store.outbox.claim():
        composed = await composer.compose(delivery)
        assert isinstance(composed, Composed)
        told.append((delivery.channel, plain(composed.message).splitlines()[0]))
        await office.store.outbox.ack(delivery, str(len(told)))
    assert [HERE, HERE] == [channel for channel, _ in told]
    assert ["new", "old"] == sorted(title.rpartition("/")[2].rstrip(">") for _, title in told)


async def test_poller_asks_what_it_is_told_to_watch_and_no_more():
    office = Office()
    office.shelve(order("k1", 1))
    made = await office.began()
    clock, metrics = StandingClock(), Metrics()
    ingest = Ingest(office.store.items, office.watched, clock, metrics, lambda: None)
    async with Crew(metrics) as crew:
        poller = Poller([], office.store.items, ingest, crew, clock, metrics)
        poller.watch(office.follows.sources())
        await poller.tick()
        await crew.settle("poll", within_s=5)
        first = (await office.store.items.source_states([made.source.id]))[made.source.id]
        poller.watch([])
        clock.move(days=1)
        await poller.tick()
        await crew.settle("poll", within_s=5)
        second = (await office.store.items.source_states([made.source.id]))[made.source.id]
    assert (make.NOON, make.NOON) == (first.last_ok_at, second.last_ok_at)
