"""The composition root: builds the parts, joins them, runs and stops them. No decisions here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib.metadata import version

from bot.chats import Chat, open_chats
from bot.config import Settings
from bot.courtlistener import CourtListener
from bot.domain.channel import Platform
from bot.domain.ids import SourceId
from bot.domain.matter import Matter
from bot.domain.source import SourceSpec, Validators
from bot.loops.audit import Auditor, Ping
from bot.loops.compose import Composer
from bot.loops.deliver import Deliverer, FanOutWorker
from bot.loops.heat import Heat
from bot.loops.ingest import Ingest
from bot.loops.opening import open_matters
from bot.loops.poll import Poller
from bot.loops.remind import Reminders
from bot.loops.schedule import ticking
from bot.loops.supervise import Crew
from bot.metrics import Metrics
from bot.packs.watched import Follows, Matters
from bot.phrases import LANGUAGES, phrases_for
from bot.ports import Clock, Sender, Source
from bot.sources.http import Egress
from bot.sources.registry import build
from bot.sources.worker import ParseWorker
from bot.store.embedded import embedded_valkey
from bot.store.redis_store import RedisStore, open_store
from bot.vitals import Vitals
from bot.web.inbox import Door
from bot.web.records import Records
from bot.web.server import application, serving
from bot.websub import WebSub
from handlers.call import Desk
from handlers.dispatch import Dispatcher, menu

TICK = timedelta(seconds=1)
_BEAT = timedelta(seconds=5)
_WATCH = timedelta(seconds=5)
_AUDIT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class App:
    """A joined Reprieve. `dispatcher` answers commands at once; `run` does the rest until `stop`."""

    settings: Settings
    store: RedisStore
    matters: Sequence[Matter]
    dispatcher: Dispatcher
    metrics: Metrics
    clock: Clock
    vitals: Vitals
    _crew: Crew
    _poller: Poller
    _heat: Heat
    _sources: Sequence[Source]
    _follows: Follows
    _reminders: Reminders
    _deliverer: Deliverer
    _chats: Sequence[Chat]
    _doors: Sequence[Door]
    _websub: WebSub
    _tick: timedelta
    _stopped: asyncio.Event

    async def run(self) -> None:
        """Polls, plans, reminds and delivers until `stop`; then finishes what is on its way. Raises: StoreError."""
        await open_matters(self.matters, self.store.items, self.clock)
        await self.store.outbox.recover()
        await self._watch()
        self._crew.keep("deliver", self._deliverer.run)
        for chat in self._chats:
            self._crew.keep(chat.platform, chat.listen)
        ticks = {
            "poll": (self._tick, self._poller.tick),
            "heat": (_WATCH, self._heat.tick),
            "remind": (self._tick, self._reminders.tick),
            "beat": (_BEAT, self.vitals.beat),
            "watch": (_WATCH, self._watch),
            "hubs": (_WATCH, self._websub.tick),
            "audit": (_AUDIT, self.vitals.audit),
        }
        async with ticking(ticks, self._crew):
            await self._stopped.wait()
        await self._deliverer.stop()

    async def serve_web(self) -> None:
        """Shows the matters, answers monitors, takes what is pushed. Raises: OSError when the address is taken."""
        web = self.settings.web
        doors = self._doors, self._websub.door
        pages = application(self.vitals.health, self.metrics.exposition, web.metrics_allow, *doors, self._records())
        async with serving(pages, web.host, web.port):
            await self._stopped.wait()

    def _records(self) -> Records:
        return Records(
            matters=self.matters,
            items=self.store.items,
            deadlines=self.store.deadlines,
            clock=self.clock,
            phrases=phrases_for,
            languages=LANGUAGES,
            lang=self.settings.lang,
            public_url=self.settings.web.public_url or "",
        )

    async def _watch(self) -> None:
        """Polls what the packs name and what channels follow by now; a source of both is read as the pack says."""
        await self._follows.refresh()
        self._poller.watch([*self._follows.sources(), *self._sources])

    def stop(self) -> None:
        """Ends `run` soon; safe to call from a signal handler."""
        self._stopped.set()


@asynccontextmanager
async def open_app(
    settings: Settings,
    matters: Sequence[Matter],
    clock: Clock,
    *,
    console: Sender | None = None,
    tick: timedelta = TICK,
) -> AsyncIterator[App]:
    """Everything that `settings` name, joined. Raises: StoreError, ConfigError."""
    async with AsyncExitStack() as stack:
        store = await _open_store(settings, stack)
        metrics = Metrics()
        watched = Matters(matters)
        builder = await _open_builder(settings, watched, store, clock, stack)
        courtlistener = builder.courtlistener
        sources = builder.sources_of(matters)
        follows = Follows(store.follows, watched, builder.for_strangers, clock)
        dispatcher = Dispatcher(_desk(store, matters, follows, courtlistener, clock), metrics)
        chats = await stack.enter_async_context(open_chats(settings, matters, dispatcher, store.outbox, clock))
        # After the chats, so that it ends before them: whoever still listens is not cut off.
        crew = await stack.enter_async_context(Crew(metrics))
        senders = _senders(chats, console)
        composer = Composer(watched, store.items, store.deadlines, phrases_for, clock)
        fan_out = FanOutWorker(store.outbox, store.subscriptions)
        deliverer = Deliverer(store.outbox, fan_out, composer, senders, crew, clock, metrics)
        ingest = Ingest(store.items, watched, clock, metrics, deliverer.nudge)
        heat = Heat(watched, store.items, store.deadlines, clock, metrics)
        backfill = courtlistener.backfill(ingest, metrics)
        websub = WebSub(settings, matters, store, builder.egress, builder.worker, ingest, crew, clock, metrics)
        yield App(
            settings=settings,
            store=store,
            matters=matters,
            dispatcher=dispatcher,
            metrics=metrics,
            clock=clock,
            vitals=_vitals(store, sources, follows, deliverer, builder.ping(settings), clock, metrics),
            _crew=crew,
            _poller=Poller(sources, store.items, ingest, crew, clock, metrics, heat, backfill, websub.keeper),
            _heat=heat,
            _sources=sources,
            _follows=follows,
            _reminders=Reminders(store.deadlines, clock, metrics, deliverer.nudge),
            _deliverer=deliverer,
            _chats=chats,
            _doors=courtlistener.doors(ingest, metrics),
            _websub=websub,
            _tick=tick,
            _stopped=asyncio.Event(),
        )


def _senders(chats: Sequence[Chat], console: Sender | None) -> dict[Platform, Sender]:
    senders = {chat.platform: chat.sender for chat in chats}
    return senders if console is None else senders | {Platform.CONSOLE: console}


def _vitals(
    store: RedisStore,
    sources: Sequence[Source],
    follows: Follows,
    deliverer: Deliverer,
    ping: Ping | None,
    clock: Clock,
    metrics: Metrics,
) -> Vitals:
    def watched() -> set[SourceId]:
        return {s.spec.id for s in (*follows.sources(), *sources)}

    auditor = Auditor(store.audit, deliverer.receipts, watched, clock, metrics, ping)
    return Vitals(store.items, store.outbox, [s.spec.id for s in sources], clock, auditor)


def _desk(
    store: RedisStore, matters: Sequence[Matter], follows: Follows, courtlistener: CourtListener, clock: Clock
) -> Desk:
    spent = partial(store.budgets.used, courtlistener.budget)
    return Desk(
        clock=clock,
        items=store.items,
        subscriptions=store.subscriptions,
        deadlines=store.deadlines,
        outbox=store.outbox,
        matters=matters,
        follows=follows,
        phrases=phrases_for,
        version=version("reprieve"),
        menu=menu(),
        budgets={"CourtListener": spent} if courtlistener.lookup else {},
    )


@dataclass(frozen=True, slots=True)
class _Builder:
    """Sources, all behind one egress and one parse worker. Shape: `keys` are the operator's, and for packs alone."""

    egress: Egress
    worker: ParseWorker
    keys: Mapping[str, str]
    courtlistener: CourtListener

    def sources_of(self, matters: Sequence[Matter]) -> list[Source]:
        """Each source once, however many matters use it."""
        specs = {spec.id: spec for matter in matters for spec in matter.sources}
        made = (build(spec, self.egress, self.worker, self.keys) for spec in specs.values())
        return [self.courtlistener.joined(source) for source in made]

    def ping(self, settings: Settings) -> Ping | None:
        """Reaches the monitor outside, if there is one."""
        url = settings.audit.ping_url
        return partial(self.egress.fetch, url.get_secret_value(), Validators()) if url else None

    def for_strangers(self, spec: SourceSpec) -> Source:
        """A source that a channel names: it reaches public addresses only."""
        return self.courtlistener.joined(build(spec, self.egress.public_only(), self.worker))


async def _open_builder(
    settings: Settings, matters: Sequence[Matter], store: RedisStore, clock: Clock, stack: AsyncExitStack
) -> _Builder:
    egress = await stack.enter_async_context(Egress(clock, allow=settings.egress.allow))
    worker = await stack.enter_async_context(ParseWorker())
    courtlistener = CourtListener(settings, matters, store, egress, clock)
    return _Builder(egress, worker, settings.keys.given, courtlistener)


async def _open_store(settings: Settings, stack: AsyncExitStack) -> RedisStore:
    if settings.redis_url is not None:
        return await stack.enter_async_context(open_store(settings.redis_url.get_secret_value()))
    url = await stack.enter_async_context(embedded_valkey(settings.valkey_folder))
    return await stack.enter_async_context(open_store(url, is_sole=True))
