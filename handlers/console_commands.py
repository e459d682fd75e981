"""A line typed in the terminal as a Call; who sits at the terminal manages the console channel."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.channel import Channel, Platform
from handlers.call import Call, Reply
from handlers.dispatch import Dispatcher

CONSOLE = Channel(Platform.CONSOLE, 1)


async def answer(line: str, dispatcher: Dispatcher, lang: str) -> Reply | None:
    """The answer to one typed line, with or without its slash; None for an empty line."""
    name, _, text = line.strip().removeprefix("/").partition(" ")
    if not name:
        return None
    call = Call(
        name=name.casefold(),
        text=text.strip(),
        channel=CONSOLE,
        user_id=0,
        lang=lang,
        is_private=True,
        may_manage=_yes,
        missing_rights=_none,
    )
    return await dispatcher.handle(call)


async def _yes() -> bool:
    return True


async def _none() -> Sequence[str]:
    return ()
