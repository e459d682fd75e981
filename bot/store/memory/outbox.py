"""The delivery ledger of the memory store: the same states and rules as the scripts in lua/outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.channel import Channel, channel_from
from bot.domain.delivery import Addressed, DeadLetter, Delivery, DeliveryState
from bot.domain.event import StoryEvent
from bot.domain.ids import ChannelId, DeliveryId, EventId, MatterId, StoryId
from bot.domain.ids import digest as digest_of
from bot.domain.subscription import Subscription
from bot.ports import FanOut
from bot.store.codec import instant
from bot.store.fields import DIGEST, messages_from
from bot.store.keys import LIMITS
from bot.store.memory.state import Row, State

_MICROSECOND = timedelta(microseconds=1)
_DOUBTFUL = (DeliveryState.SENDING, DeliveryState.UNKNOWN)
_CLOSED = (DeliveryState.ACKED, DeliveryState.DEAD)


class MemoryOutbox:
    """The Outbox port."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def next_fan_out(self) -> FanOut | None:
        return next((FanOut(self._state.events[eid], cursor) for eid, cursor in self._state.fans.items()), None)

    async def address(self, event_id: EventId, rows: Sequence[Addressed], cursor: int) -> None:
        state = self._state
        if event_id not in state.fans or (cursor and cursor <= state.fans[event_id]):
            return
        event = state.events[event_id]
        story = event.story_id if isinstance(event, StoryEvent) else None
        for r in rows:
            channel = self._lane_of(r.channel_id)
            if r.delivery_id not in state.rows:
                score = (int(r.urgency), next(state.order))
                state.rows[r.delivery_id] = Row(event_id, channel, event.matter_id, story, score, state.now_us)
                state.join_turns(channel)
        if cursor:
            state.fans[event_id] = cursor
        else:
            del state.fans[event_id]

    async def claim(self) -> Delivery | None:
        state = self._state
        self._pull_back()
        on_their_way = [state.rows[did].n_claims for c, did in state.sending.items() if self._is_under_way(c)]
        if any(n > LIMITS["claims_together"] for n in on_their_way):
            return None
        while due := [(lane.due_us, channel) for channel, lane in state.lanes.items() if lane.due_us <= state.now_us]:
            channel = min(due)[1]
            rows = state.open_rows(channel)
            did = state.sending.get(channel)
            did = did if did in rows else self._gathered(channel, rows)
            n_claims = state.rows[did].n_claims
            if n_claims < LIMITS["most_claims"]:
                goes_alone = n_claims >= LIMITS["claims_together"]
                return None if goes_alone and on_their_way else self._taken(did, channel)
            self._bury(did, f"the bot died {n_claims} times while sending it")
        return None

    def _gathered(self, channel: ChannelId, lane: Sequence[DeliveryId]) -> DeliveryId:
        """The head of a lane, which becomes a digest of what waits when that is more than a few."""
        rows = self._state.rows
        parts = tuple(did for did in lane[: 2 * LIMITS["most_gathered"]] if _may_gather(rows[did]))
        parts = parts[: LIMITS["most_gathered"]]
        if len(parts) <= LIMITS["most_single"] or parts[0] != lane[0]:
            return lane[0]
        head, digest = rows[parts[0]], DeliveryId(digest_of(*parts, n_chars=24))
        since_us = min(rows[did].queued_us for did in parts)
        rows[digest] = Row(head.event, channel, MatterId(""), None, head.score, since_us, members=parts)
        for did in parts:
            rows[did].state, rows[did].digest = DeliveryState.GATHERED, digest
        return digest

    def _scatter(self, digest: Row) -> None:
        """Its parts go back to their places, each to be sent on its own; what is in doubt of it is so of them."""
        for row in self._parts(digest):
            if row.state is DeliveryState.GATHERED:
                row.is_in_doubt, row.is_alone, row.channel = digest.is_in_doubt, True, digest.channel
                row.state = DeliveryState.UNKNOWN if row.is_in_doubt else DeliveryState.PENDING
                row.first_us = digest.first_us if row.is_in_doubt else row.first_us
        self._state.join_turns(digest.channel)

    def _parts(self, digest: Row) -> list[Row]:
        # One that fell apart may have lost some: what is queued is dropped when a channel leaves.
        return [self._state.rows[did] for did in digest.members if did in self._state.rows]

    def _is_under_way(self, channel: ChannelId) -> bool:
        lane = self._state.lanes.get(channel)
        return lane is not None and lane.due_us > self._state.now_us

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
        state.set_turn(channel, LIMITS["lease_us"])
        own, told_in = messages_from(self._message(row, channel))
        alone = Delivery(
            id=did,
            event=state.events[row.event],
            channel=channel_from(channel),
            epoch=row.epoch,
            n_tries=row.n_tries,
            was=was,
            first_tried_at=instant(row.first_us),
            subscription=self._subscription(row.matter, channel),
            story_message_id=own,
            told_in=told_in,
        )
        gathered = self._parts_as(DeliveryState.GATHERED, row.members, alone)
        spoken_to = next((part.subscription for part in gathered if part.subscription), alone.subscription)
        told_with = self._parts_as(DeliveryState.ACKED, self._digest_of(row, channel), alone)
        return replace(alone, gathered=gathered, told_with=told_with, subscription=spoken_to)

    def _digest_of(self, row: Row, channel: ChannelId) -> tuple[DeliveryId, ...]:
        """What the digest consists of in which the row's story was told."""
        message = self._message(row, channel)
        return self._state.rows[DeliveryId(message.split(":")[1])].members if message.startswith(DIGEST) else ()

    def _note_message(self, channel: ChannelId, story: StoryId | None, value: str) -> None:
        """A story keeps the message that is its own, and else the digest in which it was told."""
        known = self._state.messages.get((channel, story), "") if story else ""
        is_digest = known.startswith(DIGEST)
        if story is None or (is_digest and messages_from(known)[1] == value):
            return
        if not known or is_digest or not value.startswith(DIGEST):
            self._state.messages[channel, story] = value

    def _parts_as(self, wanted: DeliveryState, members: Sequence[DeliveryId], digest: Delivery) -> tuple[Delivery, ...]:
        """Those in this state: one that was on its way when its chat moved may still arrive by itself."""
        rows = self._state.rows
        return tuple(self._part(digest, did) for did in members if did in rows and rows[did].state is wanted)

    def _part(self, digest: Delivery, did: DeliveryId) -> Delivery:
        row, channel = self._state.rows[did], digest.channel.id
        own, told_in = messages_from(self._message(row, channel))
        return replace(
            digest,
            id=did,
            event=self._state.events[row.event],
            subscription=self._subscription(row.matter, channel),
            story_message_id=own,
            told_in=told_in,
        )

    def _subscription(self, matter_id: MatterId, channel: ChannelId) -> Subscription | None:
        entry = self._state.followers[matter_id].get(channel)
        return replace(entry[1], channel=channel_from(channel)) if entry else None

    def _message(self, row: Row, channel: ChannelId) -> str:
        return self._state.messages.get((channel, row.story), "") if row.story else ""

    async def ack(self, delivery: Delivery, message_id: str) -> None:
        state, row = self._state, self._state.rows.get(delivery.id)
        if row is None:
            return
        row.channel = self._lane_of(row.channel)
        if row.state is not DeliveryState.ACKED:
            for arrived in (row, *self._parts(row)):
                arrived.state, arrived.reason, arrived.channel = DeliveryState.ACKED, "", row.channel
            for did in (delivery.id, *row.members):
                state.dead.pop(did, None)
            for part in self._parts(row) if message_id else ():
                self._note_message(row.channel, part.story, f"{DIGEST}{delivery.id}:{message_id}")
            if message_id:
                self._note_message(row.channel, row.story, message_id)
        if row.epoch == delivery.epoch:
            state.end_attempt(row.channel, delivery.id, 0)
        elif not state.open_rows(row.channel):
            state.lanes.pop(row.channel, None)

    async def retry(self, delivery: Delivery, *, may_have_arrived: bool, after: timedelta, reason: str) -> None:
        row = self._mine(delivery)
        if row is not None:
            row.is_in_doubt = may_have_arrived or row.is_in_doubt
            row.state = DeliveryState.UNKNOWN if row.is_in_doubt else DeliveryState.PENDING
            row.n_claims, row.reason = 0, reason
            self._state.end_attempt(row.channel, delivery.id, after // _MICROSECOND)

    async def bury(self, delivery: Delivery, reason: str) -> None:
        if self._mine(delivery) is not None:
            self._bury(delivery.id, reason)

    async def suspend(self, channel: Channel, reason: str) -> None:
        lane = self._lane_of(channel.id)
        follows = any(lane in followers for followers in self._state.followers.values())
        if not follows and not self._state.open_rows(lane):
            return
        self._state.parked[lane] = reason
        self._state.take_back(lane)
        self._state.lanes.pop(lane, None)

    async def resume(self, channel: Channel) -> bool:
        lane = self._lane_of(channel.id)
        was_parked = self._state.parked.pop(lane, None) is not None
        if was_parked:
            self._state.set_turn(lane, 0)
        return was_parked

    async def move(self, old: Channel, new: Channel) -> None:
        if old.id != new.id:
            self._move_lane(old.id, new.id)
            self._move_following(old.id, new.id)

    def _move_lane(self, old: ChannelId, new: ChannelId) -> None:
        state = self._state
        state.take_back(old)
        for did in state.open_rows(old):
            state.rows[did].channel = new
        state.parked.pop(old, None)
        state.lanes.pop(old, None)
        state.join_turns(new)

    def _move_following(self, old: ChannelId, new: ChannelId) -> None:
        state = self._state
        for followers in state.followers.values():
            if old in followers:
                followers.setdefault(new, followers.pop(old))
        for story in [s for channel, s in state.messages if channel == old]:
            state.messages.setdefault((new, story), state.messages.pop((old, story)))
        state.aliases = {k: new if v == old else v for k, v in state.aliases.items()} | {old: new}
        state.aliases.pop(new, None)

    async def suspended(self) -> dict[ChannelId, str]:
        return dict(self._state.parked)

    async def dead_letters(self, n: int) -> list[DeadLetter]:
        newest = sorted(self._state.dead.items(), key=lambda kv: (kv[1], kv[0]), reverse=True)[:n]
        rows = [(did, self._state.rows[did], at) for did, at in newest]
        return [DeadLetter(did, row.event, row.channel, row.reason, instant(at)) for did, row, at in rows]

    async def redrive(self, delivery_ids: Sequence[DeliveryId]) -> list[DeliveryId]:
        again = [did for did in dict.fromkeys(delivery_ids) if did in self._state.dead]
        for did in again:
            self._revive(did, self._state.rows[did])
        return again

    def _revive(self, did: DeliveryId, row: Row) -> None:
        del self._state.dead[did]
        row.channel = self._lane_of(row.channel)
        row.state = DeliveryState.UNKNOWN if row.is_in_doubt else DeliveryState.PENDING
        row.n_tries, row.n_claims, row.reason = 0, 0, ""
        row.epoch = next(self._state.epochs)
        row.score, row.queued_us = (row.score[0], next(self._state.order)), self._state.now_us
        self._state.join_turns(row.channel)

    async def recover(self) -> int:
        state = self._state
        before = state.sending
        state.sending = {channel: did for channel, did in before.items() if did in state.open_rows(channel)}
        for did in state.sending.values():
            state.rows[did].epoch, state.rows[did].is_in_doubt = next(state.epochs), True
        for channel in before:
            state.set_turn(channel, 0)
        return len(state.sending)

    async def backlog(self) -> int:
        return len(self._state.fans) + sum(len(self._state.open_rows(c)) for c in self._state.lanes)

    def _lane_of(self, channel: ChannelId) -> ChannelId:
        return self._state.aliases.get(channel, channel)

    def _mine(self, delivery: Delivery) -> Row | None:
        """The open row while this claim is its newest."""
        row = self._state.rows.get(delivery.id)
        is_mine = row is not None and row.state not in _CLOSED and row.epoch == delivery.epoch
        return row if is_mine else None

    def _bury(self, did: DeliveryId, reason: str) -> None:
        row = self._state.rows[did]
        row.state, row.reason = DeliveryState.DEAD, reason
        if row.members:
            self._scatter(row)
        else:
            self._state.dead[did] = self._state.now_us
        self._state.end_attempt(row.channel, did, 0)


def _may_gather(row: Row) -> bool:
    """Nothing that may have arrived, and no edit: that changes a message which is there already."""
    is_new = row.state is DeliveryState.PENDING and row.score[0] < LIMITS["urgency_of_edits"]
    return is_new and not row.members and not row.is_alone
