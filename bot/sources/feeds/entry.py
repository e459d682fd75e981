"""What every reader returns: the texts of a feed as they stand, before any of them is believed."""

from __future__ import annotations

from typing import NamedTuple

from bot.domain.item import FeedHints

MAX_ENTRIES = 5000
"""Far above any real feed; keeps a body made of empty items from costing seconds."""

UNREADABLE = "nothing in it could be read as a feed"


class Entry(NamedTuple):
    """One entry's raw texts. Shape: `title` and `body` are markup unless plain; `link` may be relative to `base`.

    `source` is the outlet that an aggregator took the entry from. A named tuple, as thousands are made per poll and
    none lives longer than the parse.
    """

    id: str = ""
    title: str = ""
    link: str = ""
    body: str = ""
    published: str = ""
    authors: tuple[str, ...] = ()
    base: str = ""
    is_plain_title: bool = False
    is_plain_body: bool = False
    enclosure: str = ""
    source: str = ""


class Feed(NamedTuple):
    """A feed as a reader found it. `flaws` are sentences about the document, `about` its own words on what it holds.

    Shape: `not_a_feed` says why the whole body counts as a failure; it is empty for a feed, also for an empty one.
    """

    entries: list[Entry]
    title: str = ""
    link: str = ""
    flaws: tuple[str, ...] = ()
    not_a_feed: str = ""
    about: str = ""
    hints: FeedHints = FeedHints()


def flaws_for(n_entries: int) -> tuple[str, ...]:
    """What is to be said about a feed of so many entries."""
    return (f"only the first {MAX_ENTRIES} of {n_entries} items were read",) if n_entries > MAX_ENTRIES else ()
