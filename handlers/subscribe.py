"""/subscribe and /unsubscribe."""

from __future__ import annotations

from bot.domain.deadline import Deadline
from bot.domain.event import AlertLevel
from bot.domain.message import Line, Message, Span, Style, Tone
from bot.domain.subscription import Subscription
from bot.render.deadline_lines import due_line, name_of
from bot.render.phrases import Phrases
from bot.render.status_message import story_line
from bot.render.words import LEVELS
from handlers.arguments import Refusal, Wanted, wanted_from
from handlers.call import Call, Desk, Reply


async def subscribe(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """Saves the subscription and answers with it, the next deadline, and a sample of the last alert."""
    wanted = wanted_from(call.text, desk.matters, phrases)
    if isinstance(wanted, Refusal):
        return wanted.as_reply()
    missing = await call.missing_rights()
    if missing:
        return Refusal(
            phrases(
                "I may not do this here yet: {rights}. Please give me these rights in this channel and try again.",
                rights=phrases(", ").join(missing),
            )
        ).as_reply()
    subscription = Subscription(
        channel=call.channel,
        matter_id=wanted.matter.id,
        level=wanted.level,
        lang=phrases.lang,
        zone=wanted.matter.zone,
        created_at=desk.clock.now(),
    )
    is_new = await desk.subscriptions.subscribe(subscription)
    await desk.outbox.resume(call.channel)
    return Reply(await _welcome(desk, wanted, phrases, is_new=is_new), is_ephemeral=True)


async def unsubscribe(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """Ends the subscription; what is queued for it is dropped."""
    wanted = wanted_from(call.text, desk.matters, phrases)
    if isinstance(wanted, Refusal):
        return wanted.as_reply()
    name = wanted.matter.name_for(phrases.lang)
    if await desk.subscriptions.unsubscribe(call.channel, wanted.matter.id):
        sentence = phrases("This channel no longer follows {matter}.", matter=name)
    else:
        sentence = phrases("This channel does not follow {matter}; nothing to do.", matter=name)
    return Reply(Message(title=(Span(sentence),), tone=Tone.INFO), is_ephemeral=True)


async def _welcome(desk: Desk, wanted: Wanted, phrases: Phrases, *, is_new: bool) -> Message:
    matter = wanted.matter
    name = matter.name_for(phrases.lang)
    title = (
        phrases("This channel now follows {matter}.", matter=name)
        if is_new
        else phrases("The subscription to {matter} is updated.", matter=name)
    )
    level: Line = (Span(phrases("Alerts: {level}.", level=phrases(LEVELS[wanted.level]))),)
    lines = [level, *_next_deadline(await desk.deadlines.current(matter.id), wanted, desk, phrases)]
    latest = await desk.items.latest(matter.id, 1)
    if latest:
        lines += [(Span(phrases("The last alert, as a sample:")),), story_line(latest[0], matter.zone, phrases)]
    elif wanted.level is AlertLevel.NOTABLE:
        lines.append((Span(phrases("Nothing has been told yet. News will come here as soon as there is any.")),))
    return Message(title=(Span(title, Style.BOLD),), lines=tuple(lines), tone=Tone.INFO, footer=_hint(phrases))


def _next_deadline(current: list[Deadline], wanted: Wanted, desk: Desk, phrases: Phrases) -> list[Line]:
    ahead = [d for d in current if d.due_at >= desk.clock.now()]
    return [
        (Span(f"{name_of(d, wanted.matter, phrases)}: "), *due_line(d, wanted.matter.zone, desk.clock.now(), phrases))
        for d in ahead[:1]
    ]


def _hint(phrases: Phrases) -> Line:
    return (Span(phrases("/status shows where it stands, /unsubscribe ends this.")),)
