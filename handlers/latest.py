"""/latest."""

from __future__ import annotations

from bot.render.phrases import Phrases
from bot.render.status_message import latest_message
from handlers.arguments import Refusal, wanted_from
from handlers.call import Call, Desk, Reply

_N_STORIES = 5


async def latest(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """The newest stories that were told."""
    wanted = wanted_from(call.text, desk.matters, phrases)
    if isinstance(wanted, Refusal):
        return wanted.as_reply()
    stories = await desk.items.latest(wanted.matter.id, _N_STORIES)
    return Reply(latest_message(wanted.matter, stories, wanted.matter.zone, phrases))
