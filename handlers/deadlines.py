"""/deadlines."""

from __future__ import annotations

from bot.render.phrases import Phrases
from bot.render.status_message import deadlines_message
from handlers.arguments import Refusal, wanted_from
from handlers.call import Call, Desk, Reply


async def deadlines(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """The chain of each deadline of the matter."""
    wanted = wanted_from(call.text, desk.matters, phrases)
    if isinstance(wanted, Refusal):
        return wanted.as_reply()
    matter = wanted.matter
    current = await desk.deadlines.current(matter.id)
    chains = [await desk.deadlines.history(matter.id, d.id) for d in current]
    return Reply(deadlines_message(matter, chains, matter.zone, desk.clock.now(), phrases))
