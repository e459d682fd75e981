"""A bot that one of its deliveries ends each time: real loop, store and kill, one forked process a life.

Started with the store's address, the file of receipts and the channel of the poison; writes how each life ended.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import uvloop

from bot.domain.channel import Platform
from bot.domain.delivery import Delivery, Outcome, Sent
from bot.domain.message import Message
from bot.loops.clock import SystemClock
from bot.loops.compose import Composer
from bot.loops.deliver import Deliverer, FanOutWorker
from bot.loops.supervise import Crew
from bot.metrics import Metrics
from bot.phrases import phrases_for
from bot.ports import Sender
from bot.store.redis_store import RedisStore, open_store
from tests import make
from tests.walks.crash_points import Doom, DoomedPort

MOST_LIVES = 12
LONGEST_LIFE_S = 10.0
_ANSWER_S = 0.05
_LOOK_S = 0.005


class Receiver:
    """A platform that takes its time to answer, and a message that ends the process that sends it."""

    def __init__(self, receipts: Path, poison: str) -> None:
        self._receipts = receipts
        self._poison = poison

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        del message, edits, replies_to
        if delivery.channel.id == self._poison:
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(_ANSWER_S)
        with self._receipts.open("a") as file:
            file.write(f"{delivery.channel.id}\n")
        return Sent("1")


def main() -> None:
    url, receipts, poison = sys.argv[1:]
    play(lambda: live(url, Receiver(Path(receipts), poison)))


def play(life: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """One life after another, until one is not ended by a kill."""
    for _ in range(MOST_LIVES):
        pid = os.fork()
        if pid == 0:
            _live_and_exit(life)
        _, status = os.waitpid(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{code}\n")
        if code != -signal.SIGKILL:
            return


def _live_and_exit(life: Callable[[], Coroutine[Any, Any, None]]) -> None:
    code = 1
    try:
        uvloop.run(life())
        code = 0
    except BaseException:  # noqa: BLE001  a forked child must not return into its parent's loop
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


async def live(url: str, sender: Sender, doom: Doom | None = None) -> None:
    """Delivers until nothing waits; or dies on the way."""
    clock, metrics = SystemClock(), Metrics()
    async with open_store(url, is_sole=True) as store, Crew(metrics) as crew:
        composer = Composer([make.matter()], store.items, store.deadlines, phrases_for, clock)
        fan_out = FanOutWorker(store.outbox, store.subscriptions)
        senders = {Platform.TELEGRAM: sender}
        outbox = DoomedPort(store.outbox, doom or Doom(""))
        deliverer = Deliverer(outbox, fan_out, composer, senders, crew, clock, metrics)
        await store.outbox.recover()
        crew.keep("deliver", deliverer.run)
        await _drained(store)
        await deliverer.stop()


async def _drained(store: RedisStore) -> None:
    async with asyncio.timeout(LONGEST_LIFE_S):
        while await store.outbox.backlog():  # noqa: ASYNC110  the ledger is in the server, nobody here is told
            await asyncio.sleep(_LOOK_S)


if __name__ == "__main__":
    main()
