"""What crosses the pipe to the parsing child: JSON both ways, checked on arrival (I9)."""

from __future__ import annotations

import json
import struct
from datetime import datetime, timedelta
from typing import Any

from bot.domain.errors import MalformedError
from bot.domain.ids import ItemKey, SourceId
from bot.domain.item import Item, Parsed, Problem
from bot.domain.source import SourceSpec, Trust

READY = b"ready"
"""The first frame of a child. A frame is a length and that many bytes."""

LENGTH = struct.Struct(">I")


def encode_request(kind: str, spec: SourceSpec) -> bytes:
    """The head of a request; the body follows it as it is."""
    place = [spec.id, spec.kind, spec.url, spec.trust, spec.outlet, spec.lang, spec.interval.total_seconds()]
    return json.dumps([kind, place]).encode()


def decode_request(data: bytes) -> tuple[str, SourceSpec]:
    """Kind and source of a request."""
    kind, (source_id, source_kind, url, trust, outlet, lang, interval_s) = json.loads(data)
    interval = timedelta(seconds=interval_s)
    return kind, SourceSpec(SourceId(source_id), source_kind, url, Trust(trust), outlet, lang, interval)


def encode_parsed(parsed: Parsed) -> bytes:
    """A parse result."""
    items = [
        [i.key, i.title, i.url, i.summary, i.published_at and i.published_at.isoformat(), i.authors]
        for i in parsed.items
    ]
    return json.dumps([items, [[p.where, p.what] for p in parsed.problems], parsed.title]).encode()


def decode_parsed(data: bytes) -> Parsed:
    """The parse result that a child sent. Raises: MalformedError when it is none."""
    try:
        items, problems, title = json.loads(data)
        return Parsed(
            tuple(_item(row) for row in items),
            tuple(Problem(*map(_text, row)) for row in problems),
            _text(title),
        )
    except (ValueError, TypeError) as err:
        raise MalformedError("the parsing process sent something that is no parse result") from err


def _item(row: list[Any]) -> Item:
    key, title, url, summary, published_at, authors = row
    at = None if published_at is None else datetime.fromisoformat(published_at)
    return Item(ItemKey(_text(key)), _text(title), _text(url), _text(summary), at, tuple(map(_text, authors)))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value
