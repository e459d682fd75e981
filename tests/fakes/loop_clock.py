"""A clock whose instant stands while its seconds run with the event loop."""

from __future__ import annotations

import asyncio
from datetime import datetime

from tests.make import NOON


class LoopClock:
    def now(self) -> datetime:
        return NOON

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()
