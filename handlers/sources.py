"""/sources."""

from __future__ import annotations

from bot.polling.health import condition_of
from bot.render.phrases import Phrases
from bot.render.sources_message import Watched, sources_message
from handlers.arguments import Refusal, matter_for
from handlers.call import Call, Desk, Reply


async def sources(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """How each source of the matter does."""
    matter = await matter_for(desk, call, phrases)
    if isinstance(matter, Refusal):
        return matter.as_reply()
    states = await desk.items.source_states([s.id for s in matter.sources])
    now = desk.clock.now()
    watched = [Watched(s, states[s.id], condition_of(s, states[s.id], now)) for s in matter.sources]
    budgets = {name: await spent() for name, spent in desk.budgets.items()}
    return Reply(sources_message(matter, watched, now, phrases, budgets))
