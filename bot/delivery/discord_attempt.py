"""One attempt is one request to Discord, and it is known afterwards whether bytes left.

discord.py repeats a request by itself after a 5xx and sleeps through a 429; then neither can be told, and a request
that is cancelled in that sleep leaves its global lock closed for ever. So ours are watched, and ended before it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import aiohttp


@dataclass(slots=True)
class Attempt:
    """What is known of a request: give it to `http.request` as `trace_request_ctx`."""

    has_left: bool = False


class StoppedError(Exception):
    """Discord asked for patience or failed; the outbox decides when to go on. `is_for_all`: every channel waits."""

    def __init__(self, status: int, retry_after: timedelta | None, *, is_for_all: bool) -> None:
        super().__init__(f"Discord answered with status {status}")
        self.status = status
        self.retry_after = retry_after
        self.is_for_all = is_for_all


def attempt_trace() -> aiohttp.TraceConfig:
    """Watches the requests that carry an `Attempt`; all others pass unseen."""
    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(_note_departure)
    trace.on_request_end.append(_stop_early)
    return trace


async def _note_departure(_session: aiohttp.ClientSession, context: SimpleNamespace, _: object) -> None:
    attempt = context.trace_request_ctx
    if isinstance(attempt, Attempt):
        attempt.has_left = True


async def _stop_early(
    _session: aiohttp.ClientSession, context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
) -> None:
    """Raises: StoppedError, before discord.py sleeps and asks again."""
    answer, is_ours = ended.response, isinstance(context.trace_request_ctx, Attempt)
    is_pause = answer.status == HTTPStatus.TOO_MANY_REQUESTS
    if not is_ours or not (is_pause or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR):
        return
    said = _fields_of(await answer.text(errors="replace"))
    # A 429 without a word of Discord's comes from the guard before it and means this whole address.
    is_for_all = is_pause and (bool(said.get("global")) or not said)
    pause = said.get("retry_after", answer.headers.get("Retry-After"))
    raise StoppedError(answer.status, _pause_from(pause), is_for_all=is_for_all)


def _fields_of(body: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(body)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _pause_from(seconds: Any) -> timedelta | None:
    try:
        return timedelta(seconds=max(0.0, float(seconds)))
    except (TypeError, ValueError, OverflowError):
        return None
