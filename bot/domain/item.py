"""One entry seen at a source: what it is (key) and what it says (fingerprint) are separate things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.domain.ids import ItemKey, digest, mark_of


@dataclass(frozen=True, slots=True)
class Item:
    """One entry as parsed. Texts are plain, without markup; `published_at` is the source's claim, never an order.

    Shape: `key` is unique within its source at one time; `url` is absolute or empty; `aliases` are names that other
    sources may know the same entry by, such as `dcd/1:25-cv-00400/no/12` or `fr/2025-10284`; `signed_on` is the day
    an act bears, which may lie days before it was published.
    """

    key: ItemKey
    title: str
    url: str
    summary: str = ""
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    signed_on: date | None = None

    @property
    def fingerprint(self) -> str:
        """The digest of what the item says: a changed fingerprint under the same key is a revision."""
        return _fingerprint(self.title, self.summary)

    @property
    def mark(self) -> int:
        """The seen-mark of this key with this content; a revision has another mark than its original."""
        return mark_of(self.key, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a body that could not be read; the rest of the body still counts (I3)."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class FeedHints:
    """What a feed itself says about when to ask again. Shape: hours 0 to 23 and weekdays from Monday 0, both in UTC."""

    ttl: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser found in one body, in the body's own order.

    Shape: `coverage` is the publisher's own words on which kinds of entries it publishes, empty where it has none.
    """

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()
    title: str = ""
    hints: FeedHints = FeedHints()
    coverage: str = ""


@lru_cache(maxsize=1024)
def _fingerprint(title: str, summary: str) -> str:
    """Remembered for a batch: an item is asked for it at every step of the chain."""
    return digest("fingerprint", _folded(title), _folded(summary))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
