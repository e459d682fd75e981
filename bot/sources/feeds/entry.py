"""What every reader returns: the texts of a feed as they stand, before any of them is believed."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One entry's raw texts. Shape: `title` and `body` are markup unless plain; `link` may be relative to `base`.

    A named tuple, as thousands are made per poll and none lives longer than the parse.
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


class Feed(NamedTuple):
    """A feed as a reader found it. `flaws` are sentences about the document, `is_broken` when it was not well formed.

    Shape: `not_a_feed` says why the whole body counts as a failure; it is empty for a feed, also for an empty one.
    """

    entries: list[Entry]
    title: str = ""
    link: str = ""
    flaws: tuple[str, ...] = ()
    is_broken: bool = False
    not_a_feed: str = ""
