"""Texts as people give them to be classified: a JSON object a line, or one plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from bot.domain.errors import MalformedError
from bot.pipeline.classify import Text, TextKind

_NEEDED = ("id", "lang", "kind", "text")
_HAN = re.compile(r"[\u3400-\u9fff]")


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The lines that hold something, each with its number in the file."""
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def row_from(line: str, needed: Iterable[str] = _NEEDED) -> dict[str, Any]:
    """The object of one line. Raises: MalformedError, with what is missing or wrong."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise MalformedError(f"not JSON ({error})") from error
    if not isinstance(row, dict):
        raise MalformedError("not a JSON object")
    if missing := [name for name in needed if not row.get(name)]:
        raise MalformedError(f"{', '.join(missing)} missing")
    if not isinstance(row["text"], str) or not isinstance(row["lang"], str):
        raise MalformedError("text and lang must be strings")
    if row["kind"] not in set(TextKind):
        raise MalformedError(f"unknown kind {row['kind']!r}; use {', '.join(TextKind)}")
    return row


def text_from(row: dict[str, Any]) -> Text:
    return Text(row["text"], row["lang"], TextKind(row["kind"]), _day(row.get("date")))


def plain_text(body: str, kind: TextKind | None) -> Text:
    """A text that says nothing about itself: the language by its letters, the kind, if not given, by its lines."""
    body = body.strip()
    guess = TextKind.LEDE if "\n" in body else TextKind.HEADLINE
    return Text(body, "zh" if _HAN.search(body) else "en", kind or guess)


def _day(value: object) -> date | None:
    """The day of an ISO date or instant, None for anything else: a source may give no date at all."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
