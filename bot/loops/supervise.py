"""Keeps tasks apart: one that fails is logged and, if it should live on, started again (I8)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Any, Self

import structlog

from bot.domain.errors import StoreError
from bot.ports import Metrics

_log = structlog.get_logger("supervise")
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_UNHEARD_S = 0.5


class Crew:
    """A task group in which no task's failure reaches another. Leaving the block cancels what still runs."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._group = asyncio.TaskGroup()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end_all()
        await self._group.__aexit__(kind, error, trace)

    async def _end_all(self) -> None:
        """Cancels until all have ended: on Python 3.11 `wait_for`, as redis-py uses it, can lose a cancellation."""
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=_UNHEARD_S)

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Runs `work` once."""
        self._keep(self._group.create_task(self._once(name, work), name=name))

    def keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Runs `work` until it returns; after a failure again, with growing pauses."""
        self._keep(self._group.create_task(self._always(name, work), name=name))

    async def contained(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Runs `work` once and here; its failure is told, not raised."""
        await self._once(name, work())

    async def settle(self, name: str, within_s: float) -> None:
        """Waits until no task of that name runs any more, at most that long."""
        running = [task for task in self._tasks if task.get_name() == name]
        if running:
            await asyncio.wait(running, timeout=within_s)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _once(self, name: str, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001  this is the one place: a task must not take the others with it
            self._tell(name, error)

    async def _always(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                return await work()
            except Exception as error:  # noqa: BLE001  as above
                self._tell(name, error)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    def _tell(self, name: str, error: Exception) -> None:
        self._metrics.count("task_failures", task=name)
        if isinstance(error, StoreError):
            _log.warning("the store did not answer; trying again", task=name, error=str(error))
        else:
            _log.error("a task failed", task=name, exc_info=error)
