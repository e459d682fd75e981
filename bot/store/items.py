"""Sources, items, stories and events in Redis."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot.domain.deadline import Deadline, Reminder
from bot.domain.errors import ConflictError
from bot.domain.event import AlertLevel, Event, StoryEvent
from bot.domain.ids import EventId, MatterId, SourceId, StoryId
from bot.domain.matter import Matter
from bot.domain.plan import MatterState, Plan, World
from bot.domain.source import SourceState, Validators
from bot.domain.story import Story
from bot.store.codec import DEADLINE, EVENT, STORY, micros
from bot.store.connection import Connection
from bot.store.deadlines import RedisDeadlines, field_of
from bot.store.fields import event_fields, reminder_fields, source_state_from
from bot.store.keys import Key

_WORLD_STORIES = 200


class RedisItems:
    """The ItemStore port."""

    def __init__(self, connection: Connection, deadlines: RedisDeadlines) -> None:
        self._connection = connection
        self._redis = connection.redis
        self._deadlines = deadlines

    async def open_matter(self, matter: Matter, deadlines: Sequence[Deadline], reminders: Sequence[Reminder]) -> None:
        given = {
            "deadlines": [{"field": field_of(d), "body": DEADLINE.encode(d)} for d in deadlines],
            "reminders": [reminder_fields(r) for r in reminders],
        }
        await self._connection.run("items/open_matter", matter.id, json.dumps(given))

    async def world(self, source_id: SourceId, marks: Sequence[int], matters: Sequence[Matter]) -> World:
        flags = await self._connection.run("items/seen", source_id, *marks) if marks else []
        seen = frozenset(mark for mark, flag in zip(marks, flags, strict=True) if flag)
        baselined = await self._connection.ask(self._redis.hget(Key.SOURCE + source_id, "baselined"))
        states = [await self._matter_state(m) for m in matters]
        return World(seen=seen, is_baselined=baselined == "1", matters=tuple(states))

    async def _matter_state(self, matter: Matter) -> MatterState:
        # The revision is read first: what changes after it makes the commit fail, never pass unnoticed.
        revision = await self._connection.ask(self._redis.hget(Key.MATTER + matter.id, "revision"))
        stories = await self._stories(Key.STORIES, matter.id, _WORLD_STORIES)
        order = {spec.id: n for n, spec in enumerate(matter.deadlines)}
        deadlines = sorted(await self._deadlines.current(matter.id), key=lambda d: order.get(d.id, len(order)))
        return MatterState(matter, int(revision or 0), tuple(stories), tuple(deadlines))

    async def commit(self, plan: Plan, next_poll_at: datetime) -> None:
        versions = [d for c in plan.changes for d in (c.before, c.after)]
        given = {
            "source": plan.source_id,
            "at": str(micros(plan.at)),
            "next": str(micros(next_poll_at)),
            "etag": plan.validators.etag,
            "last_modified": plan.validators.last_modified,
            "body_hash": plan.validators.body_hash,
            "marks": [str(mark) for mark in plan.marks],
            "matters": [{"id": mid, "revision": str(revision)} for mid, revision in plan.revisions.items()],
            "stories": [_story_fields(s) for s in plan.stories],
            "events": [event_fields(e) for e in plan.events],
            "deadlines": [{"matter": d.matter_id, "field": field_of(d), "body": DEADLINE.encode(d)} for d in versions],
            "superseded": [f"{c.before.matter_id}|{c.before.id}|{c.before.version}|" for c in plan.changes],
            "reminders": [reminder_fields(r) for r in plan.reminders],
        }
        if not await self._connection.run("items/commit", json.dumps(given)):
            raise ConflictError("A matter changed while its plan was made.")

    async def note_unchanged(
        self, source_id: SourceId, validators: Validators, at: datetime, next_poll_at: datetime
    ) -> None:
        v = validators
        times = micros(at), micros(next_poll_at)
        await self._connection.run("items/note_unchanged", source_id, *times, v.etag, v.last_modified, v.body_hash)

    async def note_failure(
        self, source_id: SourceId, problem: str, at: datetime, next_poll_at: datetime
    ) -> SourceState:
        await self._connection.run("items/note_failure", source_id, micros(at), micros(next_poll_at), problem)
        return (await self.source_states([source_id]))[source_id]

    async def source_states(self, source_ids: Sequence[SourceId]) -> dict[SourceId, SourceState]:
        pipe = self._redis.pipeline(transaction=False)
        for sid in source_ids:
            pipe.hgetall(Key.SOURCE + sid)
            pipe.zscore(Key.POLLS, sid)
        answers = await self._connection.ask(pipe.execute()) if source_ids else []
        pairs = zip(answers[::2], answers[1::2], strict=True)
        return {
            sid: source_state_from(fields, next_poll)
            for sid, (fields, next_poll) in zip(source_ids, pairs, strict=True)
        }

    async def due_sources(self, source_ids: Sequence[SourceId], now: datetime) -> list[SourceId]:
        if not source_ids:
            return []
        scores = await self._connection.ask(self._redis.zmscore(Key.POLLS, list(source_ids)))
        due = [(score or 0.0, sid) for sid, score in zip(source_ids, scores, strict=True)]
        return [sid for score, sid in sorted(due) if score <= micros(now)]

    async def find_story(self, matter_id: MatterId, story_id: StoryId) -> Story | None:
        raw = await self._connection.ask(self._redis.hget(Key.STORY + matter_id, story_id))
        return next(STORY.readable([raw]), None)

    async def latest(self, matter_id: MatterId, n: int) -> list[Story]:
        return await self._stories(Key.TOLD, matter_id, n)

    async def find_event(self, event_id: EventId) -> Event | None:
        raw = await self._connection.ask(self._redis.hget(Key.EVENT + event_id, "body"))
        return next(EVENT.readable([raw]), None)

    async def events(self, matter_id: MatterId, n: int) -> list[StoryEvent]:
        ids = await self._connection.ask(self._redis.zrange(Key.EVENTS + matter_id, 0, n - 1, desc=True))
        found = [await self.find_event(EventId(eid)) for eid in ids]
        return [e for e in found if isinstance(e, StoryEvent)]

    async def _stories(self, family: Key, matter_id: MatterId, n: int) -> list[Story]:
        ids = await self._connection.ask(self._redis.zrange(family + matter_id, 0, n - 1, desc=True))
        if not ids:
            return []
        return list(STORY.readable(await self._connection.ask(self._redis.hmget(Key.STORY + matter_id, ids))))


def _story_fields(story: Story) -> dict[str, object]:
    return {
        "id": story.id,
        "matter": story.matter_id,
        "body": STORY.encode(story),
        "updated": str(micros(story.updated_at)),
        "told": story.level is not AlertLevel.IGNORE,
    }
