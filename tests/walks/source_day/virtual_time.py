"""An event loop whose time leaps: when nothing is ready, the next timer is due at once."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from datetime import datetime, timedelta


class _Leaping(selectors.DefaultSelector):
    """Waits for nothing: the time that it should have waited has passed when it returns."""

    def __init__(self, on_leap: Callable[[float], None]) -> None:
        super().__init__()
        self.now_s = 0.0
        self._on_leap = on_leap

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise RuntimeError("nothing will ever happen: every task waits, and no timer is set")
        self.now_s += timeout
        self._on_leap(self.now_s)
        return []


class LeapingLoop(asyncio.SelectorEventLoop):
    """Units: `on_leap` is told the seconds since the loop's start, whenever they change."""

    def __init__(self, on_leap: Callable[[float], None]) -> None:
        self._leaping = _Leaping(on_leap)
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.now_s


class LeapingClock:
    """The Clock port, as the running loop has it. Shape: `began_at` is the instant at which the loop started."""

    def __init__(self, began_at: datetime) -> None:
        self._began_at = began_at

    def now(self) -> datetime:
        return self._began_at + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()
