"""What a gap may have swallowed is looked up, once, and told like anything else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.errors import SourceError
from bot.domain.item import Item, Parsed
from bot.domain.matter import Docket, KnownDocket
from bot.domain.source import Polled, SourceSpec, Validators
from bot.loops.backfill import Backfill
from bot.loops.ingest import Ingest
from bot.loops.poll import Poller
from bot.loops.supervise import Crew
from tests import make
from tests.unit.loops.engine import Engine

WIRE = make.source()


class Archive:
    """Knows these entries of every docket."""

    def __init__(self, *items: Item, error: SourceError | None = None) -> None:
        self.items = items
        self.error = error
        self.n_asked = 0

    async def find(self, docket: Docket) -> KnownDocket | None:
        return None

    async def entries(self, source: SourceSpec) -> Parsed:
        self.n_asked += 1
        if self.error:
            raise self.error
        return Parsed(self.items)


class Feed:
    """Lists what it is told to."""

    spec = WIRE

    def __init__(self) -> None:
        self.items: tuple[Item, ...] = ()

    async def poll(self, validators: Validators) -> Polled:
        return Polled(Parsed(self.items), Validators())


def items(*names: str) -> tuple[Item, ...]:
    return tuple(make.item(n, f"Court upholds TikTok law, part {n}", published_at=None) for n in names)


@pytest.fixture
async def engine() -> Engine:
    engine = Engine()
    await engine.open()
    await engine.step()
    return engine


async def poll(engine: Engine, feed: Feed, archive: Archive, *names: str) -> None:
    ingest = Ingest(engine.store.items, [engine.matter], engine.clock, engine.metrics, lambda: None)
    engine.clock.at += timedelta(hours=3)
    feed.items = items(*names)
    async with Crew(engine.metrics) as crew:
        backfill = Backfill(archive, ingest, engine.metrics)
        poller = Poller([feed], engine.store.items, ingest, crew, engine.clock, engine.metrics, backfill=backfill)
        await poller.tick()
        await crew.settle("poll", within_s=5)
        await crew.settle("backfill", within_s=5)


async def test_entries_of_a_gap_are_looked_up_once(engine: Engine):
    feed, archive = Feed(), Archive(*items("k4", "k3"))
    for names in (("k3", "k2", "k1"), ("k8", "k7", "k6"), ("k9", "k8", "k7")):
        await poll(engine, feed, archive, *names)
    assert archive.n_asked == 1
    world = await engine.store.items.world(WIRE.id, [i.mark for i in items("k4", "k5")], [])
    assert world.seen == {items("k4")[0].mark}


async def test_lookup_is_no_poll(engine: Engine):
    ingest = Ingest(engine.store.items, [engine.matter], engine.clock, engine.metrics, lambda: None)
    before = (await engine.store.items.source_states([WIRE.id]))[WIRE.id]
    await Backfill(Archive(*items("k1")), ingest, engine.metrics).fill(WIRE)
    after = (await engine.store.items.source_states([WIRE.id]))[WIRE.id]
    assert (before.next_poll_at, before.last_ok_at, engine.clock.now()) == (
        after.next_poll_at,
        after.last_ok_at,
        after.last_new_at,
    )


async def test_spent_budget_is_told_and_nothing_else(engine: Engine, capsys: pytest.CaptureFixture[str]):
    ingest = Ingest(engine.store.items, [engine.matter], engine.clock, engine.metrics, lambda: None)
    error = SourceError("the requests that it grants are spent until 14:10 UTC")
    await Backfill(Archive(error=error), ingest, engine.metrics).fill(WIRE)
    assert "until 14:10 UTC" in capsys.readouterr().out
