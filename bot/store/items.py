"""Sources, items, stories and events in Redis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.deadline import Deadline, Reminder
from bot.domain.errors import ConflictError
from bot.domain.event import Event, StoryEvent
from bot.domain.ids import EventId, MatterId, SourceId, StoryId
from bot.domain.matter import Matter
from bot.domain.plan import MatterState, Plan, World
from bot.domain.source import Habits, SourceState, Validators
from bot.domain.story import Story
from bot.store.codec import EVENT, STORY, micros, packed
from bot.store.connection import Connection
from bot.store.fields import (
    deadline_fields,
    event_fields,
    poll_fields,
    reminder_fields,
    source_state_from,
    story_fields,
    versions_from,
)
from bot.store.keys import LIMITS, Key


@dataclass(frozen=True, slots=True)
class _Known:
    """A matter as this process read it last; the next reading brings only what was written since."""

    gen: str = ""
    revision: str = ""
    stories: tuple[Story, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


class RedisItems:
    """The ItemStore port."""

    def __init__(self, connection: Connection, instance: str) -> None:
        self._connection = connection
        self._redis = connection.redis
        self._instance = instance
        self._known: dict[MatterId, _Known] = {}

    async def open_matter(self, matter: Matter, deadlines: Sequence[Deadline], reminders: Sequence[Reminder]) -> None:
        given = {
            "deadlines": [deadline_fields(d) for d in deadlines],
            "reminders": [reminder_fields(r) for r in reminders],
        }
        await self._connection.run("items/open_matter", matter.id, packed(given))

    async def world(self, source_id: SourceId, marks: Sequence[int], matters: Sequence[Matter]) -> World:
        known = [self._known.get(m.id, _Known()) for m in matters]
        words = [word for m, k in zip(matters, known, strict=True) for word in (m.id, k.gen, k.revision)]
        digits, baselined, gen, *answers = await self._connection.run(
            "items/world", source_id, " ".join(map(str, marks)), *words
        )
        for matter, before, answer in zip(matters, known, answers, strict=True):
            self._known[matter.id] = _learnt(matter.id, before, gen, answer)
        return World(
            seen=frozenset(mark for mark, digit in zip(marks, digits, strict=True) if digit == "1"),
            is_baselined=baselined == "1",
            matters=tuple(_state(m, self._known[m.id]) for m in matters),
        )

    async def commit(self, plan: Plan, next_poll_at: datetime | None, habits: Habits | None = None) -> None:
        given = {
            "source": plan.source_id,
            "at": str(micros(plan.at)),
            "next": "" if next_poll_at is None else str(micros(next_poll_at)),
            **poll_fields(plan.validators, habits),
            "marks": [str(mark) for mark in plan.marks],
            "known_again": [str(mark) for mark in plan.known_again],
            "contents": [str(mark) for mark in plan.contents],
            "matters": [{"id": mid, "revision": str(revision)} for mid, revision in plan.revisions.items()],
            "stories": [story_fields(s) for s in plan.stories],
            "events": [event_fields(e) for e in plan.events],
            "deadlines": [deadline_fields(d) for c in plan.changes for d in (c.before, c.after)],
            "superseded": [{"of": f"{c.after.matter_id}|{c.after.id}|", "by": c.after.version} for c in plan.changes],
            "reminders": [reminder_fields(r) for r in plan.reminders],
        }
        if not await self._connection.run("items/commit", self._instance, packed(given)):
            raise ConflictError("A matter changed while its plan was made; read the world again and replan.")

    async def note_unchanged(
        self,
        source_id: SourceId,
        validators: Validators,
        at: datetime,
        next_poll_at: datetime,
        habits: Habits | None = None,
    ) -> None:
        state = poll_fields(validators, habits).values()
        await self._connection.run("items/note_unchanged", source_id, micros(at), micros(next_poll_at), *state)

    async def note_failure(
        self, source_id: SourceId, problem: str, at: datetime, next_poll_at: datetime
    ) -> SourceState:
        await self._connection.run("items/note_failure", source_id, micros(at), micros(next_poll_at), problem)
        return (await self.source_states([source_id]))[source_id]

    async def hasten(self, polls: Mapping[SourceId, datetime]) -> None:
        words = [word for sid, at in polls.items() for word in (micros(at), sid)]
        await self._connection.run("items/hasten", *words)

    async def source_states(self, source_ids: Sequence[SourceId]) -> dict[SourceId, SourceState]:
        pipe = self._redis.pipeline(transaction=False)
        for sid in source_ids:
            pipe.hgetall(Key.SOURCE + sid)
            pipe.zscore(Key.POLLS, sid)
        answers = await self._connection.ask(pipe.execute())
        pairs = zip(source_ids, answers[::2], answers[1::2], strict=True)
        return {sid: source_state_from(fields, next_poll) for sid, fields, next_poll in pairs}

    async def due_sources(self, source_ids: Sequence[SourceId], now: datetime) -> list[SourceId]:
        if not source_ids:
            return []
        pipe = self._redis.pipeline(transaction=False)
        pipe.zmscore(Key.POLLS, list(source_ids))
        pipe.zmscore(Key.POLLED, list(source_ids))
        nexts, lasts = await self._connection.ask(pipe.execute())
        now_us = micros(now)
        # Polled in what is now the future: the clock was set back, and what was set by it holds no longer.
        due = [
            (upcoming or 0.0, sid)
            for sid, upcoming, last in zip(source_ids, nexts, lasts, strict=True)
            if (upcoming or 0.0) <= now_us or (last or 0.0) > now_us
        ]
        return [sid for _, sid in sorted(due)]

    async def find_story(self, matter_id: MatterId, story_id: StoryId) -> Story | None:
        raw = await self._connection.ask(self._redis.hget(Key.STORY + matter_id, story_id))
        return next(STORY.readable([raw]), None)

    async def latest(self, matter_id: MatterId, n: int) -> list[Story]:
        ids = await self._connection.ask(self._redis.zrange(Key.TOLD + matter_id, 0, n - 1, desc=True)) if n else []
        raws = await self._connection.ask(self._redis.hmget(Key.STORY + matter_id, ids)) if ids else []
        return list(STORY.readable(raws))

    async def find_event(self, event_id: EventId) -> Event | None:
        raw = await self._connection.ask(self._redis.hget(Key.EVENT + event_id, "body"))
        return next(EVENT.readable([raw]), None)

    async def events(self, matter_id: MatterId, n: int) -> list[StoryEvent]:
        ids = await self._connection.ask(self._redis.zrange(Key.EVENTS + matter_id, 0, n - 1, desc=True)) if n else []
        pipe = self._redis.pipeline(transaction=False)
        for event_id in ids:
            pipe.hget(Key.EVENT + event_id, "body")
        found = EVENT.readable(await self._connection.ask(pipe.execute()))
        return [event for event in found if isinstance(event, StoryEvent)]


def _learnt(matter_id: MatterId, before: _Known, gen: str, answer: Sequence[Any]) -> _Known:
    """What is known of a matter after an answer of the world script."""
    revision, is_whole, stories, deadlines = answer
    if not is_whole and revision == before.revision:
        return before
    by_id = {} if is_whole else {s.id: s for s in before.stories}
    by_id |= {s.id: s for s in STORY.readable(stories)}
    newest = sorted(by_id.values(), key=lambda s: (s.updated_at, s.id), reverse=True)
    versions = versions_from(matter_id, deadlines)
    current = tuple({version.id: version for version in versions}.values())
    return _Known(gen, str(revision), tuple(newest[: LIMITS["world_stories"]]), current)


def _state(matter: Matter, known: _Known) -> MatterState:
    """Shape: deadlines in the pack's order, then those the pack no longer names."""
    order = {spec.id: n for n, spec in enumerate(matter.deadlines)}
    deadlines = sorted(known.deadlines, key=lambda d: (order.get(d.id, len(order)), d.id))
    return MatterState(matter, int(known.revision or 0), known.stories, tuple(deadlines))
