"""A matter's start: its deadline as the documents on file have it, and the reminders still ahead."""

from __future__ import annotations

from collections.abc import Iterable

from bot.deadlines.chain import current_of, versions_at
from bot.deadlines.reminders import ladder_for
from bot.domain.matter import Matter
from bot.ports import Clock, ItemStore


async def open_matters(matters: Iterable[Matter], items: ItemStore, clock: Clock) -> None:
    """Stores what each matter starts with, unless the store knows it already. Raises: StoreError."""
    now = clock.now()
    for matter in matters:
        versions = versions_at(matter, now)
        reminders = [r for d in current_of(versions) for r in ladder_for(d, now)]
        await items.open_matter(matter, versions, reminders)
