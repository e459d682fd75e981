"""What is published in the day: numbered entries, each with the words by which it can be recognised everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from bot.domain.matter import Docket

BEGIN = datetime(2025, 7, 15, 4, tzinfo=UTC)
"""A Tuesday's midnight in Washington, in summer."""

FIRST_NUMBER = 10_000
_DAY_ONE = date(2026, 1, 1)
_NUMBERS = re.compile(r"(?=(\d{5})(?![\dZ]))")
"""Not those of a time of day."""


@dataclass(frozen=True, slots=True)
class Filed:
    """The docket that an entry stands in."""

    id: int
    docket: Docket
    name: str

    @property
    def slug(self) -> str:
        return re.sub(r"[^a-z]+", "-", self.name.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Shape: `number` is unique in the day, stands in the text and in every identity that it is given.

    `fact` is the number of what it reports: entries of one fact are one story. An entry without a fact is off topic.
    `at` is when its publisher lists it first; `dated_at` is what he says about that, None when he says nothing.
    """

    number: int
    at: datetime
    text: str
    fact: int | None = None
    dated_at: datetime | None = None
    filed: Filed | None = None
    short: str = ""
    """What a court's own feed calls it, in place of the text."""


class Author:
    """Writes entries, and never the same twice."""

    def __init__(self) -> None:
        self._numbers = count(FIRST_NUMBER)

    def news(self, topic: str, at: datetime, fact: int | None = None, *, is_loud: bool = False) -> Entry:
        """On topic, and about another day than all other news: two reports of one fact name the same day."""
        number = next(self._numbers)
        fact = fact or number
        until = _DAY_ONE + timedelta(days=fact - FIRST_NUMBER)
        done = f"{topic} deadline extended" if is_loud else f"Agency plans to extend the {topic} deadline"
        return Entry(number, at, f"{done} until {until:%B} {until.day}, {until.year} ({number})", fact, at)

    def chatter(self, at: datetime) -> Entry:
        """Of no interest to anybody."""
        number = next(self._numbers)
        return Entry(number, at, f"Council discusses item {number} of its budget", None, at)

    def order(self, filed: Filed, at: datetime) -> Entry:
        """A docket entry that is told."""
        number = next(self._numbers)
        text = f"ORDER {number} extending the stay. Signed by Judge A. Quill. (Entered: {at:%m/%d/%Y})"
        return Entry(number, at, text, number, at, filed, short=f"Order {number} on Motion to Extend Stay")

    def paper(self, filed: Filed, at: datetime) -> Entry:
        """A docket entry that is told to nobody."""
        number = next(self._numbers)
        text = f"NOTICE of Appearance {number} by counsel"
        return Entry(number, at, text, None, at, filed, short=f"Notice of Appearance {number}")


def numbers_in(*texts: str) -> set[int]:
    """The numbers of entries that stand in texts, keys and addresses."""
    found = (int(number) for text in texts for number in _NUMBERS.findall(text))
    return {number for number in found if number >= FIRST_NUMBER}


def hour(n: float) -> datetime:
    """So many hours after the walk began."""
    return BEGIN + timedelta(hours=n)


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.at, entry.number), reverse=True)
