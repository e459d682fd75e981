"""A bot's way in for webhooks, as a process of its own that can be told to die right after a commit."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from ipaddress import ip_network

from bot.loops.clock import SystemClock
from bot.loops.ingest import Ingest
from bot.loops.receive import Receiver
from bot.metrics import Metrics
from bot.sources.courtlistener.events import Events
from bot.sources.courtlistener.known import Dockets
from bot.store.redis_store import open_store
from bot.web.health import Health
from bot.web.inbox import Door
from bot.web.server import application, serving
from tests.chaos.test_inbox_kill import MATTER, SECRET


class Mortal:
    """The items of a store; a commit is the last thing that the process does, if it is told so."""

    def __init__(self, items: object, *, dies: bool) -> None:
        self._items = items
        self._dies = dies

    def __getattr__(self, name: str) -> object:
        return getattr(self._items, name)

    async def commit(self, *args: object) -> None:
        await self._items.commit(*args)  # type: ignore[attr-defined]
        if self._dies:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, *, dies: bool) -> None:
    async with open_store(url, is_sole=True) as store:
        items, metrics = Mortal(store.items, dies=dies), Metrics()
        ingest = Ingest(items, [MATTER], SystemClock(), metrics, lambda: None)  # type: ignore[arg-type]
        receiver = Receiver(Events(Dockets([MATTER])), ingest, store.pushes, metrics)
        door = Door("courtlistener", SECRET, [ip_network("127.0.0.0/8")], (), receiver.take)

        async def facts() -> Health:
            raise NotImplementedError

        async with serving(application(facts, bytes, (), [door]), "127.0.0.1", 0) as port:
            sys.stdout.write(f"{port}\n")
            sys.stdout.flush()
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], dies=sys.argv[2] == "dies"))
