"""Hubs asked and heard, over the memory store: the keeper, the inbox and a clock that a test moves."""

from __future__ import annotations

import hashlib
import hmac
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import SourceError
from bot.domain.item import Item, Parsed
from bot.domain.source import HubLease, HubLink, Pace, SourceSpec, Validators
from bot.loops.hubs.inbox import HubInbox
from bot.loops.hubs.keeper import HubKeeper
from bot.loops.ingest import Ingest
from bot.loops.poll import Poller
from bot.loops.supervise import Crew
from tests import make
from tests.unit.loops.engine import Engine
from tests.unit.loops.polling import ScriptedSource, listing

LINK = HubLink("https://hub.example/", "https://wire.example/feed")
WIRE = make.matter().sources[0]
STAY = make.item("stay", "Supreme Court stays the TikTok ban")
OLD = make.item("old", "Ferry timetable")


@dataclass
class Caller:
    """The HubCaller port: keeps what is asked, and refuses if it is told to."""

    error: SourceError | None = None
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    async def ask(self, lease: HubLease, callback_url: str, lasts: timedelta) -> None:
        self.asked.append((lease.source_id, lease.asked or "", callback_url))
        if self.error:
            raise self.error


@dataclass
class Parser:
    """The BodyParser port: every body holds these items."""

    items: tuple[Item, ...] = (STAY,)
    error: SourceError | None = None

    async def parse(self, kind: str, body: bytes, spec: SourceSpec) -> Parsed:
        if self.error:
            raise self.error
        return Parsed(self.items)


@dataclass
class Bench:
    """One source and its hub. Every tick is of a keeper that was just started."""

    engine: Engine = field(default_factory=Engine)
    caller: Caller = field(default_factory=Caller)
    parser: Parser = field(default_factory=Parser)
    watched: list[SourceSpec] = field(default_factory=lambda: [WIRE])
    logs: list[dict[str, object]] = field(default_factory=list)

    def keeper(self, crew: Crew) -> HubKeeper:
        engine, store = self.engine, self.engine.store
        keeper = HubKeeper(
            store.hubs, store.budgets, self.caller, "https://bot.example", crew, engine.clock, engine.metrics
        )
        keeper.watch(self.watched)
        return keeper

    async def learn(self, link: HubLink | None = LINK, source: SourceSpec = WIRE) -> None:
        async with Crew(self.engine.metrics) as crew:
            await self.keeper(crew).learn(source.id, link)

    async def tick(self, **later: float) -> None:
        """One tick, after both clocks have moved on."""
        self.engine.clock.move(**later)
        self.engine.store.state.now_us += timedelta(**later) // timedelta(microseconds=1)
        with capture_logs() as logs:
            async with Crew(self.engine.metrics) as crew:
                await self.keeper(crew).tick()
                await crew.settle("hub", within_s=5)
        self.logs += logs

    async def lease(self) -> HubLease:
        (lease,) = await self.engine.store.hubs.all()
        return lease

    def inbox(self) -> HubInbox:
        engine, store = self.engine, self.engine.store
        ingest = Ingest(store.items, [engine.matter], engine.clock, engine.metrics, lambda: None)
        find = {spec.id: spec for spec in self.watched}.get
        return HubInbox(store.hubs, store.pushes, store.items, self.parser, ingest, find, engine.clock, engine.metrics)

    async def confirm(self, **changes: str) -> bool:
        fields = {"mode": "subscribe", "topic": LINK.topic, "lease_seconds": "864000"} | changes
        callback = (await self.lease()).callback
        return await self.inbox().confirm(callback, {f"hub.{name}": value for name, value in fields.items()})

    async def push(self, body: bytes = b"<feed/>", signature: str = "") -> list[str]:
        """The kinds of pushes that were counted for this one."""
        lease = await self.lease()
        right = f"sha256={hmac.new(lease.secret.encode(), body, hashlib.sha256).hexdigest()}"
        before = self.engine.metrics.counted_by("pushes", "kind")
        await self.inbox().take(lease.callback, body, [signature or right])
        after = self.engine.metrics.counted_by("pushes", "kind")
        return [kind for kind, n in after.items() for _ in range(n - before.get(kind, 0))]

    async def poll(self, *names: object, hub: HubLink | None = LINK) -> Pace:
        """Why the next poll comes when it does, after one that lists these entries."""
        engine, store = self.engine, self.engine.store
        source = ScriptedSource(deque([listing(names, min_interval=timedelta(minutes=2), hub=hub)]), spec=WIRE)
        ingest = Ingest(store.items, [engine.matter], engine.clock, engine.metrics, lambda: None)
        await store.items.hasten({WIRE.id: engine.clock.now()})
        async with Crew(engine.metrics) as crew:
            keeper = self.keeper(crew)
            await keeper.tick()
            poller = Poller([source], store.items, ingest, crew, engine.clock, engine.metrics, None, None, keeper)
            await poller.tick()
            await crew.settle("poll", within_s=5)
        return (await store.items.source_states([WIRE.id]))[WIRE.id].habits.pace

    async def n_events(self) -> int:
        return len(await self.engine.store.items.events(self.engine.matter.id, 9))

    @property
    def modes(self) -> list[str]:
        return [mode for _, mode, _ in self.caller.asked]


@pytest.fixture
async def bench() -> Bench:
    """The source was polled once, and its hub is known."""
    bench = Bench()
    await bench.engine.open()
    await bench.engine.take(WIRE, OLD)
    await bench.learn()
    return bench


@pytest.fixture
async def pushed(bench: Bench) -> Bench:
    """The hub has confirmed."""
    await bench.tick()
    assert await bench.confirm()
    return bench


async def test_hub_is_asked_with_an_address_of_its_own(bench: Bench):
    await bench.tick()
    lease = await bench.lease()
    assert [("wire", "subscribe", f"https://bot.example/inbox/websub/{lease.callback}")] == bench.caller.asked
    assert 43 == len(lease.callback) == len(lease.secret)
    assert lease.callback != lease.secret


async def test_nothing_is_asked_again_while_a_confirmation_may_come(bench: Bench):
    await bench.tick()
    await bench.tick(minutes=9)
    assert ["subscribe"] == bench.modes


async def test_lease_is_renewed_with_the_same_address_before_it_ends(pushed: Bench):
    before = await pushed.lease()
    await pushed.tick(days=7)
    assert ["subscribe"] == pushed.modes
    await pushed.tick(days=1, minutes=1)
    assert ["subscribe", "subscribe"] == pushed.modes
    assert await pushed.confirm()
    after = await pushed.lease()
    assert (before.callback, before.secret, timedelta(days=8, minutes=1)) == (
        after.callback,
        after.secret,
        (after.ends_at or make.NOON) - (before.ends_at or make.NOON),
    )


async def test_hub_that_refuses_is_asked_later(bench: Bench):
    bench.caller.error = SourceError("hub.example: it refused with status 503.")
    for minutes in (0, 5, 6, 10, 11):
        await bench.tick(minutes=minutes)
    assert ["subscribe"] * 3 == bench.modes


async def test_hub_that_refuses_is_told_of_once(bench: Bench):
    bench.caller.error = SourceError("hub.example: it refused with status 503.")
    with capture_logs() as logs:
        async with Crew(bench.engine.metrics) as crew:
            keeper = bench.keeper(crew)
            for days in (0, 1, 1):
                bench.engine.clock.move(days=days)
                bench.engine.store.state.now_us += timedelta(days=days) // timedelta(microseconds=1)
                await keeper.tick()
                await crew.settle("hub", within_s=5)
    assert (3, [str(bench.caller.error)]) == (len(bench.caller.asked), [line["why"] for line in logs])


async def test_hub_that_confirms_while_it_refuses_is_believed(bench: Bench):
    class Confirming(Caller):
        async def ask(self, lease: HubLease, callback_url: str, lasts: timedelta) -> None:
            await bench.confirm()
            raise SourceError("no complete answer")

    bench.caller = Confirming()
    await bench.tick()
    lease = await bench.lease()
    assert (True, 0, "") == (lease.verified_at is not None, lease.n_fails, lease.problem)


async def test_one_hub_is_asked_for_one_source_a_minute(bench: Bench):
    others = [make.source(f"other{n}") for n in range(3)]
    bench.watched += others
    for source in others:
        await bench.learn(LINK, source)
    await bench.learn(HubLink("https://second.example/", "t"), make.source("second"))
    bench.watched.append(make.source("second"))
    await bench.tick()
    assert 2 == len(bench.caller.asked)
    await bench.tick(seconds=30)
    assert 2 == len(bench.caller.asked)
    await bench.tick(seconds=31)
    assert 3 == len(bench.caller.asked)


async def test_source_that_is_no_longer_watched_is_unsubscribed(pushed: Bench):
    pushed.watched = []
    await pushed.tick(minutes=1)
    await pushed.tick(minutes=1)
    assert ["subscribe", "unsubscribe"] == pushed.modes
    assert not await pushed.confirm()
    assert await pushed.confirm(mode="unsubscribe", lease_seconds="")
    assert [] == await pushed.engine.store.hubs.all()


async def test_end_that_a_hub_never_confirms_is_over_when_the_lease_is(pushed: Bench):
    pushed.watched = []
    await pushed.tick(minutes=1)
    await pushed.tick(days=10)
    assert [] == await pushed.engine.store.hubs.all()


async def test_feed_that_names_another_hub_leaves_the_first(pushed: Bench):
    old = await pushed.lease()
    await pushed.learn(HubLink("https://second.example/", LINK.topic))
    assert not await pushed.inbox().knows(old.callback)
    await pushed.tick(minutes=1)
    assert await pushed.inbox().knows((await pushed.lease()).callback)
    assert ["subscribe", "subscribe"] == pushed.modes


async def test_confirmation_of_what_nobody_asked_for_is_refused(bench: Bench):
    assert not await bench.confirm()
    await bench.tick()
    for changes in (
        {"topic": "https://wire.example/other"},
        {"mode": "unsubscribe"},
        {"lease_seconds": "59"},
        {"lease_seconds": "-864000"},
        {"lease_seconds": "forever"},
        {"lease_seconds": "9" * 5000},
    ):
        assert not await bench.confirm(**changes)
    assert await bench.confirm(lease_seconds="9999999999")


async def test_confirmation_that_comes_too_late_is_refused(bench: Bench):
    await bench.tick()
    bench.engine.clock.move(minutes=10)
    assert not await bench.confirm()


async def test_denial_ends_what_was_agreed(pushed: Bench):
    assert await pushed.confirm(mode="denied", reason="over\nquota")
    lease = await pushed.lease()
    assert ("the hub denies it: over quota", ["expired"]) == (lease.problem, await pushed.push())


async def test_pushed_item_is_told_and_a_poll_finds_it_known(pushed: Bench):
    assert (["taken"], 1) == (await pushed.push(), await pushed.n_events())
    await pushed.engine.take(WIRE, STAY, OLD)
    assert 1 == await pushed.n_events()


async def test_polled_item_that_is_pushed_afterwards_is_known(pushed: Bench):
    await pushed.engine.take(WIRE, STAY, OLD)
    assert (["taken"], 1) == (await pushed.push(), await pushed.n_events())


async def test_push_that_is_repeated_is_read_once(pushed: Bench):
    assert [["taken"], ["repeated"], ["taken"]] == [await pushed.push(body) for body in (b"1", b"1", b"2")]
    assert 1 == await pushed.n_events()


async def test_push_after_the_lease_has_ended_is_dropped(pushed: Bench):
    pushed.engine.clock.move(days=10)
    assert (["expired"], 0) == (await pushed.push(), await pushed.n_events())


async def test_forged_push_is_dropped_and_told_of_once_without_the_secret(pushed: Bench):
    inbox, lease = pushed.inbox(), await pushed.lease()
    with capture_logs() as logs:
        for n in range(3):
            await inbox.take(lease.callback, str(n).encode(), ["sha256=00"])
    assert (1, 0, 3) == (len(logs), await pushed.n_events(), pushed.engine.metrics.counted("pushes", kind="forged"))
    assert [] == [word for word in (lease.secret, lease.callback) if word in str(logs)]


async def test_push_that_cannot_be_read_is_dropped(pushed: Bench):
    pushed.parser.error = SourceError("its reader died of it")
    assert ["unreadable"] == await pushed.push()
    pushed.parser.error, pushed.parser.items = None, ()
    assert ["empty"] == await pushed.push()


async def test_push_of_old_entries_under_new_names_is_left_to_a_poll(pushed: Bench):
    pushed.parser.items = tuple(make.item(f"new{n}", f"{STAY.title} {n}") for n in range(3))
    later = pushed.engine.clock.now() + timedelta(hours=1)
    await pushed.engine.store.items.note_unchanged(WIRE.id, Validators(), make.NOON, later)
    assert (["polled"], 0) == (await pushed.push(), await pushed.n_events())
    assert [WIRE.id] == await pushed.engine.store.items.due_sources([WIRE.id], pushed.engine.clock.now())


async def test_push_of_the_whole_feed_with_known_entries_is_taken(pushed: Bench):
    pushed.parser.items = (STAY, *(make.item(f"new{n}", f"Ferry {n}") for n in range(3)), OLD)
    assert (["taken"], 1) == (await pushed.push(), await pushed.n_events())


async def test_lease_survives_whoever_stores_at_the_same_time(pushed: Bench):
    stale = await pushed.lease()
    assert ["taken"] == await pushed.push()
    assert not await pushed.engine.store.hubs.save(stale)
    assert pushed.engine.clock.now() == (await pushed.lease()).pushed_at


async def test_source_that_its_hub_pushes_is_polled_less_often_until_a_poll_finds_what_was_missed(pushed: Bench):
    assert Pace.PACK == await pushed.poll(1, 2)
    pushed.engine.clock.move(minutes=5)
    pushed.parser.items = (make.item("k3", "Headline 3"),)
    await pushed.push(b"3")
    pushed.engine.clock.move(minutes=5)
    assert Pace.PUSHED == await pushed.poll(1, 2, 3)
    pushed.engine.clock.move(minutes=30)
    await pushed.poll(1, 2, 3, 4)
    pushed.engine.clock.move(minutes=5)
    assert Pace.PACK == await pushed.poll(1, 2, 3, 4)


async def test_poll_that_names_a_hub_is_how_it_becomes_known(bench: Bench):
    bench.watched = []
    await bench.tick()
    await bench.tick()
    assert [] == await bench.engine.store.hubs.all()
    await bench.poll(1)
    assert LINK == (await bench.lease()).link


async def test_poll_that_names_no_hub_any_more_ends_it(pushed: Bench):
    await pushed.poll(1, hub=None)
    assert not (await pushed.lease()).is_wanted
