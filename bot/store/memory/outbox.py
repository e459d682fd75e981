"""The delivery ledger of the memory store: the same states and rules as the scripts in lua/outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.channel import Channel, channel_from
from bot.domain.delivery import Addressed, DeadLetter, Delivery, DeliveryState
from bot.domain.event import StoryEvent
from bot.domain.ids import ChannelId, DeliveryId, EventId
from bot.ports import FanOut
from bot.store.codec import instant
from bot.store.keys import LIMITS
from bot.store.memory.state import Row, State
from bot.store.outbox import LEASE

_MICROSECOND = timedelta(microseconds=1)
_DOUBTFUL = (DeliveryState.SENDING, DeliveryState.UNKNOWN)


class MemoryOutbox:
    """The Outbox port."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def next_fan_out(self) -> FanOut | None:
        return next((FanOut(self._state.events[eid], cursor) for eid, cursor in self._state.fans.items()), None)

    async def address(self, event_id: EventId, rows: Sequence[Addressed], cursor: int) -> None:
        state = self._state
        if event_id not in state.fans:
            return
        event = state.events[event_id]
        story = event.story_id if isinstance(event, StoryEvent) else None
        for r in rows:
            channel = state.aliases.get(r.channel_id, r.channel_id)
            if r.delivery_id not in state.rows:
                score = (int(r.urgency), next(state.order))
                state.rows[r.delivery_id] = Row(event_id, channel, event.matter_id, story, score)
                if channel not in state.lanes:
                    state.set_turn(channel, 0)
        if cursor:
            state.fans[event_id] = cursor
        else:
            del state.fans[event_id]

    async def claim(self) -> Delivery | None:
        state = self._state
        self._pull_back()
        while True:
            due = sorted((lane.due_us, channel) for channel, lane in state.lanes.items() if lane.due_us <= state.now_us)
            if not due:
                return None
            channel = due[0][1]
            did = state.sending.get(channel) or next(iter(state.open_rows(channel)), None)
            if did is None:
                state.set_turn(channel, 0)
            elif state.rows[did].n_claims >= LIMITS["most_claims"]:
                n = state.rows[did].n_claims
                self._close(did, DeliveryState.DEAD, f"the bot died {n} times while sending it")
            else:
                return self._taken(did, channel)

    def _pull_back(self) -> None:
        """A clock set back leaves turns in a far future: none may lie further ahead than it was ever set."""
        for channel, lane in self._state.lanes.items():
            if lane.due_us - self._state.now_us > lane.wait_us + LIMITS["clock_slack_us"]:
                self._state.set_turn(channel, lane.wait_us)

    def _taken(self, did: DeliveryId, channel: ChannelId) -> Delivery:
        state, row = self._state, self._state.rows[did]
        was = row.state
        row.n_claims += 1
        row.n_tries += 1
        row.epoch = next(state.epochs)
        row.first_us = state.now_us if row.first_us is None else row.first_us
        row.is_in_doubt = row.is_in_doubt or was in _DOUBTFUL
        row.state = DeliveryState.SENDING
        state.sending[channel] = did
        state.set_turn(channel, LEASE // _MICROSECOND)
        entry = state.followers[row.matter].get(channel)
        return Delivery(
            id=did,
            event=state.events[row.event],
            channel=channel_from(channel),
            epoch=row.epoch,
            n_tries=row.n_tries,
            was=was,
            first_tried_at=instant(row.first_us),
            subscription=entry[1] if entry else None,
            story_message_id=state.messages.get((channel, row.story), "") if row.story else "",
        )

    async def ack(self, delivery: Delivery, message_id: str) -> None:
        row = self._state.rows.get(delivery.id)
        if row is None or row.state is DeliveryState.ACKED:
            return
        self._state.dead.pop(delivery.id, None)
        row.message_id = message_id
        if message_id and row.story:
            self._state.messages[row.channel, row.story] = message_id
        self._close(delivery.id, DeliveryState.ACKED, "")

    async def retry(self, delivery: Delivery, *, may_have_arrived: bool, after: timedelta, reason: str) -> None:
        row = self._mine(delivery)
        if row is None:
            return
        row.state = DeliveryState.UNKNOWN if may_have_arrived else DeliveryState.PENDING
        row.n_claims, row.reason = 0, reason
        self._end_sending(row.channel, delivery.id)
        self._state.set_turn(row.channel, after // _MICROSECOND)

    async def bury(self, delivery: Delivery, reason: str) -> None:
        if self._mine(delivery) is not None:
            self._close(delivery.id, DeliveryState.DEAD, reason)

    async def suspend(self, channel: Channel, reason: str) -> None:
        lane = self._state.aliases.get(channel.id, channel.id)
        follows = any(lane in followers for followers in self._state.followers.values())
        if not follows and not self._state.open_rows(lane):
            return
        self._state.parked[lane] = reason
        self._take_back(lane)
        self._state.set_turn(lane, 0)

    async def resume(self, channel: Channel) -> bool:
        lane = self._state.aliases.get(channel.id, channel.id)
        was_parked = self._state.parked.pop(lane, None) is not None
        if was_parked:
            self._state.set_turn(lane, 0)
        return was_parked

    async def move(self, old: Channel, new: Channel) -> None:
        state = self._state
        if old.id == new.id:
            return
        self._take_back(old.id)
        for did in state.open_rows(old.id):
            state.rows[did].channel = new.id
        for followers in state.followers.values():
            if old.id in followers:
                order, subscription = followers.pop(old.id)
                followers.setdefault(new.id, (order, replace(subscription, channel=new)))
        for (channel, story), message in list(state.messages.items()):
            if channel == old.id:
                state.messages.setdefault((new.id, story), state.messages.pop((channel, story), message))
        state.parked.pop(old.id, None)
        state.aliases = {k: new.id if v == old.id else v for k, v in state.aliases.items()} | {old.id: new.id}
        state.aliases.pop(new.id, None)
        state.set_turn(old.id, 0)
        state.set_turn(new.id, 0)

    async def suspended(self) -> dict[ChannelId, str]:
        return dict(self._state.parked)

    async def dead_letters(self, n: int) -> list[DeadLetter]:
        newest = sorted(self._state.dead.items(), key=lambda kv: (kv[1], kv[0]), reverse=True)[:n]
        rows = [(did, self._state.rows[did], at) for did, at in newest]
        return [DeadLetter(did, row.event, row.channel, row.reason, instant(at)) for did, row, at in rows]

    async def recover(self) -> int:
        for channel in self._state.sending:
            self._state.set_turn(channel, 0)
        return len(self._state.sending)

    async def backlog(self) -> int:
        return len(self._state.fans) + sum(len(self._state.open_rows(c)) for c in self._state.lanes)

    def _mine(self, delivery: Delivery) -> Row | None:
        """The row while this claim is its newest."""
        row = self._state.rows.get(delivery.id)
        is_mine = row is not None and row.state is DeliveryState.SENDING and row.epoch == delivery.epoch
        return row if is_mine else None

    def _close(self, did: DeliveryId, state: DeliveryState, reason: str) -> None:
        row = self._state.rows[did]
        row.state, row.reason = state, reason
        if state is DeliveryState.DEAD:
            self._state.dead[did] = self._state.now_us
        self._end_sending(row.channel, did)
        self._state.set_turn(row.channel, 0)

    def _take_back(self, channel: ChannelId) -> None:
        did = self._state.sending.pop(channel, None)
        if did is not None:
            row = self._state.rows[did]
            row.state = DeliveryState.UNKNOWN if row.is_in_doubt else DeliveryState.PENDING
            row.n_claims = 0

    def _end_sending(self, channel: ChannelId, did: DeliveryId) -> None:
        if self._state.sending.get(channel) == did:
            del self._state.sending[channel]
