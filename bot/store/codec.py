"""Domain values as JSON and back; everything read back is checked, nothing read back is executed (I9)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError, SchemaValidator

from bot.domain.deadline import Deadline, Reminder
from bot.domain.errors import MalformedError
from bot.domain.event import Event, ReminderEvent, StoryEvent
from bot.domain.ids import DeadlineId, MatterId
from bot.domain.matter import Follow, KnownDocket
from bot.domain.source import Habits, HubLease
from bot.domain.story import Story
from bot.domain.subscription import Subscription

T = TypeVar("T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_log = structlog.get_logger("store")


class Codec(Generic[T]):
    """One type's JSON form."""

    def __init__(self, type_: Any, name: str) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(type_)
        self._validator = SchemaValidator(_with_aware_instants(self._adapter.core_schema))
        self._name = name

    def encode(self, value: T) -> str:
        try:
            return self._adapter.dump_json(value).decode()
        except PydanticSerializationError:
            # Feeds can hold half of a surrogate pair, which UTF-8 has no bytes for; one bad character must not stop
            # the item that holds it.
            plain = json.dumps(self._adapter.dump_python(value, mode="json"), ensure_ascii=False)
            return plain.encode("utf-8", "replace").decode()

    def decode(self, raw: str) -> T:
        """Raises: MalformedError on anything that `encode` could not have written."""
        try:
            value: T = self._validator.validate_json(raw.encode("utf-8", "surrogateescape"), strict=True)
        except (ValidationError, UnicodeEncodeError) as error:
            raise MalformedError(f"not a stored {self._name}: {str(error).splitlines()[0]}") from error
        return value

    def readable(self, raws: Iterable[str | None]) -> Iterator[T]:
        """The values that can be read; one that cannot is logged and left out, so that it does not hide the rest."""
        for raw in raws:
            try:
                if raw is not None:
                    yield self.decode(raw)
            except MalformedError as error:
                _log.warning("skipped a stored value", error=str(error))


def _with_aware_instants(schema: Any) -> Any:
    """The schema with every datetime required to carry a zone: the domain knows no naive ones."""
    if isinstance(schema, dict):
        aware = {"tz_constraint": "aware"} if schema.get("type") == "datetime" else {}
        return {name: _with_aware_instants(part) for name, part in schema.items()} | aware
    if isinstance(schema, list):
        return [_with_aware_instants(part) for part in schema]
    return schema


STORY: Codec[Story] = Codec(Story, "story")
EVENT: Codec[Event] = Codec(StoryEvent | ReminderEvent, "event")
DEADLINE: Codec[Deadline] = Codec(Deadline, "deadline")
SUBSCRIPTION: Codec[Subscription] = Codec(Subscription, "subscription")
HABITS: Codec[Habits] = Codec(Habits, "source's habits")
FOLLOW: Codec[Follow] = Codec(Follow, "follow")
KNOWN_DOCKET: Codec[KnownDocket] = Codec(KnownDocket, "docket")
HUB_LEASE: Codec[HubLease] = Codec(HubLease, "lease of a hub")


def packed(value: Any) -> str:
    """Plain lists, dicts and strings for a script; what is no valid text stays as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def micros(at: datetime) -> int:
    """Microseconds since 1970, the unit of every stored instant."""
    return (at - _EPOCH) // _MICROSECOND


def instant(count: str | float) -> datetime:
    """The instant that `micros` counted. Raises: MalformedError."""
    try:
        return _EPOCH + timedelta(microseconds=int(count))
    except (ValueError, OverflowError) as error:
        raise MalformedError(f"not a stored instant: {count!r}") from error


def reminder_from(reminder_id: str, fires: float) -> Reminder:
    """The reminder its id and its instant stand for. Raises: MalformedError."""
    try:
        matter_id, deadline_id, version, offset_s = reminder_id.split("|")
        offset = timedelta(seconds=int(offset_s))
        return Reminder(MatterId(matter_id), DeadlineId(deadline_id), int(version), offset, instant(fires))
    except (ValueError, OverflowError) as error:
        raise MalformedError(f"not a reminder id: {reminder_id!r}") from error
