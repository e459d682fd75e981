"""Parts of JSON that somebody else wrote: what is not of the expected type counts as absent."""

from __future__ import annotations

from datetime import date
from typing import Any


def table(value: Any, name: str) -> dict[str, Any]:
    found = _part(value, name)
    return found if isinstance(found, dict) else {}


def tables(value: Any, name: str) -> list[dict[str, Any]]:
    found = _part(value, name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def text(value: Any, name: str) -> str:
    found = _part(value, name)
    return found.strip() if isinstance(found, str) else ""


def number(value: Any, name: str) -> int:
    """A positive whole number, also one written as text; 0 where there is none."""
    found = _part(value, name)
    if isinstance(found, str) and found.isascii() and found.isdecimal() and len(found) <= 18:  # noqa: PLR2004  64 bits
        found = int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0


def day(value: Any, name: str) -> date | None:
    """The day that a date or an instant begins with."""
    try:
        return date.fromisoformat(text(value, name)[:10])
    except ValueError:
        return None


def _part(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
