"""Items, deadlines and subscriptions of the memory store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.channel import Channel, channel_from
from bot.domain.deadline import Deadline, Reminder
from bot.domain.delivery import DeliveryState
from bot.domain.errors import ConflictError
from bot.domain.event import AlertLevel, Event, StoryEvent
from bot.domain.ids import ChannelId, DeadlineId, EventId, MatterId, ReminderId, SourceId, StoryId
from bot.domain.matter import Matter
from bot.domain.plan import MatterState, Plan, World
from bot.domain.source import Habits, SourceState, Validators
from bot.domain.story import Story
from bot.domain.subscription import Subscription
from bot.store.codec import micros, reminder_from
from bot.store.keys import LIMITS
from bot.store.memory.state import State

_CHUNK = 500


class MemoryDeadlines:
    """The DeadlineStore port."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def current(self, matter_id: MatterId) -> list[Deadline]:
        newest: dict[DeadlineId, Deadline] = {}
        for (deadline_id, _), deadline in sorted(self._state.deadlines[matter_id].items(), key=lambda kv: kv[0][1]):
            newest[deadline_id] = deadline
        return sorted(newest.values(), key=lambda d: (d.due_at, d.id))

    async def history(self, matter_id: MatterId, deadline_id: DeadlineId) -> list[Deadline]:
        versions = self._state.deadlines[matter_id].values()
        return sorted((d for d in versions if d.id == deadline_id), key=lambda d: d.version)

    async def due(self, now: datetime) -> list[Reminder]:
        due = sorted((at, rid) for rid, at in self._state.reminders.items() if at <= micros(now))
        return [reminder_from(rid, at) for at, rid in due[:_CHUNK]]

    async def fire(self, reminders: Sequence[ReminderId], events: Sequence[Event]) -> bool:
        taken = [self._state.reminders.pop(rid, None) for rid in reminders]
        if all(at is None for at in taken):
            return False
        self._state.add_events(list(events))
        return True


class MemoryItems:
    """The ItemStore port."""

    def __init__(self, state: State, deadlines: MemoryDeadlines) -> None:
        self._state = state
        self._deadlines = deadlines

    async def open_matter(self, matter: Matter, deadlines: Sequence[Deadline], reminders: Sequence[Reminder]) -> None:
        if deadlines and not self._state.deadlines[matter.id]:
            self._state.revisions[matter.id] += 1
            self._state.deadlines[matter.id] |= {(d.id, d.version): d for d in deadlines}
            self._state.reminders |= {r.id: micros(r.fire_at) for r in reminders}

    async def world(self, source_id: SourceId, marks: Sequence[int], matters: Sequence[Matter]) -> World:
        return World(
            seen=frozenset(marks) & (self._state.seen[source_id] | self._state.contents[source_id]),
            is_baselined=self._source(source_id).is_baselined,
            matters=tuple([await self._matter_state(m) for m in matters]),
        )

    async def _matter_state(self, matter: Matter) -> MatterState:
        order = {spec.id: n for n, spec in enumerate(matter.deadlines)}
        deadlines = sorted(await self._deadlines.current(matter.id), key=lambda d: (order.get(d.id, len(order)), d.id))
        stories = tuple(self._newest(matter.id)[: LIMITS["world_stories"]])
        return MatterState(matter, self._state.revisions[matter.id], stories, tuple(deadlines))

    async def commit(self, plan: Plan, next_poll_at: datetime | None, habits: Habits | None = None) -> None:
        state = self._state
        if any(state.revisions[mid] != revision for mid, revision in plan.revisions.items()):
            raise ConflictError("A matter changed while its plan was made; read the world again and replan.")
        for mid in plan.revisions:
            state.revisions[mid] += 1
        state.seen[plan.source_id] |= {*plan.marks, *plan.known_again}
        if plan.contents:
            state.contents[plan.source_id] = set(plan.contents)
        before = self._source(plan.source_id)
        before = replace(before, last_new_at=plan.at if plan.marks else before.last_new_at)
        state.sources[plan.source_id] = before
        if next_poll_at is not None:
            state.polled[plan.source_id] = plan.at
            state.sources[plan.source_id] = SourceState(
                validators=plan.validators,
                is_baselined=True,
                next_poll_at=next_poll_at,
                last_ok_at=plan.at,
                last_new_at=before.last_new_at,
                habits=habits or before.habits,
            )
        for story in plan.stories:
            state.stories[story.matter_id][story.id] = story
        for change in plan.changes:
            for version in (change.before, change.after):
                state.deadlines[version.matter_id].setdefault((version.id, version.version), version)
            state.reminders = {rid: at for rid, at in state.reminders.items() if not _is_older(rid, change.after)}
        state.reminders |= {r.id: micros(r.fire_at) for r in plan.reminders}
        state.add_events(list(plan.events))

    async def note_unchanged(
        self,
        source_id: SourceId,
        validators: Validators,
        at: datetime,
        next_poll_at: datetime,
        habits: Habits | None = None,
    ) -> None:
        self._state.polled[source_id] = at
        before = self._source(source_id)
        self._state.sources[source_id] = replace(
            before,
            habits=habits or before.habits,
            validators=validators,
            last_ok_at=at,
            next_poll_at=next_poll_at,
            n_fails=0,
            failing_since_at=None,
            problem="",
        )

    async def note_failure(
        self, source_id: SourceId, problem: str, at: datetime, next_poll_at: datetime
    ) -> SourceState:
        before = self._source(source_id)
        is_repeated = not before.is_healthy and self._state.polled.get(source_id) == at
        self._state.polled[source_id] = at
        self._state.sources[source_id] = replace(
            before,
            n_fails=before.n_fails + (not is_repeated),
            failing_since_at=before.failing_since_at or at,
            problem=problem,
            next_poll_at=next_poll_at,
        )
        return self._state.sources[source_id]

    async def hasten(self, polls: Mapping[SourceId, datetime]) -> None:
        for source_id, at in polls.items():
            state = self._source(source_id)
            if state.next_poll_at is not None and at < state.next_poll_at:
                self._state.sources[source_id] = replace(state, next_poll_at=at)

    async def source_states(self, source_ids: Sequence[SourceId]) -> dict[SourceId, SourceState]:
        return {sid: self._source(sid) for sid in source_ids}

    async def due_sources(self, source_ids: Sequence[SourceId], now: datetime) -> list[SourceId]:
        polls = [(self._source(sid).next_poll_at or now, self._state.polled.get(sid, now), sid) for sid in source_ids]
        due = [
            (micros(upcoming) if sid in self._state.polled else 0, sid)
            for upcoming, last, sid in polls
            if upcoming <= now or last > now
        ]
        return [sid for _, sid in sorted(due)]

    async def find_story(self, matter_id: MatterId, story_id: StoryId) -> Story | None:
        return self._state.stories[matter_id].get(story_id)

    async def latest(self, matter_id: MatterId, n: int) -> list[Story]:
        return [s for s in self._newest(matter_id) if s.level is not AlertLevel.IGNORE][:n]

    async def find_event(self, event_id: EventId) -> Event | None:
        return self._state.events.get(event_id)

    async def events(self, matter_id: MatterId, n: int) -> list[StoryEvent]:
        mine = [e for e in self._state.events.values() if isinstance(e, StoryEvent) and e.matter_id == matter_id]
        return mine[::-1][:n]

    def _source(self, source_id: SourceId) -> SourceState:
        return self._state.sources.get(source_id, SourceState())

    def _newest(self, matter_id: MatterId) -> list[Story]:
        return sorted(self._state.stories[matter_id].values(), key=lambda s: (s.updated_at, s.id), reverse=True)


class MemorySubscriptions:
    """The SubscriptionStore port."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def subscribe(self, subscription: Subscription) -> bool:
        followers, channel = self._state.followers[subscription.matter_id], subscription.channel.id
        known = followers.get(channel)
        followers[channel] = (known[0] if known else next(self._state.order), subscription)
        self._state.aliases.pop(channel, None)
        return known is None

    async def unsubscribe(self, channel: Channel, matter_id: MatterId) -> bool:
        was_there = self._state.followers[matter_id].pop(channel.id, None) is not None
        for did in self._state.open_rows(channel.id):
            row = self._state.rows[did]
            if row.matter == matter_id and row.state is not DeliveryState.SENDING:
                del self._state.rows[did]
        if not self._state.open_rows(channel.id):
            self._state.set_turn(channel.id, 0)
        return was_there

    async def of_channel(self, channel: Channel) -> list[Subscription]:
        found = ((mid, followers.get(channel.id)) for mid, followers in self._state.followers.items())
        return [_of(channel.id, entry[1]) for _, entry in sorted(found, key=lambda pair: pair[0]) if entry is not None]

    async def of_matter(self, matter_id: MatterId, cursor: int = 0) -> tuple[list[Subscription], int]:
        followers = self._state.followers[matter_id].items()
        ahead = sorted((order, channel, s) for channel, (order, s) in followers if order > cursor)
        chunk = ahead[:_CHUNK]
        return [_of(channel, s) for _, channel, s in chunk], (chunk[-1][0] if len(chunk) == _CHUNK else 0)


def _of(channel_id: ChannelId, subscription: Subscription) -> Subscription:
    """A moved chat keeps what it subscribed under its old id."""
    return replace(subscription, channel=channel_from(channel_id))


def _is_older(reminder_id: ReminderId, deadline: Deadline) -> bool:
    reminder = reminder_from(reminder_id, 0)
    is_same = (reminder.matter_id, reminder.deadline_id) == (deadline.matter_id, deadline.id)
    return is_same and reminder.version < deadline.version
