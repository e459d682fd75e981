"""The auditor over a store that holds still, and a monitor that may not answer."""

from datetime import timedelta

from structlog.testing import capture_logs

from bot.domain.errors import SourceError
from bot.domain.ids import EventId, delivery_id_for
from bot.loops.audit import Auditor
from bot.loops.compose import Composer
from bot.loops.deliver import Deliverer, FanOutWorker
from bot.loops.supervise import Crew
from bot.metrics import Metrics
from bot.phrases import phrases_for
from bot.store.memory.store import MemoryStore
from tests.contract.given import HERE, SOURCE, claim, commit, queue
from tests.contract.passing import let_pass
from tests.fakes.clock import StandingClock
from tests.fakes.senders import KeepingSender

LONG = timedelta(minutes=11)


class Monitor:
    """Counts what it hears; while it is `away`, nothing."""

    def __init__(self) -> None:
        self.n_heard = 0
        self.is_away = False

    async def ping(self) -> None:
        if self.is_away:
            raise SourceError("monitor.example: it refused the connection.")
        self.n_heard += 1


class Office:
    """An auditor with all it needs. `arrived` are the receipts that it is shown."""

    def __init__(self) -> None:
        self.store, self.clock, self.metrics, self.monitor = MemoryStore(), StandingClock(), Metrics(), Monitor()
        self.arrived: list[str] = []
        self.auditor = Auditor(
            self.store.audit, lambda: self.arrived, lambda: [SOURCE], self.clock, self.metrics, self.monitor.ping
        )

    def published(self, name: str) -> float:
        text = self.metrics.exposition().decode()
        [line] = [line for line in text.splitlines() if line.startswith(f"reprieve_{name} ")]
        return float(line.split()[-1])


async def test_monitor_hears_when_nothing_is_wrong():
    office = Office()
    for _ in range(2):
        await office.auditor.tick()
    assert 2 == office.monitor.n_heard
    assert {} == office.auditor.newest.counts


async def test_monitor_hears_nothing_while_something_is_wrong():
    office = Office()
    await queue(office.store)
    await let_pass(office.store, LONG)
    await office.auditor.tick()
    assert 0 == office.monitor.n_heard
    assert {"waiting": 1} == office.auditor.newest.counts
    await office.store.outbox.ack(await claim(office.store), "1")
    await office.auditor.tick()
    assert 1 == office.monitor.n_heard


async def test_problem_is_logged_when_it_begins_and_when_it_ends():
    office = Office()
    await queue(office.store)
    await let_pass(office.store, LONG)
    with capture_logs() as logs:
        await office.auditor.tick()
        await office.auditor.tick()
        await office.store.outbox.ack(await claim(office.store), "1")
        await office.auditor.tick()
    assert ["error", "info"] == [line["log_level"] for line in logs]


async def test_monitor_that_is_away_is_logged_once_and_stops_nothing():
    office = Office()
    office.monitor.is_away = True
    with capture_logs() as logs:
        for _ in range(3):
            await office.auditor.tick()
    assert 1 == len(logs)
    assert 3 == office.metrics.counted("audit_pings", outcome="failed")
    office.monitor.is_away = False
    await office.auditor.tick()
    assert 1 == office.metrics.counted("audit_pings", outcome="heard")


async def test_metrics_show_what_is_wrong_and_how_long_the_oldest_waits():
    office = Office()
    await queue(office.store)
    await let_pass(office.store, LONG)
    await office.auditor.tick()
    assert (1.0, 0.0) == tuple(office.published(f'audit_problems{{check="{c}"}}') for c in ("waiting", "lease"))
    assert LONG.total_seconds() == office.published('oldest_undelivered_seconds{level="breaking"}')
    assert 0.0 == office.published('oldest_undelivered_seconds{level="update"}')


async def test_metrics_fall_back_to_nothing_when_all_is_well_again():
    office = Office()
    await queue(office.store)
    await let_pass(office.store, LONG)
    await office.auditor.tick()
    await office.store.outbox.bury(await claim(office.store), "too long")
    await office.auditor.tick()
    assert 0.0 == office.published('audit_problems{check="waiting"}')
    assert 1.0 == office.published("dead_letters")


async def test_store_that_lost_a_receipt_is_found_out():
    office = Office()
    await queue(office.store)
    delivery = await claim(office.store)
    await office.store.outbox.ack(delivery, "1")
    office.arrived = [delivery.id]
    await office.auditor.tick()
    assert {} == office.auditor.newest.counts
    office.store.state.rows.clear()
    await office.auditor.tick()
    assert {"receipt": 1} == office.auditor.newest.counts


async def test_source_that_nobody_polls_is_found_out():
    office = Office()
    await commit(office.store)
    office.clock.move(hours=1)
    await office.auditor.tick()
    assert {"source": 1} == office.auditor.newest.counts


async def test_without_a_monitor_nobody_is_told():
    office = Office()
    auditor = Auditor(office.store.audit, list, list, office.clock, office.metrics)
    await auditor.tick()
    assert 0 == office.metrics.counted("audit_pings")


async def test_channel_that_is_suspended_keeps_no_promise_waiting():
    office = Office()
    await queue(office.store)
    await office.store.outbox.suspend(HERE, "kicked")
    await let_pass(office.store, LONG)
    await office.auditor.tick()
    assert {} == office.auditor.newest.counts


async def test_receipts_are_of_what_arrived_and_not_too_old():
    store, clock, metrics = MemoryStore(), StandingClock(), Metrics()
    await queue(store)
    composer = Composer([], store.items, store.deadlines, phrases_for, clock)
    async with Crew(metrics) as crew:
        fan_out = FanOutWorker(store.outbox, store.subscriptions)
        senders = {HERE.platform: KeepingSender()}
        deliverer = Deliverer(store.outbox, fan_out, composer, senders, crew, clock, metrics)
        await deliverer.claim_one()
        await crew.settle("send", within_s=5)
    assert [delivery_id_for(EventId("e1"), HERE.id)] == deliverer.receipts()
    clock.move(days=2)
    assert [] == deliverer.receipts()
