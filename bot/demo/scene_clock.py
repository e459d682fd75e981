"""A clock that leaps from event to event and runs like any other in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.ports import Clock


class SceneClock:
    """Time for the demo: `leap` moves it forward, otherwise it runs 1:1, so a latency within a scene is a real one.

    Shape: `scene_at` is the instant last leapt to. `monotonic()` never leaps, so timeouts keep their real length.
    """

    def __init__(self, start_at: datetime, base: Clock) -> None:
        self._base = base
        self.scene_at = start_at.astimezone(UTC)
        self._began_s = base.monotonic()

    def now(self) -> datetime:
        return self.scene_at + timedelta(seconds=self._base.monotonic() - self._began_s)

    def monotonic(self) -> float:
        return self._base.monotonic()

    def leap(self, to: datetime) -> None:
        """Goes on at `to`; for an instant that has passed already nothing changes: time never runs back."""
        if to <= self.now():
            return
        self.scene_at = to.astimezone(UTC)
        self._began_s = self._base.monotonic()
