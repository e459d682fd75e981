"""Domain values as the flat fields that scripts store, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain.deadline import Reminder
from bot.domain.event import Event, StoryEvent
from bot.domain.source import SourceState, Validators
from bot.store.codec import EVENT, instant, micros


def event_fields(event: Event) -> dict[str, str]:
    story = event.story_id if isinstance(event, StoryEvent) else ""
    return {"id": event.id, "body": EVENT.encode(event), "matter": event.matter_id, "story": story}


def reminder_fields(reminder: Reminder) -> dict[str, str]:
    return {"id": reminder.id, "at": str(micros(reminder.fire_at))}


def source_state_from(fields: Mapping[str, str], next_poll: float | None) -> SourceState:
    """Raises: MalformedError."""

    def at(name: str) -> datetime | None:
        return instant(fields[name]) if name in fields else None

    return SourceState(
        validators=Validators(fields.get("etag", ""), fields.get("last_modified", ""), fields.get("body_hash", "")),
        is_baselined=fields.get("baselined") == "1",
        next_poll_at=instant(next_poll) if next_poll is not None else None,
        last_ok_at=at("ok"),
        last_new_at=at("new"),
        n_fails=int(fields.get("fails", "0")),
        failing_since_at=at("since"),
        problem=fields.get("problem", ""),
    )
