"""The real clock; the only file that reads it (I6)."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's time. It may step; whoever waits re-reads it."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  this is the one place

    def monotonic(self) -> float:
        return time.monotonic()
