"""The running product as the director sees it: through its ports."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.deadlines.reminders import ladder_for
from bot.demo.witness import Receipt
from bot.domain.errors import ReprieveError
from bot.domain.event import ReminderEvent
from bot.domain.ids import SourceId
from bot.domain.matter import Matter
from bot.domain.story import Story
from bot.ports import Clock, DeadlineStore, ItemStore, Outbox

_LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Engine:
    """What is watched, and the stores in which it can be seen working."""

    matter: Matter
    items: ItemStore
    deadlines: DeadlineStore
    outbox: Outbox
    clock: Clock
    patience_s: float = 20.0

    async def settle(self) -> None:
        """Waits until every due poll, reminder and delivery is done. Raises: ReprieveError when that takes too long."""
        try:
            async with asyncio.timeout(self.patience_s):
                while not await self._is_settled():  # noqa: ASYNC110  a store tells nobody that it has come to rest
                    await asyncio.sleep(_LOOK_EVERY_S)
        except TimeoutError as error:
            raise ReprieveError(
                f"The demo stalled on {self.clock.now():%d %b %Y}: after {self.patience_s:.0f} seconds something was "
                "still under way. Run it again; if it stalls again, run `reprieve doctor`."
            ) from error

    async def _is_settled(self) -> bool:
        """In the order in which work is passed on, so that nothing slips by between two looks."""
        source_ids: list[SourceId] = [s.id for s in self.matter.sources]
        return not (
            await self.items.due_sources(source_ids, self.clock.now())
            or await self.deadlines.due(self.clock.now())
            or await self.outbox.backlog()
        )

    async def next_reminder(self, offsets: Sequence[timedelta], before: datetime) -> datetime | None:
        """The next instant at which one of these reminders fires, None when there is none before `before`."""
        now = self.clock.now()
        rungs = [r for d in await self.deadlines.current(self.matter.id) for r in ladder_for(d, now)]
        wanted = [r.fire_at for r in rungs if r.offset in offsets and r.fire_at < before]
        return min(wanted, default=None)

    async def moves(self) -> tuple[date, ...]:
        """The days that the watched deadline moved to, in its authority's zone."""
        history = await self.deadlines.history(self.matter.id, self.matter.deadlines[0].id)
        return tuple(
            later.due_at.astimezone(ZoneInfo(later.zone)).date()
            for earlier, later in pairwise(history)
            if later.due_at != earlier.due_at
        )

    async def story_of(self, receipt: Receipt) -> Story | None:
        """The story that a message told, as it stands now; None for a reminder."""
        if isinstance(receipt.event, ReminderEvent):
            return None
        return await self.items.find_story(self.matter.id, receipt.event.story_id)
