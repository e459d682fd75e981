"""`reprieve dead`: the deliveries that were given up, beside the bot that may run on the same store."""

from __future__ import annotations

import asyncio
import json as jsonlib
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from bot.config import load
from bot.domain.delivery import DeadLetter
from bot.domain.errors import ConfigError
from bot.domain.event import ReminderEvent
from bot.domain.ids import DeliveryId
from bot.log import configure
from bot.store.embedded import shared_valkey
from bot.store.redis_store import RedisStore, visited_store

_EVERY_ONE = 1_000_000
_Flag = Annotated[bool, Parameter(negative=())]

dead = App(name="dead", help="List the deliveries that were given up, or have them sent again.")


@dataclass(frozen=True, slots=True)
class _Row:
    """One dead letter, for people. Units: `since`, when it was given up, is UTC."""

    id: str
    platform: str
    channel: str
    matter: str
    story: str
    reason: str
    since: str

    @property
    def lines(self) -> Iterator[str]:
        yield f"{self.id}  {self.channel}  {self.matter}  given up {self.since}"
        yield f"    {self.story}"
        yield f"    {self.reason}"


@dead.command(name="list")
def list_(*, json: _Flag = False) -> int:
    """List the deliveries that were given up, the newest first, with the reason of each.

    Parameters
    ----------
    json
        Print one JSON object a line: id, platform, channel, matter, story, reason, since.
    """
    rows = asyncio.run(_listed())
    for row in rows:
        print(jsonlib.dumps(asdict(row), ensure_ascii=False) if json else "\n".join(row.lines))
    if not rows and not json:
        print("Nothing was given up.")
    return 0


@dead.command
def redrive(*ids: str, all: _Flag = False) -> int:  # noqa: A002  the option's name
    """Put deliveries that were given up back into their queues, as if nobody had tried them yet.

    One that may have arrived after all is sent as a repeat: Discord is asked for it first, on Telegram it says so.

    Parameters
    ----------
    ids
        Which ones, by the ids that `reprieve dead list` shows.
    all
        Every one.
    """
    if all == bool(ids):
        raise ConfigError(["Give the ids of dead letters, or --all for every one; `reprieve dead list` shows them."])
    wanted, again = asyncio.run(_redriven(ids))
    print(f"{len(again)} of {len(wanted)} wait to be sent again; the bot sends them while it runs.")
    left = [did for did in wanted if did not in again]
    for did in left:
        print(f"reprieve: {did} is left alone: it is no dead letter, or its event is gone.", file=sys.stderr)
    return 1 if left else 0


async def _listed() -> list[_Row]:
    async with _store() as store:
        return [await _row(store, letter) for letter in await store.outbox.dead_letters(_EVERY_ONE)]


async def _redriven(ids: Sequence[str]) -> tuple[list[DeliveryId], set[DeliveryId]]:
    """The ids that were asked for, and those that were put back. Shape: no id asks for every one."""
    async with _store() as store:
        letters = [] if ids else await store.outbox.dead_letters(_EVERY_ONE)
        # The oldest first: it goes out first.
        wanted = [DeliveryId(i) for i in dict.fromkeys(ids)] or [letter.delivery_id for letter in reversed(letters)]
        return wanted, set(await store.outbox.redrive(wanted))


@asynccontextmanager
async def _store() -> AsyncIterator[RedisStore]:
    """The store of the bot, whether it runs or not. Raises: ConfigError, StoreError."""
    settings = load(os.environ, Path.cwd())
    configure("WARNING", "auto", settings.secrets)
    if settings.redis_url:
        async with visited_store(settings.redis_url.get_secret_value()) as store:
            yield store
        return
    async with shared_valkey(settings.valkey_folder) as url, visited_store(url) as store:
        yield store


async def _row(store: RedisStore, letter: DeadLetter) -> _Row:
    event = await store.items.find_event(letter.event_id)
    if event is None:
        what = "its event is gone"
    elif isinstance(event, ReminderEvent):
        what = f"reminder of the deadline “{event.deadline_id}”"
    else:
        story = await store.items.find_story(event.matter_id, event.story_id)
        what = story.primary.title if story else "its story is gone"
    return _Row(
        id=letter.delivery_id,
        platform=letter.channel_id.partition(":")[0],
        channel=letter.channel_id,
        matter=event.matter_id if event else "",
        story=what,
        reason=letter.reason,
        since=f"{letter.at:%Y-%m-%dT%H:%M:%SZ}",
    )
