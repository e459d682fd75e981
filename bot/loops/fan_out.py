"""Addresses events to the channels that want them, a chunk of subscriptions at a time."""

from __future__ import annotations

from bot.pipeline.address import recipients
from bot.ports import Outbox, SubscriptionStore


class FanOutWorker:
    """Repeating a chunk after a crash is harmless: delivery ids are functions of event and channel."""

    def __init__(self, outbox: Outbox, subscriptions: SubscriptionStore) -> None:
        self._outbox = outbox
        self._subscriptions = subscriptions

    async def work(self) -> int:
        """Addresses all that waits; returns how many rows were queued or found queued."""
        n_rows = 0
        while (job := await self._outbox.next_fan_out()) is not None:
            chunk, cursor = await self._subscriptions.of_matter(job.event.matter_id, job.cursor)
            rows = recipients(job.event, chunk)
            await self._outbox.address(job.event.id, rows, cursor)
            n_rows += len(rows)
        return n_rows
