"""Manners: one request at a time for a host, with a pause between, and not too many in all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.ports import Clock

_REMEMBERED = 512


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    n_users: int = 0
    free_at: float = 0.0


class Lanes:
    """Turns at hosts. Units: `pause_s` between the end of one turn and the start of the next at the same host."""

    def __init__(self, clock: Clock, *, pause_s: float, n_at_once: int) -> None:
        self._clock = clock
        self._pause_s = pause_s
        self._slots = asyncio.Semaphore(n_at_once)
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Waits until this host may be asked; host "" stands for one's own servers, which may be asked at any time."""
        if not host:
            async with self._slots:
                yield
            return
        lane = self._lane(host)
        lane.n_users += 1
        try:
            async with lane.lock:
                await self._pause(lane)
                try:
                    async with self._slots:
                        yield
                finally:
                    lane.free_at = self._clock.monotonic() + self._pause_s
        finally:
            lane.n_users -= 1

    def _lane(self, host: str) -> _Lane:
        if len(self._lanes) >= _REMEMBERED:
            now = self._clock.monotonic()
            self._lanes = {h: lane for h, lane in self._lanes.items() if lane.n_users or lane.free_at > now}
        return self._lanes.setdefault(host, _Lane())

    async def _pause(self, lane: _Lane) -> None:
        wait_s = lane.free_at - self._clock.monotonic()
        if wait_s > 0:
            await asyncio.sleep(min(wait_s, self._pause_s))
