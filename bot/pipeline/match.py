"""Whether an item speaks of a matter, and whether it is a primary document that is already on file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.item import Item
from bot.domain.matter import Docket, KnownDocument, Matter
from bot.text.dockets import court_id_for, docket_id_in, docket_sought_in
from bot.text.official_names import names_for, order_number, register_number
from bot.text.urls import canonical

_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""A word character of a script with spaces: 推迟TikTok禁令 holds the word TikTok."""

_COURT = re.compile(r"https://(?:ecf\.([a-z-]{2,20})\.uscourts|www\.(supremecourt))\.gov/")


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
    if number := _own_docket(item, matter):
        return Topic(number)
    if matter.takes_all:
        return Topic("")
    text = f"{item.title}\n{item.summary}"
    term = _first(_all(matter.terms), text)
    if not term or not matter.context:
        return Topic(term) if term else None
    context = _first(_all(matter.context), text)
    return Topic(term, context) if context else None


def find_document(item: Item, matter: Matter) -> KnownDocument | None:
    """The document on file that the item links to, or that it is by number; titles are never compared, two orders may
    share one.
    """
    known_as = {*item.aliases, *([canonical(item.url)] if item.url else [])}
    return next((d for d in matter.documents if not known_as.isdisjoint(_names(d.id, d.urls))), None)


@lru_cache(maxsize=1024)
def _names(document_id: str, urls: tuple[str, ...]) -> frozenset[str]:
    """All that a document on file can be found by: its addresses, its number, its numbers in the Federal Register."""
    order = order_number(document_id) if document_id.startswith("Executive Order") else ""
    in_register = (name for url in urls for name in names_for(register=register_number(url)))
    return frozenset((*map(canonical, urls), *in_register, *names_for(order=order)))


def _docket(item: Item) -> Docket:
    """The docket of a court's entry, whose title begins with the number: other courts use the same numbers."""
    court = _COURT.match(item.url)
    name = court[1] or court[2] if court else ""
    return Docket(court_id_for(name), item.title.partition(" ")[0])


def _own_docket(item: Item, matter: Matter) -> str:
    """The docket that the item was filed in, if the matter has it as a source: then every entry is its own."""
    docket_id = docket_id_in(item.url)
    if not docket_id:
        return ""
    names = {tuple(alias.split("/")[:2]) for alias in item.aliases}
    is_own = any(docket_id_in(s.url) == docket_id or docket_sought_in(s.url) in names for s in matter.sources)
    return item.title.partition(" ")[0] if is_own else ""


def _first(words: tuple[str, ...], text: str) -> str:
    """The first of the words that stands in the text, as it stands there; empty when none does."""
    low = text.casefold()
    # Nearly every item is about something else, and to look for plain words is many times cheaper.
    if not any(word in low for word in _lowered(words)):
        return ""
    found = _pattern(words).search(text)
    return found.group() if found else ""


@lru_cache(maxsize=256)
def _lowered(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)


def _all(words: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(word for of_language in words.values() for word in of_language)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One alternation, longest first; words end where another script begins, Chinese has no boundaries."""
    longest_first = sorted(words, key=len, reverse=True)
    parts = (re.escape(w) if _HAN.search(w) else rf"(?<!{_LETTER}){re.escape(w)}(?!{_LETTER})" for w in longest_first)
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)
