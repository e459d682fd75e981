"""/deadlines."""

from __future__ import annotations

from bot.render.deadlines_message import deadlines_message
from bot.render.phrases import Phrases
from handlers.arguments import Refusal, matter_for
from handlers.call import Call, Desk, Reply


async def deadlines(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """The chain of each deadline of the matter."""
    matter = await matter_for(desk, call, phrases)
    if isinstance(matter, Refusal):
        return matter.as_reply()
    current = await desk.deadlines.current(matter.id)
    chains = [await desk.deadlines.history(matter.id, d.id) for d in current]
    return Reply(deadlines_message(matter, chains, matter.zone, desk.clock.now(), phrases))
