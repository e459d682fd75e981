"""/subscribe and /unsubscribe."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.event import AlertLevel
from bot.domain.ids import MatterId
from bot.domain.matter import Matter
from bot.domain.message import Line, Message, Span, Style, Tone
from bot.domain.subscription import Subscription
from bot.render import times
from bot.render.deadline_lines import OPEN, due_line, name_of
from bot.render.phrases import Phrases
from bot.render.story_message import story_lines
from bot.render.words import LEVELS
from handlers.arguments import Refusal, followed_by, known_to, lack_of_rights, matter_for, wanted_from
from handlers.call import Call, Desk, Reply

_SAMPLED_FROM = 20
"""So many stories back, the last one that the channel would have been told is looked for."""


async def subscribe(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """Saves the subscription and answers with it, the next deadline, and a sample of the last alert."""
    wanted = wanted_from(call.text, await known_to(desk, call), phrases)
    if isinstance(wanted, Refusal):
        return wanted.as_reply()
    lack = await lack_of_rights(call, phrases)
    if lack:
        return lack.as_reply()
    matter = wanted.matter or desk.matters[0]
    subscription = await _subscription(desk, call, matter, wanted.level, phrases)
    is_new = await desk.subscriptions.subscribe(subscription)
    await desk.outbox.resume(call.channel)
    return Reply(await _welcome(desk, matter, subscription, phrases, is_new=is_new), is_ephemeral=True)


async def unsubscribe(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """Ends the subscription; what is queued for it is dropped."""
    followed = await followed_by(desk, call)
    if not call.text and len(followed) > 1:
        ids = phrases(", ").join(m.id for m in followed)
        return Refusal(phrases("This channel follows several matters. Please name one: {ids}.", ids=ids)).as_reply()
    matter = await matter_for(desk, call, phrases)
    if isinstance(matter, Refusal):
        return matter.as_reply()
    name = matter.name_for(phrases.lang)
    if await _ended(desk, call, matter.id):
        sentence = phrases("This channel no longer follows {matter}.", matter=name)
    else:
        sentence = phrases("This channel does not follow {matter}, so nothing has changed.", matter=name)
    return Reply(Message(title=(Span(sentence),), tone=Tone.INFO), is_ephemeral=True)


async def _ended(desk: Desk, call: Call, matter_id: MatterId) -> bool:
    """A matter of the channel's own has no other reader, and goes with its subscription."""
    if desk.follows.find({matter_id}):
        return await desk.follows.end(call.channel, matter_id)
    return await desk.subscriptions.unsubscribe(call.channel, matter_id)


async def _subscription(
    desk: Desk, call: Call, matter: Matter, level: AlertLevel | None, phrases: Phrases
) -> Subscription:
    """What to save: a subscription that is saved again keeps what was not named anew, and its age."""
    known = await _known(desk, call, matter.id)
    if known is not None:
        return replace(known, level=level or known.level, lang=phrases.lang)
    return Subscription(
        channel=call.channel,
        matter_id=matter.id,
        level=level or AlertLevel.NOTABLE,
        lang=phrases.lang,
        zone=matter.zone,
        created_at=desk.clock.now(),
    )


async def _known(desk: Desk, call: Call, matter_id: MatterId) -> Subscription | None:
    return next((s for s in await desk.subscriptions.of_channel(call.channel) if s.matter_id == matter_id), None)


async def _welcome(
    desk: Desk, matter: Matter, subscription: Subscription, phrases: Phrases, *, is_new: bool
) -> Message:
    name = matter.name_for(phrases.lang)
    if is_new:
        title = phrases("This channel now follows {matter}.", matter=name)
    else:
        title = phrases("The subscription to {matter} is updated.", matter=name)
    lines: list[Line] = [
        (Span(phrases("Alerts: {level}", level=phrases(LEVELS[subscription.level]))),),
        (Span(phrases("Reminders: {offsets}.", offsets=_offsets(subscription, phrases))),),
        *await _next_deadline(desk, matter, subscription, phrases),
        *await _sample(desk, matter, subscription, phrases),
    ]
    return Message(title=(Span(title, Style.BOLD),), lines=tuple(lines), footer=_hint(phrases), tone=Tone.INFO)


def _offsets(subscription: Subscription, phrases: Phrases) -> str:
    """“30 days, 7 days … before the deadline, when it comes, 15 minutes after it”."""
    ahead = [times.length(o, phrases) for o in subscription.reminders if o > timedelta(0)]
    parts = [phrases("{lengths} before the deadline", lengths=phrases(", ").join(ahead))] if ahead else []
    if timedelta(0) in subscription.reminders:
        parts.append(phrases("when it comes"))
    parts += [
        phrases("{length} after it", length=times.length(o, phrases))
        for o in subscription.reminders
        if o < timedelta(0)
    ]
    return phrases(", ").join(parts) or phrases("none")


async def _next_deadline(desk: Desk, matter: Matter, subscription: Subscription, phrases: Phrases) -> tuple[Line, ...]:
    now = desk.clock.now()
    ahead = [d for d in await desk.deadlines.current(matter.id) if d.status in OPEN and d.due_at >= now]
    if not ahead:
        return ((Span(phrases("No deadline is ahead.")),),)
    name = Span(phrases("{name}: ", name=name_of(ahead[0], matter, phrases)))
    return ((name, *due_line(ahead[0], subscription.zone, now, phrases)),)


async def _sample(desk: Desk, matter: Matter, subscription: Subscription, phrases: Phrases) -> tuple[Line, ...]:
    stories = await desk.items.latest(matter.id, _SAMPLED_FROM)
    told = next((s for s in stories if s.level.rank >= subscription.level.rank), None)
    if told is None:
        return ((Span(phrases("No news yet. It will come here as soon as there is any.")),),)
    title = (Span(phrases("The last alert, as a sample"), Style.BOLD),)
    return ((), title, *story_lines(told, subscription.zone, matter, phrases))


def _hint(phrases: Phrases) -> Line:
    return (Span(phrases("/status shows where it stands, /unsubscribe ends the alerts.")),)
