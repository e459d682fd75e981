"""Everybody who takes part: two hundred sources, and the matters that watch them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random

from bot.domain.ids import DeadlineId, MatterId
from bot.domain.matter import DeadlineSpec, Matter
from tests.walks.source_day.courts import N_DOCKETS, Courts, Pushed, court_of, courts_from
from tests.walks.source_day.entries import Author, Entry, hour
from tests.walks.source_day.faults import ROWS
from tests.walks.source_day.press import N_CHANNELS, N_OUTLETS, ZONE, Press
from tests.walks.source_day.publisher import Publisher

TOPICS = ("Harborline", "Larkspur", "Quillon", "Brightwater", "Saltmarsh", "Fernhollow")
DUE_H = 20.0
"""The first topic's deadline: from six hours before to two hours after, its sources are asked often."""

DECISION_DAY = date(2025, 7, 15)
N_DOCKETS_TOGETHER = 4
"""Dockets of one matter."""


@dataclass(frozen=True, slots=True)
class Cast:
    publishers: list[Publisher]
    matters: list[Matter]
    pushed: list[Pushed]

    @property
    def entries(self) -> dict[int, Entry]:
        """Every entry by its number."""
        return {entry.number: entry for p in self.publishers for entry in p.entries}


def cast_for(seed: int) -> Cast:
    """The same for the same seed."""
    author, random = Author(), Random(seed)  # noqa: S311  a cast, not a secret
    press = Press(author, random)
    by_topic = {topic: _publishers(press, topic, n) for n, topic in enumerate(TOPICS)}
    by_topic["Northgate"] = press.officials("Northgate")
    courts = courts_from(author, random)
    matters = [_matter(topic, found) for topic, found in by_topic.items()]
    matters += [_of_dockets(courts, first) for first in range(0, N_DOCKETS, N_DOCKETS_TOGETHER)]
    matters.append(_of_supreme_court(courts))
    publishers = [p for found in by_topic.values() for p in found]
    return Cast([*publishers, *courts.feeds, *courts.dockets, *courts.supreme], matters, courts.pushed)


def _publishers(press: Press, topic: str, n: int) -> list[Publisher]:
    return [
        *press.rows(topic, list(ROWS)[n :: len(TOPICS)]),
        *press.outlets(topic, _share(N_OUTLETS, n)),
        *press.channels(topic, _share(N_CHANNELS, n)),
    ]


def _share(n_all: int, n: int) -> range:
    """The numbers that fall to one of the topics."""
    return range(n * n_all // len(TOPICS), (n + 1) * n_all // len(TOPICS))


def _matter(topic: str, publishers: Iterable[Publisher]) -> Matter:
    due = DeadlineSpec(
        id=DeadlineId("due"),
        names={"en": "Deadline"},
        due_at=hour(DUE_H),
        zone=ZONE,
        authority="Public Law 1-1",
        link="https://law.example/1-1",
        decided_on=date(2025, 1, 2),
    )
    return Matter(
        id=MatterId(topic.lower()),
        names={"en": topic},
        zone=ZONE,
        terms={"en": (topic,)},
        context={},
        dockets=(),
        sources=tuple(p.spec for p in publishers),
        deadlines=(due,) if topic == TOPICS[0] else (),
    )


def _of_dockets(courts: Courts, first: int) -> Matter:
    numbers = range(first, first + N_DOCKETS_TOGETHER)
    feeds = {court_of(n): courts.feeds[court_of(n)] for n in numbers}
    return Matter(
        id=MatterId(f"dockets-{first}"),
        names={"en": f"Dockets {first}"},
        zone=ZONE,
        terms={},
        context={},
        dockets=tuple(courts.filed[n].docket for n in numbers),
        sources=tuple(p.spec for p in (*(courts.dockets[n] for n in numbers), *feeds.values())),
        deadlines=(),
    )


def _of_supreme_court(courts: Courts) -> Matter:
    return Matter(
        id=MatterId("supreme"),
        names={"en": "Supreme Court"},
        zone=ZONE,
        terms={},
        context={},
        dockets=tuple(filed.docket for p in courts.supreme if (filed := p.entries[0].filed)),
        sources=tuple(p.spec for p in courts.supreme),
        deadlines=(),
        decision_days=(DECISION_DAY,),
    )
