"""The text behind a command as values, or a Refusal that says what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.event import AlertLevel
from bot.domain.matter import Follow, Matter
from bot.domain.message import Message, Span, Tone
from bot.render.phrases import Phrases
from bot.render.words import right_name
from handlers.call import Call, Desk, Reply

_LEVELS = {
    "breaking": AlertLevel.BREAKING,
    "重大": AlertLevel.BREAKING,
    "notable": AlertLevel.NOTABLE,
    "all": AlertLevel.NOTABLE,
    "全部": AlertLevel.NOTABLE,
}
_LEVELS_TO_NAME = ("breaking", "notable")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the words cannot be used, and what would be right."""

    sentence: str

    def as_reply(self) -> Reply:
        return Reply(Message(title=(Span(self.sentence),), tone=Tone.ERROR), is_ephemeral=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person named; None is what was left out."""

    matter: Matter | None
    level: AlertLevel | None


def wanted_from(text: str, matters: Sequence[Matter], phrases: Phrases) -> Wanted | Refusal:
    """The matter and the level that stand in `text`, in either order; each may be left out."""
    words = text.split()
    levels = [_LEVELS[word.casefold()] for word in words if word.casefold() in _LEVELS]
    name = " ".join(word for word in words if word.casefold() not in _LEVELS)
    if len(levels) > 1:
        return Refusal(phrases("Please name one level: breaking or notable."))
    matter = find_matter(name, matters)
    if name and matter is None:
        return Refusal(_unknown(name, [*(m.id for m in matters), *_LEVELS_TO_NAME], phrases))
    return Wanted(matter, levels[0] if levels else None)


async def matter_for(desk: Desk, call: Call, phrases: Phrases) -> Matter | Refusal:
    """The matter that the call names, else the one its channel follows, else the first of all. Raises: StoreError."""
    if call.text:
        known = await known_to(desk, call)
        named = find_matter(call.text, known)
        return named or Refusal(_unknown(call.text, [m.id for m in known], phrases))
    followed = await followed_by(desk, call)
    return (followed or desk.matters)[0]


async def followed_by(desk: Desk, call: Call) -> Sequence[Matter]:
    """The matters that the call's channel follows. Raises: StoreError."""
    ids = {s.matter_id for s in await desk.subscriptions.of_channel(call.channel)}
    return [m for m in await known_to(desk, call) if m.id in ids]


async def known_to(desk: Desk, call: Call) -> Sequence[Matter]:
    """The matters that the call's channel may name: those of the packs, and its own. Raises: StoreError."""
    return [*desk.matters, *(f.made() for f in await own_follows(desk, call))]


async def own_follows(desk: Desk, call: Call) -> list[Follow]:
    """What the call's channel follows of its own. Raises: StoreError."""
    return desk.follows.find({s.matter_id for s in await desk.subscriptions.of_channel(call.channel)})


async def lack_of_rights(call: Call, phrases: Phrases) -> Refusal | None:
    """What the bot needs to be allowed here before it can send anything."""
    missing = [right_name(right, phrases) for right in await call.missing_rights()]
    if not missing:
        return None
    return Refusal(
        phrases(
            "I lack rights in this channel: {rights}. Please give them to me, then subscribe again.",
            rights=phrases(", ").join(missing),
        )
    )


def find_matter(name: str, matters: Sequence[Matter]) -> Matter | None:
    """The matter with this id or this name in any language, whatever the case."""
    folded = " ".join(name.casefold().split())
    return next((m for m in matters if folded in {m.id, *(n.casefold() for n in m.names.values())}), None)


def _unknown(name: str, known: Sequence[str], phrases: Phrases) -> str:
    near = get_close_matches(name.casefold(), known, n=1, cutoff=0.6)
    if near:
        return phrases("I do not know “{word}”. Did you mean {near}?", word=name, near=near[0])
    return phrases("I do not know “{word}”. You can name: {known}.", word=name, known=phrases(", ").join(known))
