"""A JSON answer of a public service: its object, or why there is none, told from an error that came with status 200."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from bot.domain.item import Parsed, Problem
from bot.sources.feeds.decode import decode
from bot.sources.kind import WHOLE_BODY
from bot.text.clean import one_line
from bot.text.html_text import text_from
from bot.text.timestamps import LAST_YEAR

_MAX_SAID_CHARS = 200
_MAX_TEXT_CHARS = 8000
_COMPLAINTS = ("errors", "error", "message")


def read(body: bytes) -> tuple[dict[str, Any], str]:
    """The object in a body and an empty sentence, or an empty object and what is wrong with the body."""
    start = body.lstrip()[:100].lower()
    if not start:
        return {}, "it is empty"
    if start.startswith((b"<!doctype html", b"<html")):
        return {}, "it is a web page, not JSON"
    if start.startswith(b"<"):
        return {}, "it is XML, and JSON was asked for (format=json)"
    try:
        found = json.loads(decode(body))
    except (ValueError, RecursionError):
        return {}, "it is no JSON, or it breaks off"
    if not isinstance(found, dict):
        return {}, "it is JSON, but not the list that was asked for"
    if said := _complaint(found):
        return {}, f"it says “{said}”"
    return found, ""


def failed(what: str) -> Parsed:
    """The result for a body that counts as no answer."""
    return Parsed((), (Problem(WHOLE_BODY, what),))


def text(values: Any, name: str) -> str:
    """The plain text under a name, empty when there is none. Shape: numbers count as text, null and lists do not."""
    value = values.get(name) if isinstance(values, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text_from(value, _MAX_TEXT_CHARS).strip() if isinstance(value, str) else ""


def day(values: Any, name: str) -> date | None:
    """The calendar day under a name, None when there is none."""
    try:
        found = date.fromisoformat(text(values, name)[:10])
    except ValueError:
        return None
    return found if found.year <= LAST_YEAR else None


def _complaint(found: dict[str, Any]) -> str:
    """What an error object says. A list beside it does not matter: half an answer is none."""
    said = next((_said(found[name]) for name in _COMPLAINTS if found.get(name)), None)
    return "" if said is None else one_line(said, _MAX_SAID_CHARS) or "error"


def _said(complaint: Any) -> str:
    """A complaint in one sentence: services send a text, a code with a message, or texts by the parameter's name."""
    if not isinstance(complaint, dict):
        return _plain(complaint)
    return text(complaint, "message") or "; ".join(f"{name} {_plain(said)}" for name, said in complaint.items())


def _plain(said: Any) -> str:
    parts = said if isinstance(said, list) else [said]
    return "; ".join(part for part in parts if isinstance(part, str))
