"""Whether an item speaks of a matter, and whether it is a primary document that is already on file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.item import Item
from bot.domain.matter import Docket, KnownDocument, Matter
from bot.text.urls import canonical

_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""A word character of a script with spaces: 推迟TikTok禁令 holds the word TikTok."""

_COURT = re.compile(r"https://(?:ecf\.([a-z-]{2,20})\.uscourts|www\.(supremecourt))\.gov/")
_COURT_ID_FOR = {"supremecourt": "scotus", "cofc": "uscfc", "azb": "arb", "neb": "nebraskab", "nysb-mega": "nysb"}
"""CourtListener calls a court as its address does, but for these."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Why an item is on topic: the words or the docket number that stand in it."""

    term: str
    context: str = ""


def find(item: Item, matter: Matter) -> Topic | None:
    """The matter's docket that the item was filed in, else the first of its terms that stands in the item.

    Shape: a term comes with a context word where the pack demands one; a docket speaks for itself.
    """
    docket = _docket(item)
    if docket in matter.dockets:
        return Topic(docket.number)
    if matter.takes_all:
        return Topic("")
    text = f"{item.title}\n{item.summary}"
    term = _pattern(_all(matter.terms)).search(text)
    if term is None:
        return None
    if not matter.context:
        return Topic(term.group())
    context = _pattern(_all(matter.context)).search(text)
    return Topic(term.group(), context.group()) if context else None


def find_document(item: Item, matter: Matter) -> KnownDocument | None:
    """The document on file that the item links to; titles are never compared, two orders may share one."""
    if not item.url:
        return None
    url = canonical(item.url)
    return next((d for d in matter.documents if url in map(canonical, d.urls)), None)


def _docket(item: Item) -> Docket:
    """The docket of a court's entry, whose title begins with the number: other courts use the same numbers."""
    court = _COURT.match(item.url)
    name = court[1] or court[2] if court else ""
    return Docket(_COURT_ID_FOR.get(name, name), item.title.partition(" ")[0])


def _all(words: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(word for of_language in words.values() for word in of_language)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One alternation, longest first; words end where another script begins, Chinese has no boundaries."""
    longest_first = sorted(words, key=len, reverse=True)
    parts = (re.escape(w) if _HAN.search(w) else rf"(?<!{_LETTER}){re.escape(w)}(?!{_LETTER})" for w in longest_first)
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)
