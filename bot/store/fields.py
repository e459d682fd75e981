"""Domain values as the flat fields that scripts store, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from bot.domain.channel import channel_from
from bot.domain.deadline import Deadline, Reminder
from bot.domain.errors import MalformedError, StoreError
from bot.domain.event import AlertLevel, Event, StoryEvent
from bot.domain.ids import ChannelId, MatterId
from bot.domain.source import Habits, SourceState, Validators
from bot.domain.story import Story
from bot.domain.subscription import Subscription
from bot.store.codec import DEADLINE, EVENT, HABITS, STORY, SUBSCRIPTION, instant, micros

_log = structlog.get_logger("store")
_VALIDATORS = ("etag", "last_modified", "body_hash", "address")
DIGEST = "digest:"
"""Stands before the row and the message id of a digest, where a story has no message of its own."""


def event_fields(event: Event) -> dict[str, str]:
    story = event.story_id if isinstance(event, StoryEvent) else ""
    return {"id": event.id, "body": EVENT.encode(event), "matter": event.matter_id, "story": story}


def reminder_fields(reminder: Reminder) -> dict[str, str]:
    return {"id": reminder.id, "at": str(micros(reminder.fire_at))}


def story_fields(story: Story) -> dict[str, object]:
    return {
        "id": story.id,
        "matter": story.matter_id,
        "body": STORY.encode(story),
        "updated": str(micros(story.updated_at)),
        "told": story.level is not AlertLevel.IGNORE,
    }


def deadline_fields(deadline: Deadline) -> dict[str, str]:
    field = f"{deadline.id}|{deadline.version}"
    return {"matter": deadline.matter_id, "field": field, "body": DEADLINE.encode(deadline)}


def versions_from(matter_id: MatterId, bodies: Iterable[str]) -> list[Deadline]:
    """Every version, oldest first. Raises: StoreError: with one missing, a wrong date could be told as the current."""
    try:
        return sorted((DEADLINE.decode(body) for body in bodies), key=lambda d: d.version)
    except MalformedError as error:
        raise StoreError(f"The deadlines of {matter_id} cannot be read ({error}); restore the store's data.") from error


def subscriptions_from(bodies: Mapping[ChannelId, str | None]) -> Iterator[Subscription]:
    """Those that can be read. The channel is that of the key: a moved chat keeps the body it had."""
    for channel_id, body in bodies.items():
        try:
            if body is not None:
                yield subscription_from(channel_id, body)
        except MalformedError as error:
            _log.warning("skipped a subscription", channel=channel_id, error=str(error))


def subscription_from(channel_id: ChannelId, body: str) -> Subscription:
    """Raises: MalformedError."""
    return replace(SUBSCRIPTION.decode(body), channel=channel_from(channel_id))


def poll_fields(validators: Validators, habits: Habits | None) -> dict[str, str]:
    """What a poll leaves of its source, in the order of the scripts; no habits leave what is known."""
    told: dict[str, str] = {name: getattr(validators, name) for name in _VALIDATORS}
    return {**told, "habits": HABITS.encode(habits) if habits is not None else ""}


def source_state_from(fields: Mapping[str, str], next_poll: float | None) -> SourceState:
    """What is remembered of a source; nothing where it cannot be read, so that the next poll is a silent baseline."""

    def at(name: str) -> datetime | None:
        return instant(fields[name]) if name in fields else None

    try:
        return SourceState(
            validators=Validators(**{name: fields.get(name, "") for name in _VALIDATORS}),
            is_baselined=fields.get("baselined") == "1",
            next_poll_at=instant(next_poll) if next_poll is not None else None,
            last_ok_at=at("ok"),
            last_new_at=at("new"),
            n_fails=int(fields.get("fails", "0")),
            failing_since_at=at("since"),
            problem=fields.get("problem", ""),
            habits=next(HABITS.readable([fields.get("habits")]), Habits()),
        )
    except (MalformedError, ValueError) as error:
        _log.warning("a source's state cannot be read; it starts anew", error=str(error))
        return SourceState()


def messages_from(stored: str) -> tuple[str, str]:
    """What a channel has of a story: a message of its own, or the digest in which it was told; either may be empty."""
    return ("", stored.split(":", 2)[-1]) if stored.startswith(DIGEST) else (stored, "")
