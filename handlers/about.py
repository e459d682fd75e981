"""/help and /about."""

from __future__ import annotations

from bot.domain.message import Line, Message, Span, Style, Tone
from bot.render.phrases import Phrases
from handlers.call import Call, Desk, Reply


async def help_(desk: Desk, _call: Call, phrases: Phrases) -> Reply:
    """Every command in a line, and the matters there are."""
    lang = phrases.lang.partition("_")[0]
    lines: list[Line] = [
        (Span(f"/{usage}", Style.BOLD), Span(f" · {texts.get(lang) or texts['en']}")) for usage, texts in desk.menu
    ]
    matters = phrases(", ").join(phrases("{id} ({name})", id=m.id, name=m.name_for(phrases.lang)) for m in desk.matters)
    lines += [(), (Span(phrases("Matters: {matters}", matters=matters)),)]
    title = Span(phrases("What you can ask for"), Style.BOLD)
    return Reply(Message(title=(title,), lines=tuple(lines), tone=Tone.INFO))


async def about(desk: Desk, _call: Call, phrases: Phrases) -> Reply:
    """What the bot is, what it promises and what it cannot do."""
    sentences = (
        phrases("Reprieve watches legal deadlines and tells this channel the moment one moves."),
        phrases("It tells what is only considered apart from what is ordered, and names its sources."),
        phrases("A deadline moves only when an official or court source says so."),
        phrases("It knows only what its sources have published, and they may publish late."),
        phrases("It is software, not a lawyer: read the linked document before you rely on it."),
    )
    return Reply(
        Message(
            title=(Span(f"Reprieve {desk.version}", Style.BOLD),),
            lines=tuple((Span(s),) for s in sentences),
            tone=Tone.INFO,
        )
    )
