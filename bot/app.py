"""The composition root: builds the parts, joins them, runs and stops them. No decisions here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version

from bot.chats import Chat, open_chats
from bot.config import Settings
from bot.domain.channel import Platform
from bot.domain.matter import Matter
from bot.loops.compose import Composer
from bot.loops.deliver import Deliverer
from bot.loops.fan_out import FanOutWorker
from bot.loops.ingest import Ingest
from bot.loops.opening import open_matters
from bot.loops.poll import Poller
from bot.loops.remind import Reminders
from bot.loops.schedule import ticking
from bot.loops.supervise import Crew
from bot.metrics import Metrics
from bot.phrases import phrases_for
from bot.ports import Clock, Sender, Source
from bot.sources.http import Egress
from bot.sources.registry import build
from bot.sources.worker import ParseWorker
from bot.store.embedded import embedded_valkey
from bot.store.redis_store import RedisStore, open_store
from bot.vitals import Vitals
from bot.web.server import application, serving
from handlers.call import Desk
from handlers.dispatch import Dispatcher, menu

TICK = timedelta(seconds=1)
_BEAT = timedelta(seconds=5)


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
    _reminders: Reminders
    _deliverer: Deliverer
    _chats: Sequence[Chat]
    _tick: timedelta
    _stopped: asyncio.Event

    async def run(self) -> None:
        """Polls, plans, reminds and delivers until `stop`; then finishes what is on its way. Raises: StoreError."""
        await open_matters(self.matters, self.store.items, self.clock)
        await self.store.outbox.recover()
        self._crew.keep("deliver", self._deliverer.run)
        for chat in self._chats:
            self._crew.keep(chat.platform, chat.listen)
        ticks = {
            "poll": (self._tick, self._poller.tick),
            "remind": (self._tick, self._reminders.tick),
            "beat": (_BEAT, self.vitals.beat),
        }
        async with ticking(ticks, self._crew):
            await self._stopped.wait()
        await self._deliverer.stop()

    async def serve_web(self) -> None:
        """Answers /healthz and /metrics while it runs. Raises: OSError when the address is taken."""
        web = self.settings.web
        pages = application(self.vitals.health, self.metrics.exposition, web.metrics_allow)
        async with serving(pages, web.host, web.port):
            await self._stopped.wait()

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
        sources = await _open_sources(settings, matters, clock, stack)
        dispatcher = Dispatcher(_desk(store, matters, clock), metrics)
        chats = await stack.enter_async_context(open_chats(settings, matters, dispatcher, store.outbox, clock))
        # After the chats, so that it ends before them: whoever still listens is not cut off.
        crew = await stack.enter_async_context(Crew(metrics))
        senders = {chat.platform: chat.sender for chat in chats}
        if console is not None:
            senders[Platform.CONSOLE] = console
        composer = Composer(matters, store.items, store.deadlines, phrases_for, clock)
        fan_out = FanOutWorker(store.outbox, store.subscriptions)
        deliverer = Deliverer(store.outbox, fan_out, composer, senders, crew, clock, metrics)
        ingest = Ingest(store.items, matters, clock, metrics, deliverer.nudge)
        yield App(
            settings=settings,
            store=store,
            matters=matters,
            dispatcher=dispatcher,
            metrics=metrics,
            clock=clock,
            vitals=Vitals(store.items, store.outbox, [s.spec.id for s in sources], clock),
            _crew=crew,
            _poller=Poller(sources, store.items, ingest, crew, clock, metrics),
            _reminders=Reminders(store.deadlines, clock, metrics, deliverer.nudge),
            _deliverer=deliverer,
            _chats=chats,
            _tick=tick,
            _stopped=asyncio.Event(),
        )


def _desk(store: RedisStore, matters: Sequence[Matter], clock: Clock) -> Desk:
    return Desk(
        clock=clock,
        items=store.items,
        subscriptions=store.subscriptions,
        deadlines=store.deadlines,
        outbox=store.outbox,
        matters=matters,
        phrases=phrases_for,
        version=version("reprieve"),
        menu=menu(),
    )


async def _open_sources(
    settings: Settings, matters: Sequence[Matter], clock: Clock, stack: AsyncExitStack
) -> list[Source]:
    """Each source once, however many matters use it, behind one egress and one parse worker."""
    egress = await stack.enter_async_context(Egress(clock, allow=settings.egress.allow))
    worker = await stack.enter_async_context(ParseWorker())
    specs = {spec.id: spec for matter in matters for spec in matter.sources}
    return [build(spec, egress, worker) for spec in specs.values()]


async def _open_store(settings: Settings, stack: AsyncExitStack) -> RedisStore:
    if settings.redis_url is not None:
        return await stack.enter_async_context(open_store(settings.redis_url.get_secret_value()))
    url = await stack.enter_async_context(embedded_valkey(settings.valkey_folder))
    return await stack.enter_async_context(open_store(url, is_sole=True))
