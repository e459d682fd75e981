"""Pushed events through the chain: one entry, told once, whichever way and however often it comes."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.domain.errors import MalformedError, StoreError
from bot.domain.event import AlertLevel
from bot.domain.matter import Docket, KnownDocket
from bot.domain.plan import Plan
from bot.domain.source import Trust
from bot.domain.subscription import Subscription
from bot.loops.ingest import Ingest
from bot.loops.receive import Receiver
from bot.sources.courtlistener.docket_feed import KIND
from bot.sources.courtlistener.events import Events
from bot.sources.courtlistener.known import Dockets
from tests import make
from tests.unit.loops.engine import CHANNEL, Engine
from tests.unit.sources import courtlistener_events as sent

FEED = f"https://www.courtlistener.com/docket/{sent.DOCKET_ID}/feed/"
DOCKET = make.source("docket", Trust.COURT, kind=KIND.name, url=FEED, outlet="District of Harbor")
PACER = make.source("pacer", Trust.COURT, kind="pacer_rss", url="https://ecf.hbd.uscourts.gov/rss")
MATTER = make.matter(sources=(DOCKET, PACER), dockets=(Docket("hbd", "1:25-cv-00417"),))
KNOWN = KnownDocket(str(sent.DOCKET_ID), "hbd", "1:25-cv-00417", "Larkspur & Finch LLC v. Harbor Ferries")
STAY = "ORDER granting 14 Motion to Stay. The rule is STAYED pending appeal."


@dataclass
class Bench:
    """The engine with a way in. `events` of a push are counted by what was sent."""

    engine: Engine = field(default_factory=lambda: Engine(MATTER))

    def __post_init__(self) -> None:
        self.dockets = Dockets([MATTER])
        self.dockets.learn(KNOWN)

    def ingest(self) -> Ingest:
        engine = self.engine
        return Ingest(engine.store.items, [MATTER], engine.clock, engine.metrics, lambda: None)

    def receiver(self, ingest: Ingest | None = None) -> Receiver:
        engine = self.engine
        return Receiver(Events(self.dockets), ingest or self.ingest(), engine.store.pushes, engine.metrics)

    async def push(self, *rows: dict[str, object], key: str = "k1") -> list[str]:
        await self.receiver().take(key, sent.docket_alert(*rows))
        return await self.engine.step()

    async def poll(self, number: int, text: str) -> list[str]:
        pushed = Events(self.dockets).read(sent.docket_alert(sent.row(number, text))).pushes[0]
        await self.engine.take(DOCKET, *pushed.parsed.items)
        return await self.engine.step()


@pytest.fixture
async def bench() -> Bench:
    bench = Bench()
    await bench.engine.open()
    await bench.engine.step()
    return bench


async def test_pushed_order_is_told(bench: Bench):
    (title,) = await bench.push(sent.row(text=STAY))
    assert "1:25-cv-00417 Larkspur & Finch LLC v. Harbor Ferries: ORDER granting 14 Motion to Stay" in title


async def test_push_before_the_first_poll_is_news_and_the_first_poll_stays_silent():
    bench = Bench()
    await bench.engine.store.subscriptions.subscribe(
        Subscription(CHANNEL, MATTER.id, AlertLevel.NOTABLE, "en", MATTER.zone, make.NOON)
    )
    assert len(await bench.push(sent.row(text=STAY))) == 1
    assert await bench.poll(21, STAY) == []


async def test_same_entry_by_feed_after_the_webhook_is_nothing_new(bench: Bench):
    await bench.push(sent.row(text=STAY))
    assert await bench.poll(21, STAY) == []


async def test_same_entry_by_webhook_after_the_feed_is_nothing_new(bench: Bench):
    assert len(await bench.poll(21, STAY)) == 1
    assert await bench.push(sent.row(text=STAY)) == []


async def test_same_entry_by_another_feed_of_the_court_joins_its_story(bench: Bench):
    await bench.push(sent.row(text=STAY))
    same = {"summary": "Order on Motion to Stay", "aliases": ("hbd/1:25-cv-00417/doc/08801200345",)}
    url = "https://ecf.hbd.uscourts.gov/doc1/08801200345"
    await bench.engine.take(PACER, make.item("p1", "1:25-cv-00417 Larkspur v. Harbor", url=url, **same))
    stories = await bench.engine.store.items.latest(MATTER.id, 9)
    assert [{"docket", "pacer"}] == [{r.source_id for r in story.reports} for story in stories]


async def test_replayed_event_is_not_read_again(bench: Bench):
    await bench.push(sent.row(text=STAY))
    assert await bench.push(sent.row(22, STAY)) == []
    assert bench.engine.metrics.counted("pushes", kind="repeated") == 1


async def test_event_without_a_key_that_is_repeated_finds_everything_seen(bench: Bench):
    assert [1, 0] == [len(await bench.push(sent.row(text=STAY), key="")) for _ in range(2)]


async def test_stub_is_told_when_its_text_arrives(bench: Bench):
    assert await bench.push(sent.row(text="", recap_documents=[])) == []
    assert len(await bench.push(sent.row(text=STAY), key="k2")) == 1
    assert await bench.poll(21, STAY) == []


async def test_text_that_says_more_than_its_stub_joins_the_same_story(bench: Bench):
    await bench.push(sent.row(text="", recap_documents=[sent.document(text="Motion to Stay")]))
    await bench.push(sent.row(text="MOTION to Stay pending appeal by HARBOR FERRIES."), key="k2")
    (story,) = await bench.engine.store.items.latest(MATTER.id, 9)
    assert [f"{sent.DOCKET_ID}/entry-21"] == [r.item_key for r in story.reports]


class DyingIngest(Ingest):
    """Dies after the commit, before anybody hears of it."""

    async def push(self, *args: object) -> Plan:
        await super().push(*args)  # type: ignore[arg-type]
        raise StoreError("the process is gone")


async def test_death_between_commit_and_answer_loses_and_doubles_nothing(bench: Bench):
    engine = bench.engine
    dying = DyingIngest(engine.store.items, [MATTER], engine.clock, engine.metrics, lambda: None)
    with pytest.raises(StoreError):
        await bench.receiver(dying).take("k1", sent.docket_alert(sent.row(text=STAY)))
    assert not await engine.store.pushes.is_taken("courtlistener", "k1")
    assert [1, 0] == [len(await bench.push(sent.row(text=STAY))) for _ in range(2)]


async def test_event_is_not_taken_before_all_of_it_is_stored(bench: Bench):
    store, committed = bench.engine.store, []

    class Watching(Ingest):
        async def push(self, *args: object) -> Plan:
            committed.append(await store.pushes.is_taken("courtlistener", "k1"))
            return await super().push(*args)  # type: ignore[arg-type]

    engine = bench.engine
    watching = Watching(store.items, [MATTER], engine.clock, engine.metrics, lambda: None)
    await bench.receiver(watching).take("k1", sent.docket_alert(sent.row(text=STAY)))
    assert ([False], True) == (committed, await store.pushes.is_taken("courtlistener", "k1"))


async def test_what_is_no_event_is_not_remembered(bench: Bench):
    with pytest.raises(MalformedError):
        await bench.receiver().take("k1", {"hello": 1})
    assert not await bench.engine.store.pushes.is_taken("courtlistener", "k1")


async def test_unwatched_docket_changes_nothing_and_is_taken(bench: Bench):
    assert await bench.push(sent.row(text=STAY, docket=9)) == []
    assert await bench.engine.store.pushes.is_taken("courtlistener", "k1")


async def test_operator_is_warned_of_alerts_that_were_switched_off(bench: Bench, capsys: pytest.CaptureFixture[str]):
    await bench.receiver().take("k1", sent.event(4, {"disabled_alerts": [{"docket": 1}]}))
    assert "https://www.courtlistener.com/docket/1/-/" in capsys.readouterr().out


async def test_event_that_was_cut_short_is_completed_by_its_repetition(bench: Bench):
    class Tiring(Ingest):
        n_left = 2

        async def push(self, *args: object) -> Plan:
            self.n_left -= 1
            if self.n_left < 0:
                raise TimeoutError
            return await super().push(*args)  # type: ignore[arg-type]

    engine = bench.engine
    event = sent.docket_alert(*(sent.row(n, f"NOTICE of appearance {n}.") for n in range(1, 701)))
    tiring = Tiring(engine.store.items, [MATTER], engine.clock, engine.metrics, lambda: None)
    with pytest.raises(TimeoutError):
        await bench.receiver(tiring).take("k1", event)
    assert len(engine.store.state.seen[DOCKET.id]) == 400
    await bench.receiver().take("k1", event)
    assert (700, 700 + 400) == (len(engine.store.state.seen[DOCKET.id]), engine.metrics.counted("items"))


async def test_parts_of_a_long_event_come_oldest_first(bench: Bench):
    orders: list[int] = []

    class Noting(Ingest):
        async def push(self, *args: object) -> Plan:
            orders.append(int(args[1].items[-1].key.rpartition("-")[2]))  # type: ignore[attr-defined]
            return await super().push(*args)  # type: ignore[arg-type]

    engine = bench.engine
    noting = Noting(engine.store.items, [MATTER], engine.clock, engine.metrics, lambda: None)
    rows = (sent.row(n, "NOTICE.", recap_sequence_number=f"2025-07-08.{n:03d}") for n in range(1, 451))
    await bench.receiver(noting).take("k1", sent.docket_alert(*rows))
    assert orders == [1, 201, 401]
