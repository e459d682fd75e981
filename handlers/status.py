"""/status."""

from __future__ import annotations

from bot.render.phrases import Phrases
from bot.render.status_message import Standing, status_message
from handlers.arguments import Refusal, wanted_from
from handlers.call import Call, Desk, Reply

_N_STORIES = 3


async def status(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """Where the matter stands now."""
    wanted = wanted_from(call.text, desk.matters, phrases)
    if isinstance(wanted, Refusal):
        return wanted.as_reply()
    matter = wanted.matter
    standing = Standing(
        matter=matter,
        deadlines=await desk.deadlines.current(matter.id),
        stories=await desk.items.latest(matter.id, _N_STORIES),
        sources=matter.sources,
        states=await desk.items.source_states([s.id for s in matter.sources]),
    )
    return Reply(status_message(standing, matter.zone, desk.clock.now(), phrases))
