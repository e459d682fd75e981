"""/status."""

from __future__ import annotations

from bot.polling.health import condition_of
from bot.render.phrases import Phrases
from bot.render.status_message import Standing, status_message
from handlers.arguments import Refusal, matter_for
from handlers.call import Call, Desk, Reply

_N_STORIES = 20
"""Enough to find the last decision among reports of what is only asked for or considered."""


async def status(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """Where the matter stands now."""
    matter = await matter_for(desk, call, phrases)
    if isinstance(matter, Refusal):
        return matter.as_reply()
    states, now = await desk.items.source_states([s.id for s in matter.sources]), desk.clock.now()
    standing = Standing(
        matter=matter,
        deadlines=await desk.deadlines.current(matter.id),
        stories=await desk.items.latest(matter.id, _N_STORIES),
        states=states,
        conditions={s.id: condition_of(s, states[s.id], now) for s in matter.sources},
    )
    return Reply(status_message(standing, matter.zone, now, phrases))
