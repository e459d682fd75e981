"""The bot that dies: real loops, store and senders, one forked process a round, so that a life costs no imports.

Reads the number of a round a line, writes the process's id and then how it ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

import discord
import uvloop

from bot.deadlines.reminders import reminder_event
from bot.delivery.discord_sender import DiscordSender
from bot.delivery.pace import Pace, Rate
from bot.delivery.telegram_request import open_bot
from bot.delivery.telegram_sender import TelegramSender
from bot.domain.channel import Platform
from bot.domain.item import Parsed
from bot.domain.plan import Batch, MatterState, World
from bot.domain.source import Validators
from bot.loops.clock import SystemClock
from bot.loops.compose import Composer
from bot.loops.deliver import Deliverer, FanOutWorker
from bot.loops.ingest import Ingest
from bot.loops.remind import Reminders
from bot.loops.supervise import Crew
from bot.metrics import Metrics
from bot.phrases import phrases_for
from bot.pipeline.plan import plan
from bot.ports import Clock, Sender
from bot.render.discord_format import embed_from
from bot.render.reminder_message import reminder_message
from bot.render.story_message import story_message
from bot.render.telegram_format import text_from
from bot.store.redis_store import RedisStore, open_store
from tests.walks.crash_points import Doom, DoomedPort, DoomedSender, ForgetfulSender, HastyOutbox
from tests.walks.crash_story import (
    NEWS,
    OFFICIAL,
    REPEAT_LABEL,
    WIRE,
    Round,
    Setting,
    case_deadline,
    cases,
    rounds,
    shown_until,
)

LONGEST_LIFE_S = 30.0
_RECENT = 10
_EMPTY = World(frozenset(), is_baselined=True, matters=(MatterState(NEWS, 0, (), ()),))
_LOOK_S = 0.005
_UNHURRIED = Rate(1000, 1.0)
"""Waiting for Telegram's usual pace would make every round seconds long and test nothing more."""


class LaterClock(SystemClock):
    """So late that Discord has forgotten what it was sent."""

    def now(self) -> datetime:
        return super().now() + timedelta(minutes=10)


def main() -> None:
    setting = Setting(**json.loads(sys.argv[1]))
    every_round = rounds(setting.n_per_point, setting.seed)
    _warm_up()
    # What the bot logs must not get between the lines of the report.
    report = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _live_and_exit(setting, every_round[: int(line) + 1])
        print(pid, file=report)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), file=report)


def _warm_up() -> None:
    """Word lists, time zones and languages are read once, before the first fork."""
    clock = SystemClock()
    made = plan(Batch(OFFICIAL, shown_until([Round(0)], OFFICIAL), Validators()), _EMPTY, clock.now())
    deadline, reminder = case_deadline(NEWS, clock.now())
    event = reminder_event(reminder, [reminder], clock.now())
    words = NEWS, phrases_for("en"), "UTC", clock.now()
    for message in (
        story_message(made.stories[0], made.events[0], deadline, *words),
        reminder_message(event, deadline, *words),
    ):
        embed_from(message)
        text_from(message, clock.now())


def _live_and_exit(setting: Setting, played: Sequence[Round]) -> None:
    code = 1
    try:
        uvloop.run(_live(setting, played))
        code = 0
    except BaseException:  # noqa: BLE001  a forked child must not return into its parent's loop
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


async def _live(setting: Setting, played: Sequence[Round]) -> None:
    """Takes what the feeds show, reminds, and delivers until nothing waits; or dies on the way."""
    this, clock, metrics = played[-1], SystemClock(), Metrics()
    doom = Doom(this.point, this.nth)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(setting.store_url, is_sole=True))
        discord_clock = LaterClock() if this.is_late else clock
        senders = await stack.enter_async_context(_senders(setting, clock, discord_clock, doom))
        crew = await stack.enter_async_context(Crew(metrics))
        items, outbox, deadlines = (DoomedPort(p, doom) for p in (store.items, store.outbox, store.deadlines))
        composer = Composer([NEWS, *cases(played)], items, deadlines, phrases_for, clock)
        fan_out = FanOutWorker(outbox, store.subscriptions)
        claims = HastyOutbox(outbox) if setting.manners == "hasty" else outbox
        deliverer = Deliverer(claims, fan_out, composer, senders, crew, clock, metrics)
        await store.outbox.recover()
        crew.keep("deliver", deliverer.run)
        await _open_cases(store, played[-_RECENT:], clock)
        ingest = Ingest(items, [NEWS], clock, metrics, deliverer.nudge)
        for source in (OFFICIAL, WIRE):
            await ingest.take(source, Parsed(shown_until(played, source)), Validators(), clock.now())
        await Reminders(deadlines, clock, metrics, deliverer.nudge).tick()
        await _drained(store)
        await deliverer.stop()


async def _open_cases(store: RedisStore, recent: Sequence[Round], clock: Clock) -> None:
    """Known ones keep what they have, so those of rounds that died early are simply opened again."""
    for case in cases(recent):
        deadline, reminder = case_deadline(case, clock.now())
        await store.items.open_matter(case, [deadline], [reminder])


async def _drained(store: RedisStore) -> None:
    async with asyncio.timeout(LONGEST_LIFE_S):
        while await store.outbox.backlog():  # noqa: ASYNC110  the ledger is in the server, nobody here is told
            await asyncio.sleep(_LOOK_S)


@asynccontextmanager
async def _senders(
    setting: Setting, clock: Clock, discord_clock: Clock, doom: Doom
) -> AsyncIterator[Mapping[Platform, Sender]]:
    discord.http.Route.BASE = setting.discord_api
    client = discord.Client(intents=discord.Intents.none())
    async with client, open_bot(setting.telegram_token, setting.telegram_url) as bot:
        senders: dict[Platform, Sender] = {
            Platform.DISCORD: DiscordSender(client, discord_clock),
            Platform.TELEGRAM: TelegramSender(
                bot, clock, Pace(_UNHURRIED, _UNHURRIED, _UNHURRIED), {"en": REPEAT_LABEL}
            ),
        }
        await client.login(setting.discord_token)
        if setting.manners == "forgetful":
            senders = {platform: ForgetfulSender(sender) for platform, sender in senders.items()}
        yield {platform: DoomedSender(sender, doom) for platform, sender in senders.items()}


if __name__ == "__main__":
    main()
