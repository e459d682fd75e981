"""/latest."""

from __future__ import annotations

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
