"""What crosses the pipe to the parsing child: JSON both ways, checked on arrival (I9)."""

from __future__ import annotations

import json
import struct
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.errors import MalformedError
from bot.domain.ids import ItemKey, SourceId
from bot.domain.item import FeedHints, Item, Parsed, Problem
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
    items = [_row(item) for item in parsed.items]
    problems = [[p.where, p.what] for p in parsed.problems]
    return json.dumps([items, problems, parsed.title, parsed.coverage, *_hints_row(parsed.hints)]).encode()


def decode_parsed(data: bytes) -> Parsed:
    """The parse result that a child sent. Raises: MalformedError when it is none."""
    try:
        items, problems, title, coverage, *hints = json.loads(data)
        return Parsed(
            tuple(_item(row) for row in items),
            tuple(Problem(*map(_text, row)) for row in problems),
            _text(title),
            _hints(*hints),
            _text(coverage),
        )
    except (ValueError, TypeError, OverflowError) as err:
        raise MalformedError("the parsing process sent something that is no parse result") from err


def _hints_row(hints: FeedHints) -> list[Any]:
    return [hints.ttl and hints.ttl.total_seconds(), hints.skip_hours, hints.skip_days]


def _hints(ttl_s: float | None, skip_hours: list[int], skip_days: list[int]) -> FeedHints:
    ttl = None if ttl_s is None else timedelta(seconds=ttl_s)
    return FeedHints(ttl, tuple(map(int, skip_hours)), tuple(map(int, skip_days)))


def _row(i: Item) -> list[Any]:
    at = i.published_at and i.published_at.isoformat()
    return [i.key, i.title, i.url, i.summary, at, i.authors, i.aliases, i.signed_on and i.signed_on.isoformat()]


def _item(row: list[Any]) -> Item:
    key, title, url, summary, published_at, authors, aliases, signed_on = row
    return Item(
        key=ItemKey(_text(key)),
        title=_text(title),
        url=_text(url),
        summary=_text(summary),
        published_at=None if published_at is None else datetime.fromisoformat(published_at),
        authors=tuple(map(_text, authors)),
        aliases=tuple(map(_text, aliases)),
        signed_on=None if signed_on is None else date.fromisoformat(signed_on),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value
