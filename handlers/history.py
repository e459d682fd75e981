"""/latest and /deadlines: what has been."""

from __future__ import annotations

from bot.render.deadlines_message import deadlines_message
from bot.render.latest_message import latest_message
from bot.render.phrases import Phrases
from handlers.arguments import Refusal, matter_for
from handlers.call import Call, Desk, Reply

_N_STORIES = 5


async def latest(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """The newest stories that were told."""
    matter = await matter_for(desk, call, phrases)
    if isinstance(matter, Refusal):
        return matter.as_reply()
    stories = await desk.items.latest(matter.id, _N_STORIES)
    return Reply(latest_message(matter, stories, matter.zone, phrases))


async def deadlines(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """The chain of each deadline of the matter."""
    matter = await matter_for(desk, call, phrases)
    if isinstance(matter, Refusal):
        return matter.as_reply()
    current = await desk.deadlines.current(matter.id)
    chains = [await desk.deadlines.history(matter.id, d.id) for d in current]
    return Reply(deadlines_message(matter, chains, matter.zone, desk.clock.now(), phrases))
