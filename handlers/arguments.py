"""The text behind a command as values, or a Refusal that says what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.event import AlertLevel
from bot.domain.matter import Matter
from bot.domain.message import Message, Span, Tone
from bot.render.phrases import Phrases
from handlers.call import Reply

_LEVELS = {
    "breaking": AlertLevel.BREAKING,
    "重大": AlertLevel.BREAKING,
    "notable": AlertLevel.NOTABLE,
    "all": AlertLevel.NOTABLE,
    "全部": AlertLevel.NOTABLE,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the words cannot be used, and what would be right."""

    sentence: str

    def as_reply(self) -> Reply:
        return Reply(Message(title=(Span(self.sentence),), tone=Tone.ERROR), is_ephemeral=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person named. Shape: `matter` is the first of all when none was named."""

    matter: Matter
    level: AlertLevel


def wanted_from(text: str, matters: Sequence[Matter], phrases: Phrases) -> Wanted | Refusal:
    """The matter and the level that stand in `text`, in either order; each may be left out."""
    matter, level = matters[0], AlertLevel.NOTABLE
    for word in text.split():
        found = find_matter(word, matters)
        if found is not None:
            matter = found
        elif word.casefold() in _LEVELS:
            level = _LEVELS[word.casefold()]
        else:
            return Refusal(_unknown(word, matters, phrases))
    return Wanted(matter, level)


def find_matter(word: str, matters: Sequence[Matter]) -> Matter | None:
    """The matter with this id or this name, whatever the case."""
    folded = word.casefold()
    return next((m for m in matters if folded in {m.id, *(n.casefold() for n in m.names.values())}), None)


def _unknown(word: str, matters: Sequence[Matter], phrases: Phrases) -> str:
    known = [*(m.id for m in matters), "breaking", "notable"]
    near = get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    if near:
        return phrases("I do not know “{word}”. Did you mean {near}?", word=word, near=near[0])
    return phrases("I do not know “{word}”. You can name: {known}.", word=word, known=", ".join(known))
