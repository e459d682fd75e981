"""The delivery ledger in Redis: lanes, leases, fencing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.domain.channel import Channel, channel_from
from bot.domain.delivery import Addressed, DeadLetter, Delivery, DeliveryState
from bot.domain.errors import MalformedError
from bot.domain.ids import ChannelId, DeliveryId, EventId
from bot.ports import FanOut
from bot.store.codec import CHANNEL, EVENT, SUBSCRIPTION, instant
from bot.store.connection import Connection
from bot.store.keys import Key

LEASE = timedelta(seconds=30)
"""Longer than an attempt may last, so that a live sender is never overtaken."""

_log = structlog.get_logger("store")
_MICROSECOND = timedelta(microseconds=1)


class RedisOutbox:
    """The Outbox port. Only the instance that holds the lease may claim."""

    def __init__(self, connection: Connection, instance: str) -> None:
        self._connection = connection
        self._redis = connection.redis
        self._instance = instance

    async def next_fan_out(self) -> FanOut | None:
        for eid in await self._connection.ask(self._redis.zrange(Key.FAN, 0, 0)):
            raw = await self._connection.ask(self._redis.hget(Key.EVENT + eid, "body"))
            event = next(EVENT.readable([raw]), None)
            if event is None:
                _log.error("an event cannot be read; nobody is told of it", event=eid)
                await self.address(EventId(eid), [], 0)
                return await self.next_fan_out()
            cursor = await self._connection.ask(self._redis.hget(Key.CURSOR, eid))
            return FanOut(event, int(cursor or 0))
        return None

    async def address(self, event_id: EventId, rows: Sequence[Addressed], cursor: int) -> None:
        given = [[r.delivery_id, r.channel_id, int(r.urgency)] for r in rows]
        await self._connection.run("outbox/address", event_id, cursor, json.dumps(given))

    async def claim(self) -> Delivery | None:
        while True:
            row = await self._connection.run("outbox/claim", self._instance, LEASE // _MICROSECOND)
            if not row:
                return None
            try:
                return _delivery(row)
            except MalformedError as error:
                await self._connection.run("outbox/bury", row[0], row[6], str(error))

    async def ack(self, delivery: Delivery, message_id: str) -> None:
        await self._connection.run("outbox/ack", delivery.id, message_id)

    async def retry(self, delivery: Delivery, *, may_have_arrived: bool, after: timedelta, reason: str) -> None:
        state = DeliveryState.UNKNOWN if may_have_arrived else DeliveryState.PENDING
        delay = after // _MICROSECOND
        await self._connection.run("outbox/retry", delivery.id, delivery.epoch, state, delay, reason)

    async def bury(self, delivery: Delivery, reason: str) -> None:
        await self._connection.run("outbox/bury", delivery.id, delivery.epoch, reason)

    async def suspend(self, channel: Channel, reason: str) -> None:
        await self._connection.run("outbox/suspend", channel.id, reason)

    async def resume(self, channel: Channel) -> bool:
        return bool(await self._connection.run("outbox/resume", channel.id))

    async def move(self, old: Channel, new: Channel) -> None:
        bodies = CHANNEL.encode(old), CHANNEL.encode(new)
        await self._connection.run("outbox/move", old.id, new.id, *bodies)

    async def suspended(self) -> dict[ChannelId, str]:
        parked = await self._connection.ask(self._redis.hgetall(Key.PARKED))
        return {ChannelId(channel): reason for channel, reason in parked.items()}

    async def dead_letters(self, n: int) -> list[DeadLetter]:
        rows = await self._connection.ask(self._redis.zrange(Key.DEAD, 0, n - 1, desc=True, withscores=True))
        return [await self._dead_letter(DeliveryId(row), score) for row, score in rows]

    async def recover(self) -> int:
        return int(await self._connection.run("outbox/recover"))

    async def backlog(self) -> int:
        n_events = await self._connection.ask(self._redis.zcard(Key.FAN))
        lanes = await self._connection.ask(self._redis.zrange(Key.DUE, 0, -1))
        pipe = self._redis.pipeline(transaction=False)
        for lane in lanes:
            pipe.zcard(Key.LANE + lane)
        n_rows = sum(await self._connection.ask(pipe.execute())) if lanes else 0
        return int(n_events + n_rows)

    async def _dead_letter(self, row: DeliveryId, score: float) -> DeadLetter:
        event, channel, reason = await self._connection.ask(
            self._redis.hmget(Key.ROW + row, ["event", "channel", "reason"])
        )
        return DeadLetter(row, EventId(event or ""), ChannelId(channel or ""), reason or "", instant(score))


def _delivery(row: Sequence[str]) -> Delivery:
    """A claimed row as a value. Raises: MalformedError."""
    delivery_id, channel_id, body, was, tries, first, epoch, subscription, message_id = row
    return Delivery(
        id=DeliveryId(delivery_id),
        event=EVENT.decode(body),
        channel=channel_from(ChannelId(channel_id)),
        epoch=int(epoch),
        n_tries=int(tries),
        was=_state(was),
        first_tried_at=instant(first),
        subscription=SUBSCRIPTION.decode(subscription) if subscription else None,
        story_message_id=message_id,
    )


def _state(value: str) -> DeliveryState:
    try:
        return DeliveryState(value)
    except ValueError as error:
        raise MalformedError(f"not a delivery state: {value!r}") from error
