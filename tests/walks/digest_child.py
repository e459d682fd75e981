"""A bot that dies once at a named point on the way of a digest, and comes back.

Started with the store's address, the file of receipts and the point; writes how each life ended.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.domain.delivery import Delivery, Outcome, Sent
from bot.domain.message import Message
from bot.render.plain_format import plain
from tests.walks.crash_points import Doom
from tests.walks.poison_child import live, play


class Receiver:
    """A platform that keeps what it is sent, and may be the last thing that the process sees."""

    def __init__(self, receipts: Path, doom: Doom) -> None:
        self._receipts = receipts
        self._doom = doom

    async def send(self, delivery: Delivery, message: Message, *, edits: str = "", replies_to: str = "") -> Outcome:
        del edits, replies_to
        self._doom.at("before send")
        copy = {"id": delivery.id, "may_have_arrived": delivery.may_have_arrived, "text": plain(message)}
        with self._receipts.open("a") as file:
            file.write(json.dumps(copy) + "\n")
        self._doom.at("after send")
        return Sent("1")


def main() -> None:
    url, receipts, point = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    has_died = receipts.with_suffix(".died")

    async def life() -> None:
        doom = Doom("" if has_died.exists() else point)
        has_died.touch()
        await live(url, Receiver(receipts, doom), doom)

    play(life)


if __name__ == "__main__":
    main()
