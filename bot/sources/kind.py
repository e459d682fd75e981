"""What a source kind is: a pure parse and a declaration. Adding one is one file and one row in `registry`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.item import Parsed
from bot.domain.source import SourceSpec, Trust, Validators

WHOLE_BODY = "body"
"""The `where` of a problem that spoils the whole answer: without any item, the poll has failed."""

CUT = "it breaks off; the rest is missing"
"""The `what` of a problem that says that a body was not sent to its end."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A key that a publisher hands out. It goes to `origin` and nowhere else, in `header`, after `prefix`.

    Shape: `setting` is its name in `[keys]` of the settings; `sign_up` is where people get one.
    """

    setting: str
    origin: str
    header: str
    sign_up: str
    prefix: str = ""
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of source, as its file declares it.

    Shape: `parse` is pure and total; `keys` says what an item is known by, `robots` what the publisher allows, both
    for people; `address` turns the address in a pack into the one that is asked; `min_interval_hot` is for the hours in
    which something is about to happen, where the publisher bears more then.
    """

    name: str
    parse: Callable[[bytes, SourceSpec], Parsed]
    trust: Trust
    min_interval: timedelta
    keys: str
    robots: str
    address: Callable[[str], str] = str
    credential: Credential | None = None
    min_interval_hot: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer of the egress. Shape: `body` is None when it is unchanged, told by a 304 or by the same bytes again.

    `is_own` marks an answer from a network that the operator opened: no publisher's patience is spent on it.
    `served_at` is the time by the server's clock, to tell whether ours is right and for nothing else. `max_age` is how
    long caches hold it; `moved_to` is where permanent redirects alone have led; `links` is its Link header.
    """

    body: bytes | None
    validators: Validators
    status: int = 200
    n_bytes: int = 0
    is_own: bool = False
    served_at: datetime | None = None
    max_age: timedelta | None = None
    moved_to: str = ""
    links: str = ""
