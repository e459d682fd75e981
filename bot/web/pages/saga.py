"""The saga of a deadline: each version with what it changed and who set it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from bot.domain.deadline import Deadline
from bot.render import times
from bot.render.deadline_lines import OPEN, nth_extension
from bot.render.phrases import Phrases
from bot.render.words import STATES


@dataclass(frozen=True, slots=True)
class Step:
    """One version of a deadline. Shape: `before` and `after` are days as text, empty where the date did not move."""

    is_current: bool
    decided: str
    decided_at: datetime
    before: str
    after: str
    words: str
    nth: str
    authority: str
    link: str


def steps_of(chain: Sequence[Deadline], phrases: Phrases) -> list[Step]:
    """The newest first; the first version is the date as it was set. Shape: `chain` is oldest first."""
    if not chain:
        return []
    first = _step(chain[0], phrases, after=times.due_text(chain[0], phrases), words=phrases("Date set"))
    made = [first, *_moves(chain, phrases)]
    made[-1] = replace(made[-1], is_current=True)
    return made[::-1]


def _moves(chain: Sequence[Deadline], phrases: Phrases) -> Iterator[Step]:
    for before, after in pairwise(chain):
        nth = nth_extension(after, phrases) if after.n_extensions > before.n_extensions else ""
        if before.due_at == after.due_at or after.status not in OPEN:
            yield _step(after, phrases, words=_standing(after, phrases), nth=nth)
            continue
        ends = times.due_text(before, phrases), times.due_text(after, phrases)
        is_later = after.due_at > before.due_at
        words = phrases("Moved to a later date") if is_later else phrases("Moved to an earlier date")
        yield _step(after, phrases, before=ends[0], after=ends[1], words=words, nth=nth)


def _standing(version: Deadline, phrases: Phrases) -> str:
    if version.status in OPEN:
        return phrases("The deadline is in force again.")
    return phrases(STATES[version.status])


def _step(version: Deadline, phrases: Phrases, *, words: str, before: str = "", after: str = "", nth: str = "") -> Step:
    return Step(
        is_current=False,
        decided=times.day(version.decided_at, version.zone, phrases),
        decided_at=version.decided_at,
        before=before,
        after=after,
        words=words,
        nth=nth.strip(),
        authority=version.authority,
        link=version.link,
    )
