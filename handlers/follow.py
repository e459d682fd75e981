"""/follow and /unfollow: a feed or one docket for one channel, shown before it is saved."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.errors import SourceError, UnfollowableError
from bot.domain.event import AlertLevel
from bot.domain.matter import Docket, Follow
from bot.domain.message import Line, Message, Span, Style, Tone
from bot.domain.plan import Preview
from bot.domain.subscription import Subscription
from bot.render import times
from bot.render.phrases import Phrases
from bot.render.story_message import story_lines
from bot.render.words import WHY_NOT
from handlers.arguments import Refusal, lack_of_rights, own_follows
from handlers.call import Call, Desk, Reply

_FEED, _DOCKET = "feed", "docket"
_KINDS = {_FEED: _FEED, "订阅源": _FEED, _DOCKET: _DOCKET, "案卷": _DOCKET}
_YES = frozenset({"yes", "y", "ok", "是", "好", "确认"})
_NUMBER = re.compile(r"[0-9]")
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a person wants to follow. Shape: `words` are as typed, without the yes that says to save it."""

    place: str | Docket
    words: str
    is_sure: bool


async def follow(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """What a feed or a docket would have told here in the last 30 days; with a yes behind it, it is saved."""
    asked = _asked_from(call.text, phrases)
    if isinstance(asked, Refusal):
        return asked.as_reply() if call.text else await _list(desk, call, phrases)
    lack = await lack_of_rights(call, phrases)
    if lack:
        return lack.as_reply()
    subscriptions = await desk.subscriptions.of_channel(call.channel)
    zone = subscriptions[0].zone if subscriptions else desk.matters[0].zone
    try:
        preview = await desk.follows.preview(call.channel, asked.place, zone)
    except UnfollowableError as error:
        return Refusal(phrases(WHY_NOT[error.why])).as_reply()
    except SourceError as error:
        return Refusal(phrases("I cannot follow this, for I cannot read it: {reason}", reason=error)).as_reply()
    if not asked.is_sure:
        hint = phrases("Nothing is saved yet. To follow it, send /follow {words} yes", words=asked.words)
        return Reply(_shown(preview, preview.follow.name, hint, phrases), is_ephemeral=True)
    return await _saved(desk, call, preview, phrases)


async def unfollow(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    """Ends one of the channel's own follows, named by its id, its name or its address."""
    own = await own_follows(desk, call)
    named = [f for f in own if not call.text or call.text.casefold() in _names(f)]
    if not own:
        return await _list(desk, call, phrases)
    if len(named) != 1:
        return Refusal(phrases("Please name one: {names}.", names=_listed(own, phrases))).as_reply()
    await desk.follows.end(call.channel, named[0].id)
    sentence = phrases("This channel no longer follows {matter}.", matter=named[0].name)
    return Reply(Message(title=(Span(sentence),), tone=Tone.INFO), is_ephemeral=True)


def _asked_from(text: str, phrases: Phrases) -> _Asked | Refusal:
    """The feed or docket that stands in `text`; the words may come in any order, as Discord's options do."""
    words = text.split()
    is_sure = any(word.casefold() in _YES for word in words)
    words = [word for word in words if word.casefold() not in _YES]
    kinds = [_KINDS[word.casefold()] for word in words if word.casefold() in _KINDS]
    rest = [word for word in words if word.casefold() not in _KINDS]
    if len(rest) == 1 and kinds != [_DOCKET]:
        return _Asked(rest[0], " ".join(words), is_sure)
    if len(rest) == 2 and kinds != [_FEED]:  # noqa: PLR2004  a number and a court
        number, court = sorted(rest, key=lambda word: _NUMBER.match(word) is None)
        return _Asked(Docket(court, number), " ".join(words), is_sure)
    return Refusal(
        phrases("Say what to follow: /follow feed ADDRESS, or /follow docket NUMBER COURT such as 24-1113 cadc.")
    )


async def _saved(desk: Desk, call: Call, preview: Preview, phrases: Phrases) -> Reply:
    made = preview.follow
    subscription = Subscription(
        channel=call.channel,
        matter_id=made.id,
        level=AlertLevel.NOTABLE,
        lang=phrases.lang,
        zone=made.zone,
        created_at=desk.clock.now(),
    )
    if not await desk.follows.begin(made, subscription):
        return Refusal(
            phrases("There is no room for one more: end another with /unfollow, or ask whoever runs this bot.")
        ).as_reply()
    await desk.outbox.resume(call.channel)
    title = phrases("This channel now follows {matter}.", matter=made.name)
    hint = phrases("/sources {id} shows how it does, /unfollow {id} ends it.", id=made.id)
    return Reply(_shown(preview, title, hint, phrases), is_ephemeral=True)


async def _list(desk: Desk, call: Call, phrases: Phrases) -> Reply:
    own = await own_follows(desk, call)
    lines: list[Line] = [(Span(f"{f.id} ", Style.CODE), Span(f.name)) for f in own]
    if not own:
        lines = [(Span(phrases("This channel follows no feed and no docket of its own.")),)]
    hint = phrases("Say what to follow: /follow feed ADDRESS, or /follow docket NUMBER COURT such as 24-1113 cadc.")
    title = Span(phrases("What this channel follows of its own"), Style.BOLD)
    return Reply(Message(title=(title,), lines=(*lines, (), (Span(hint),))), is_ephemeral=True)


def _shown(preview: Preview, title: str, hint: str, phrases: Phrases) -> Message:
    """The preview in words: what is there, and what of it would have come here."""
    made = preview.follow
    matter = made.made()
    lines: list[Line] = [(Span(_there_is(preview, phrases)),)]
    if preview.coverage:
        lines.append((Span(phrases("It says that it publishes: {coverage}", coverage=preview.coverage)),))
    lines += [(), (Span(_would_have(preview, phrases), Style.BOLD),)]
    lines += [line for s in preview.stories[:_MOST_SHOWN] for line in story_lines(s, made.zone, matter, phrases)]
    return Message(title=(Span(title, Style.BOLD),), lines=tuple(lines), footer=(Span(hint),), tone=Tone.INFO)


def _there_is(preview: Preview, phrases: Phrases) -> str:
    n, zone = preview.n_read, preview.follow.zone
    if not n:
        return phrases("It can be read, but lists nothing at the moment.")
    there = phrases.plural("It lists {n} entry.", "It lists {n} entries.", n)
    if preview.oldest_at is not None:
        back = phrases("The oldest is of {day}.", day=times.day(preview.oldest_at, zone, phrases))
        there = phrases("{one} {other}", one=there, other=back)
    if preview.follow.docket is None:
        return there
    own = phrases.plural("{n} of them is of this docket.", "{n} of them are of this docket.", preview.n_own)
    return phrases("{one} {other}", one=there, other=own)


def _would_have(preview: Preview, phrases: Phrases) -> str:
    n = len(preview.stories)
    if not n:
        return phrases("None of the last 30 days would have come here: I tell only what changes or decides something.")
    return phrases.plural(
        "{n} alert of the last 30 days would have come here:", "{n} alerts of the last 30 days would have come here:", n
    )


def _names(made: Follow) -> tuple[str, ...]:
    return (made.id, made.name.casefold(), made.source.url.casefold(), made.docket.number if made.docket else "")


def _listed(own: list[Follow], phrases: Phrases) -> str:
    return phrases(", ").join(phrases("{id} ({name})", id=f.id, name=f.name) for f in own)
