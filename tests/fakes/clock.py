"""A clock that stands until a test moves it."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.make import NOON


class StandingClock:
    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def move(self, **delta: float) -> None:
        self.at += timedelta(**delta)
