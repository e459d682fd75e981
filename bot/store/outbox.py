"""The delivery ledger in Redis: lanes, leases, fencing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.domain.audit.facts import AuditFacts, Lapsed, WaitingFanOut
from bot.domain.channel import Channel, channel_from
from bot.domain.delivery import Addressed, DeadLetter, Delivery, DeliveryState, Urgency
from bot.domain.errors import MalformedError
from bot.domain.ids import ChannelId, DeliveryId, EventId, SourceId
from bot.domain.subscription import Subscription
from bot.ports import FanOut
from bot.store.codec import EVENT, instant, packed
from bot.store.connection import Connection
from bot.store.fields import messages_from, subscription_from
from bot.store.keys import Key

_log = structlog.get_logger("store")
_CHUNK = 500
_LANES = 200
_MOST_SCANS = 40
_MICROSECOND = timedelta(microseconds=1)


class RedisOutbox:
    """The Outbox port. Only the instance that holds the lease may claim."""

    def __init__(self, connection: Connection, instance: str) -> None:
        self._connection = connection
        self._redis = connection.redis
        self._instance = instance

    async def next_fan_out(self) -> FanOut | None:
        while ids := await self._connection.ask(self._redis.zrange(Key.FAN, 0, 0)):
            event_id = EventId(ids[0])
            raw = await self._connection.ask(self._redis.hget(Key.EVENT + event_id, "body"))
            cursor = await self._connection.ask(self._redis.hget(Key.CURSOR, event_id))
            try:
                return FanOut(EVENT.decode(raw or ""), int(cursor or 0))
            except (MalformedError, ValueError) as error:
                # It would be the oldest for ever, and nobody would be told of anything after it.
                _log.error("an event cannot be read; nobody is told of it", event_id=event_id, error=str(error))
                await self.address(event_id, [], 0)
        return None

    async def address(self, event_id: EventId, rows: Sequence[Addressed], cursor: int) -> None:
        given = [[r.delivery_id, r.channel_id, int(r.urgency)] for r in rows]
        await self._connection.run("outbox/address", event_id, cursor, packed(given))

    async def claim(self) -> Delivery | None:
        while row := await self._connection.run("outbox/claim", self._instance):
            try:
                return _delivery(row)
            except MalformedError as error:
                await self._connection.run("outbox/bury", row[0], row[6], f"its record cannot be read: {error}")
        return None

    async def ack(self, delivery: Delivery, message_id: str) -> None:
        await self._connection.run("outbox/ack", delivery.id, delivery.epoch, message_id)

    async def retry(self, delivery: Delivery, *, may_have_arrived: bool, after: timedelta, reason: str) -> None:
        delay = after // _MICROSECOND
        await self._connection.run("outbox/retry", delivery.id, delivery.epoch, int(may_have_arrived), delay, reason)

    async def bury(self, delivery: Delivery, reason: str) -> None:
        await self._connection.run("outbox/bury", delivery.id, delivery.epoch, reason)

    async def suspend(self, channel: Channel, reason: str) -> None:
        await self._connection.run("outbox/suspend", channel.id, reason)

    async def resume(self, channel: Channel) -> bool:
        return bool(await self._connection.run("outbox/resume", channel.id))

    async def move(self, old: Channel, new: Channel) -> None:
        await self._connection.run("outbox/move", old.id, new.id)

    async def suspended(self) -> dict[ChannelId, str]:
        parked = await self._connection.ask(self._redis.hgetall(Key.PARKED))
        return {ChannelId(channel): reason for channel, reason in parked.items()}

    async def dead_letters(self, n: int) -> list[DeadLetter]:
        """The newest first."""
        if n < 1:
            return []
        found = await self._connection.ask(self._redis.zrange(Key.DEAD, 0, n - 1, desc=True, withscores=True))
        pipe = self._redis.pipeline(transaction=False)
        for row, _ in found:
            pipe.hmget(Key.ROW + row, ["event", "channel", "reason"])
        rows = zip(found, await self._connection.ask(pipe.execute()), strict=True)
        return [
            DeadLetter(DeliveryId(row), EventId(event or ""), ChannelId(channel or ""), reason or "", instant(at))
            for (row, at), (event, channel, reason) in rows
        ]

    async def redrive(self, delivery_ids: Sequence[DeliveryId]) -> list[DeliveryId]:
        again: list[DeliveryId] = []
        for first in range(0, len(delivery_ids), _CHUNK):
            again += await self._connection.run("outbox/redrive", packed(delivery_ids[first : first + _CHUNK]))
        return again

    async def recover(self) -> int:
        return int(await self._connection.run("outbox/recover"))

    async def backlog(self) -> int:
        return int(await self._connection.run("outbox/backlog"))


class RedisAudit:
    """The AuditStore port. Every call goes on through the keys where the one before stopped."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursor = "0"

    async def facts(self, receipts: Sequence[DeliveryId], source_ids: Sequence[SourceId]) -> AuditFacts:
        at, n_dead, lapsed, fan_out, unclosed, polls = await self._connection.run(
            "outbox/audit", packed(receipts), packed(source_ids)
        )
        return AuditFacts(
            at=instant(at),
            waiting=await self._waiting(),
            lapsed=tuple(
                Lapsed(DeliveryId(row), ChannelId(lane), instant(turn))
                for row, lane, turn in zip(lapsed[::3], lapsed[1::3], lapsed[2::3], strict=True)
            ),
            fan_out=WaitingFanOut(EventId(fan_out[0]), instant(fan_out[1])) if fan_out else None,
            unclosed=tuple(map(DeliveryId, unclosed)),
            flaws=await self._flaws(),
            polls={SourceId(sid): instant(at) for sid, at in zip(polls[::2], polls[1::2], strict=True)},
            n_dead=int(n_dead),
        )

    async def _waiting(self) -> dict[Urgency, datetime]:
        waiting: dict[Urgency, datetime] = {}
        n_lanes, first = _LANES, 0
        while n_lanes == _LANES:
            n_lanes, *since = await self._connection.run("outbox/audit_lanes", first, _LANES, max(Urgency))
            found = {urgency: instant(at) for urgency, at in zip(Urgency, since, strict=True) if at}
            waiting |= {urgency: min(at, waiting.get(urgency, at)) for urgency, at in found.items()}
            first += _LANES
        return waiting

    async def _flaws(self) -> tuple[str, ...]:
        flaws: dict[str, None] = {}
        for _ in range(_MOST_SCANS):
            self._cursor, found = await self._connection.run("outbox/audit_rows", self._cursor, _CHUNK)
            flaws |= dict.fromkeys(found)
            if self._cursor == "0":
                break
        return tuple(flaws)


def _delivery(row: Sequence[Any]) -> Delivery:
    """A claimed row as a value. Raises: MalformedError."""
    delivery_id, lane, body, was, tries, first, epoch, subscription, message_id, parts, others = row
    channel_id = ChannelId(lane)
    own, told_in = messages_from(message_id)
    alone = Delivery(
        id=DeliveryId(delivery_id),
        event=EVENT.decode(body),
        channel=channel_from(channel_id),
        epoch=int(epoch),
        n_tries=int(tries),
        was=_state(was),
        first_tried_at=instant(first),
        subscription=_subscription(channel_id, subscription),
        story_message_id=own,
        told_in=told_in,
    )
    gathered = tuple(_part(alone, *part) for part in parts)
    spoken_to = next((part.subscription for part in gathered if part.subscription), alone.subscription)
    told_with = tuple(_part(alone, *part) for part in others if part[1])
    return replace(alone, gathered=gathered, told_with=told_with, subscription=spoken_to)


def _part(digest: Delivery, delivery_id: str, body: str, subscription: str, message_id: str) -> Delivery:
    own, told_in = messages_from(message_id)
    return replace(
        digest,
        id=DeliveryId(delivery_id),
        event=EVENT.decode(body),
        subscription=_subscription(digest.channel.id, subscription),
        story_message_id=own,
        told_in=told_in,
    )


def _subscription(channel_id: ChannelId, body: str) -> Subscription | None:
    return subscription_from(channel_id, body) if body else None


def _state(value: str) -> DeliveryState:
    try:
        return DeliveryState(value)
    except ValueError as error:
        raise MalformedError(f"not a delivery state: {value!r}") from error
