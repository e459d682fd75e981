"""One performance from start to end: the feeds, the app, the story, the closing word."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import IPv4Network
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.app import App, open_app
from bot.config import Egress, Settings
from bot.delivery.console_sender import ConsoleSender, panel
from bot.demo.director import Director, Pace
from bot.demo.engine import Engine
from bot.demo.feed_server import FeedServer, Served
from bot.demo.scene_clock import SceneClock
from bot.demo.screen import Screen
from bot.demo.story import Story, shipped_story
from bot.demo.summary import Performance, summary
from bot.demo.verify import problems
from bot.demo.witness import Telling, Witness
from bot.domain.errors import ReprieveError
from bot.domain.matter import Matter
from bot.loops.clock import SystemClock
from bot.packs.load import load_packs
from bot.sources.registry import KINDS
from handlers.console_commands import CONSOLE, answer

_MATTER = "tiktok"
_TICK = timedelta(seconds=0.05)
_LOOPBACK = IPv4Network("127.0.0.0/8")
_REMINDERS = (timedelta(days=3), timedelta(hours=24), timedelta(hours=6), timedelta(hours=1), timedelta(0))
"""Fewer than the whole ladder: a minute is short."""

_UNHEARD_S = 0.5


@dataclass(frozen=True, slots=True)
class Show:
    """A performance about to begin. Shape: `lang` is `en` or `zh`."""

    story: Story
    app: App
    clock: SceneClock
    screen: Screen
    witness: Witness
    served: Served
    pace: Pace
    lang: str

    async def play(self) -> list[str]:
        """Tells the story and closes with the figures; what went otherwise than in history, a sentence each."""
        began_s = self.clock.monotonic()
        director = Director(
            self.story, self._engine, self.clock, self.screen, self.witness, _REMINDERS, self._ask, self.pace
        )
        await self._engine.settle()
        await self._ask(f"subscribe {_MATTER}")
        await self._narrow_reminders()
        await self.pace.give(self.pace.reply_s)
        await director.play()
        return await self._close(director.tellings, self.clock.monotonic() - began_s)

    @property
    def _engine(self) -> Engine:
        store = self.app.store
        return Engine(self._matter, store.items, store.deadlines, store.outbox, self.clock)

    @property
    def _matter(self) -> Matter:
        return self.app.matters[0]

    async def _ask(self, command: str) -> None:
        self.screen.asked(f"/{command}")
        reply = await answer(command, self.app.dispatcher, self.lang)
        if reply is not None:
            self.screen.console.print(panel(reply.message))

    async def _narrow_reminders(self) -> None:
        store = self.app.store.subscriptions
        for subscription in await store.of_channel(CONSOLE):
            await store.subscribe(replace(subscription, reminders=_REMINDERS))

    async def _close(self, tellings: Sequence[Telling], real_s: float) -> list[str]:
        moves = await self._engine.moves()
        first = self._matter.deadlines[0]
        performance = Performance(
            first_day=first.due_at.astimezone(ZoneInfo(first.zone)).date(),
            moves=moves,
            tellings=tellings,
            served=self.served,
            n_items=self.app.metrics.counted("items"),
            n_duplicates=self.app.metrics.counted("duplicates"),
            story_time=self.clock.now() - self.story.start_at,
            real_s=real_s,
        )
        self.screen.closing(summary(performance, self.screen.words, self.screen.date))
        return list(problems(self.story, tellings, moves, self.screen.words))


async def perform(console: Console, lang: str, pace: Pace) -> list[str]:
    """Plays the story on a console; a sentence for all that went wrong, none when it went as in history."""
    wrong: list[str] = []
    try:
        wrong = await _performed(console, lang, pace)
    except* ReprieveError as failed:
        wrong = [str(error) for error in _leaves(failed)]
    return wrong


async def _performed(console: Console, lang: str, pace: Pace) -> list[str]:
    story = shipped_story()
    clock, screen = SceneClock(story.start_at, SystemClock()), Screen(console, story, lang)
    witness = Witness(ConsoleSender(console, screen.labels), clock)
    screen.opening()
    with TemporaryDirectory(prefix="reprieve-demo-") as folder:
        settings = Settings(data=Path(folder), egress=Egress(allow=(_LOOPBACK,)))
        async with FeedServer(story, clock) as server:
            matters = [_staged(matter, story, server.base_url) for matter in load_packs([_MATTER], None, KINDS)]
            async with open_app(settings, matters, clock, console=witness, tick=_TICK) as app:
                return await _with_running(app, Show(story, app, clock, screen, witness, server.served, pace, lang))


async def _with_running(app: App, show: Show) -> list[str]:
    async with asyncio.TaskGroup() as group:
        running = group.create_task(app.run(), name="app")
        playing = group.create_task(show.play(), name="show")
        try:
            await asyncio.wait([playing])
        finally:
            await _cancelled(playing)
            app.stop()
            await asyncio.wait([running])
    return playing.result()


async def _cancelled(task: asyncio.Task[list[str]]) -> None:
    """Ends a task. More than once if need be: on Python 3.11 `wait_for`, in redis-py, can lose a cancellation."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_UNHEARD_S)


def _leaves(failed: ExceptionGroup[ReprieveError]) -> Iterator[ReprieveError]:
    for error in failed.exceptions:
        if isinstance(error, ExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


def _staged(matter: Matter, story: Story, base_url: str) -> Matter:
    """The shipped matter, watching the story's feeds instead of the world's."""
    return replace(matter, sources=tuple(feed.spec(base_url) for feed in story.feeds))
