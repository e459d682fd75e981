"""Addresses what was decided, claims what is due and sends it; the only place that does (I6)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog

from bot.domain.channel import Platform
from bot.domain.delivery import (
    ChannelGone,
    ChannelMoved,
    Delivery,
    NotSent,
    Outcome,
    Refused,
    Sent,
    Unknown,
)
from bot.domain.ids import DeliveryId
from bot.loops.compose import Composer, Nothing
from bot.loops.supervise import Crew
from bot.pipeline.address import recipients
from bot.ports import Clock, Metrics, Outbox, Sender, SubscriptionStore

_log = structlog.get_logger("deliver")
_MAX_IN_FLIGHT = 16
_IDLE_S = 0.25
_LONGEST_SINCE_CLAIM_S = 15.0
"""A sender that starts later than this after its claim could overlap the next holder of the lease (30 s)."""
_FIRST_BACKOFF = timedelta(seconds=2)
_LONGEST_BACKOFF = timedelta(minutes=5)
_NO_SENDER = timedelta(minutes=1)
_MAX_DOUBLINGS = 8
_N_RECEIPTS = 200
_RECEIPTS_KEPT_S = 86_400.0
DRAIN_S = 10.0


class FanOutWorker:
    """Addresses events to the channels that want them, a chunk of subscriptions at a time.

    Repeating a chunk after a crash is harmless: delivery ids are functions of event and channel.
    """

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


class Deliverer:
    """Runs until `stop`; then it claims nothing more and finishes what is on its way."""

    def __init__(
        self,
        outbox: Outbox,
        fan_out: FanOutWorker,
        composer: Composer,
        senders: Mapping[Platform, Sender],
        crew: Crew,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._outbox = outbox
        self._fan_out = fan_out
        self._composer = composer
        self._senders = senders
        self._crew = crew
        self._clock = clock
        self._metrics = metrics
        self._news = asyncio.Event()
        self._stopping = False
        self._claiming = asyncio.Lock()
        self._free = asyncio.Semaphore(_MAX_IN_FLIGHT)
        self._receipts: deque[tuple[float, DeliveryId]] = deque(maxlen=_N_RECEIPTS)

    def nudge(self) -> None:
        """Something new waits: look now rather than at the next tick."""
        self._news.set()

    def receipts(self) -> list[DeliveryId]:
        """The newest deliveries that have arrived and were acknowledged, as this process knows and not the store."""
        since_s = self._clock.monotonic() - _RECEIPTS_KEPT_S
        return [delivery_id for at_s, delivery_id in self._receipts if at_s >= since_s]

    async def run(self) -> None:
        async with self._claiming:
            while not self._stopping:
                self._news.clear()
                await self._fan_out.work()
                if not await self.claim_one():
                    await self._wait()

    async def stop(self) -> None:
        """Claims nothing more and waits for the sends on their way, at most `DRAIN_S`."""
        self._stopping = True
        self._news.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_S):
                async with self._claiming:
                    pass  # a claim that is under way still starts its send
                await self._crew.settle("send", DRAIN_S)

    async def claim_one(self) -> bool:
        """Claims the next delivery that is due and starts sending it; False when none is. Raises: StoreError."""
        await self._free.acquire()
        claimed_s = self._clock.monotonic()
        delivery = None
        try:
            delivery = await self._outbox.claim()
        finally:
            if delivery is None:
                self._free.release()
        if delivery is None:
            return False
        self._crew.start("send", self._deliver(delivery, claimed_s))
        return True

    async def _wait(self) -> None:
        # Not wait_for: on Python 3.11 that can swallow a cancellation that comes together with news.
        try:
            async with asyncio.timeout(_IDLE_S):
                await self._news.wait()
        except TimeoutError:
            return

    async def _deliver(self, delivery: Delivery, claimed_s: float) -> None:
        try:
            outcome = await self._attempt(delivery, claimed_s)
            await _ENDS[type(outcome)](self, delivery, outcome)
            self._metrics.count("deliveries", platform=delivery.channel.platform, outcome=type(outcome).__name__)
        finally:
            self._free.release()
            self.nudge()

    async def _attempt(self, delivery: Delivery, claimed_s: float) -> Outcome:
        sender = self._senders.get(delivery.channel.platform)
        if sender is None:
            return NotSent(f"no {delivery.channel.platform} token is set", retry_after=_NO_SENDER)
        composed = await self._composer.compose(delivery)
        if isinstance(composed, Nothing):
            _log.info("nothing to send", delivery=delivery.id, reason=composed.reason)
            return Sent("")
        if self._clock.monotonic() - claimed_s > _LONGEST_SINCE_CLAIM_S:
            # The machine slept; another worker may hold this lane by now.
            return NotSent("claimed too long ago", retry_after=timedelta(0))
        return await sender.send(delivery, composed.message, edits=composed.edits, replies_to=composed.replies_to)

    async def _sent(self, delivery: Delivery, outcome: Sent) -> None:
        await self._outbox.ack(delivery, outcome.message_id)
        self._receipts.append((self._clock.monotonic(), delivery.id))
        self._metrics.observe("event_to_ack_s", (self._clock.now() - delivery.event.at).total_seconds())

    async def _not_sent(self, delivery: Delivery, outcome: NotSent) -> None:
        # An earlier attempt that may have arrived stays in doubt, however definite this refusal is.
        await self._again(delivery, outcome.reason, outcome.retry_after, in_doubt=delivery.may_have_arrived)

    async def _unknown(self, delivery: Delivery, outcome: Unknown) -> None:
        await self._again(delivery, outcome.reason, outcome.retry_after, in_doubt=True)

    async def _again(self, delivery: Delivery, reason: str, after: timedelta | None, *, in_doubt: bool) -> None:
        pause = _backoff(delivery.n_tries) if after is None else after
        await self._outbox.retry(delivery, may_have_arrived=in_doubt, after=pause, reason=reason)
        _log.warning("will try again", delivery=delivery.id, reason=reason, in_s=pause.total_seconds())

    async def _refused(self, delivery: Delivery, outcome: Refused) -> None:
        await self._outbox.bury(delivery, outcome.reason)
        told = "a digest was refused, its messages go one by one" if delivery.gathered else "gave up on a delivery"
        _log.error(told, delivery=delivery.id, channel=delivery.channel.id, reason=outcome.reason)

    async def _gone(self, delivery: Delivery, outcome: ChannelGone) -> None:
        await self._outbox.suspend(delivery.channel, outcome.reason)
        _log.error("channel suspended", channel=delivery.channel.id, reason=outcome.reason)

    async def _moved(self, delivery: Delivery, outcome: ChannelMoved) -> None:
        await self._outbox.move(delivery.channel, outcome.new)
        _log.info("channel moved", channel=delivery.channel.id, to=outcome.new.id)


_ENDS: dict[type, Callable[[Deliverer, Delivery, Any], Awaitable[None]]] = {
    Sent: Deliverer._sent,  # noqa: SLF001  the table belongs to the class
    NotSent: Deliverer._not_sent,  # noqa: SLF001
    Unknown: Deliverer._unknown,  # noqa: SLF001
    Refused: Deliverer._refused,  # noqa: SLF001
    ChannelGone: Deliverer._gone,  # noqa: SLF001
    ChannelMoved: Deliverer._moved,  # noqa: SLF001
}


def _backoff(n_tries: int) -> timedelta:
    doublings: int = min(max(n_tries - 1, 0), _MAX_DOUBLINGS)
    return min(_FIRST_BACKOFF * (1 << doublings), _LONGEST_BACKOFF)
