"""Plays the story: leaps to each moment, lets the product work, and shows what was asked and said around it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.demo.engine import Engine
from bot.demo.scene_clock import SceneClock
from bot.demo.screen import Screen
from bot.demo.story import Scene, Stop, Story
from bot.demo.witness import Receipt, Telling, Witness


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a spectator is given to read; edits and reminders are short. Units: seconds, divided by `speed`."""

    speed: float = 1.0
    caption_s: float = 0.8
    message_s: float = 0.6
    short_s: float = 0.35
    quiet_s: float = 0.25
    reply_s: float = 1.2

    def length_for(self, receipts: Sequence[Receipt]) -> float:
        """The time to read what has just come."""
        if not receipts:
            return self.quiet_s
        return self.short_s if all(r.is_edit or r.is_reminder for r in receipts) else self.message_s

    async def give(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)


@dataclass(slots=True)
class Director:
    """The story, moment by moment.

    Shape: `reminders` are the offsets to stop at; `tellings` grows as messages leave.
    """

    story: Story
    engine: Engine
    clock: SceneClock
    screen: Screen
    witness: Witness
    reminders: Sequence[timedelta]
    ask: Callable[[str], Awaitable[None]]
    pace: Pace
    tellings: list[Telling] = field(default_factory=list)

    async def play(self) -> None:
        """Raises: ReprieveError when the product does not come to rest."""
        for stop in self.story.stops:
            await self._count_down(stop.at)
            await self._stop_at(stop)

    async def _count_down(self, until_at: datetime) -> None:
        while (fire_at := await self.engine.next_reminder(self.reminders, until_at)) is not None:
            self.clock.leap(fire_at)
            await self._let_work()

    async def _stop_at(self, stop: Stop) -> None:
        """The narrator first, while nothing happens; then the news, the product at work, and who asks about it."""
        for scene in stop.scenes:
            await self._speak(scene)
        self.clock.leap(stop.at)
        for publication in stop.published:
            self.screen.incoming(publication, is_down=self.story.is_down(publication.source_id, stop.at))
        n_told = await self._let_work()
        if stop.published and not n_told:
            self.screen.quiet()
        for scene in stop.scenes:
            await self._inquire(scene)

    async def _speak(self, scene: Scene) -> None:
        if scene.captions:
            self.screen.caption(scene)
            await self.pace.give(self.pace.caption_s)

    async def _inquire(self, scene: Scene) -> None:
        if scene.ask:
            await self.ask(scene.ask)
            await self.pace.give(self.pace.reply_s)

    async def _let_work(self) -> int:
        """How many messages left until everything was done."""
        n_before = len(self.witness.receipts)
        await self.engine.settle()
        new = self.witness.receipts[n_before:]
        for receipt in new:
            await self._note(receipt)
        await self.pace.give(self.pace.length_for(new))
        return len(new)

    async def _note(self, receipt: Receipt) -> None:
        story = await self.engine.story_of(receipt)
        if story is None:
            self.tellings.append(Telling(receipt, self.clock.scene_at, "", frozenset()))
            return
        links = {r.url for r in story.reports}
        told = frozenset(p.tells for p in self.story.published if p.link in links and p.tells)
        self.tellings.append(Telling(receipt, self.clock.scene_at, story.primary.title, told))
