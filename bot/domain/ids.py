"""Identifiers: what they are made of and how they are derived."""

from __future__ import annotations

import base64
import hashlib
from typing import NewType

SourceId = NewType("SourceId", str)
MatterId = NewType("MatterId", str)
ItemKey = NewType("ItemKey", str)
StoryId = NewType("StoryId", str)
EventId = NewType("EventId", str)
DeadlineId = NewType("DeadlineId", str)
ReminderId = NewType("ReminderId", str)
ChannelId = NewType("ChannelId", str)
DeliveryId = NewType("DeliveryId", str)

_ID_CHARS = 20


def digest(*parts: str, n_chars: int = _ID_CHARS) -> str:
    """A lower-case base32 digest of the parts: the same parts always give the same id.

    Shape: exactly `n_chars` characters of `a-z2-7`, at most 51.
    """
    hashed = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=32).digest()
    n_bytes = -(-n_chars // 8) * 5  # eight characters for five bytes
    return base64.b32encode(hashed[:n_bytes]).decode().lower()[:n_chars]


def mark_of(*parts: str) -> int:
    """The signed 64-bit seen-mark of the parts, small enough for the server's integer sets."""
    hashed = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(hashed, "big", signed=True)


def source_id_for(kind: str, url: str) -> SourceId:
    """The id of a source whose pack gives it none: one address read in one way is one source, whoever follows it."""
    return SourceId(f"{kind}-{digest('source', kind, url, n_chars=10)}")


def follow_id_for(channel_id: ChannelId, address: str) -> MatterId:
    """The id of what this channel follows at this address. Shape: no pack may begin like it."""
    return MatterId(f"~{digest('follow', channel_id, address, n_chars=8)}")


def story_id_for(matter_id: MatterId, source_id: SourceId, key: ItemKey) -> StoryId:
    """The id of the story that this item opens in this matter."""
    return StoryId(digest("story", matter_id, source_id, key))


def event_id_for(*parts: str) -> EventId:
    """The id of a decision; made of what was decided, so replanning the same input repeats it (I4)."""
    return EventId(digest("event", *parts))


def delivery_id_for(event_id: EventId, channel_id: ChannelId) -> DeliveryId:
    """The id of one event for one channel.

    Shape: 24 characters; Discord refuses a nonce above 25.
    """
    return DeliveryId(digest("delivery", event_id, channel_id, n_chars=24))
