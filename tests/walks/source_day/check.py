"""Whether a walk's history is right: every complaint is a sentence, and a good day has none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from bot.domain.event import Action, StoryEvent
from bot.domain.source import Trust
from bot.domain.story import Story
from tests.walks.source_day.cast import Cast
from tests.walks.source_day.courts import COVERAGE
from tests.walks.source_day.entries import numbers_in
from tests.walks.source_day.faults import FAILS, LOST, RECOVERED, SILENT
from tests.walks.source_day.history import API, History

SOON = timedelta(seconds=90)
"""What was found is planned when its poll ends, and polls end within a minute."""

_TOLD = (FAILS, LOST, SILENT, RECOVERED, COVERAGE)
_SAMPLE = "sample"


def complaints(cast: Cast, history: History) -> list[str]:
    """What is wrong with what was told. Shape: the manners are looked at in `manners`."""
    found = Found(cast, history)
    return [complaint for check in CHECKS.values() for complaint in check(found)]


class Found:
    """What the publishers know: which entries were really given to us, where and when, and so were news."""

    def __init__(self, cast: Cast, history: History) -> None:
        self.cast = cast
        self.history = history
        self.entries = cast.entries
        self.by_source = {p.spec.id: p for p in cast.publishers}
        self.given: defaultdict[str, dict[int, datetime]] = defaultdict(dict)
        self.first_at: dict[str, datetime] = {}
        self.news_at: dict[int, datetime] = {}
        self.old: dict[str, frozenset[int]] = {}
        self.known: frozenset[int] = frozenset()
        self._look()

    def facts_in(self, story: Story) -> set[int]:
        """The facts whose entries the story's reports are."""
        numbers = (numbers_in(r.title, r.url, r.excerpt) & self.entries.keys() for r in story.reports)
        return {fact for of_report in numbers for n in of_report if (fact := self.entries[n].fact) is not None}

    def given_to(self, source: str) -> dict[int, datetime]:
        """When each entry of a source was first given to us, by itself, by a push or by a look-up."""
        first: dict[int, datetime] = {}
        for way in (source, "push", API):
            for number, at in self.given[way].items():
                first[number] = min(at, first.get(number, at))
        return first

    def _look(self) -> None:
        for asked in self.history.asked:
            if asked.is_bad or asked.status != 200:
                continue
            if asked.source != API and asked.source not in self.first_at:
                self.first_at[asked.source] = asked.ended_at
                self.old[asked.source] = asked.numbers
                self.known |= asked.numbers
            self._take(asked.source, asked.ended_at, asked.numbers)
        for at, numbers in self.history.pushed:
            self._take("push", at, numbers)

    def _take(self, source: str, at: datetime, numbers: frozenset[int]) -> None:
        old = self.old.get(source, self.known)
        for number in numbers:
            self.given[source].setdefault(number, at)
            fact = self.entries[number].fact
            if fact is not None and number not in old:
                self.news_at[fact] = min(at, self.news_at.get(fact, at))


class _Told:
    """How often each fact was told, when first, and which only to show that a source works."""

    def __init__(self, found: Found) -> None:
        self.n = Counter[int]()
        self.at: dict[int, datetime] = {}
        self.samples: set[int] = set()
        for event in found.history.events:
            if event.action is not Action.EDIT:
                self._take(event, found.facts_in(found.history.stories[event.story_id]))

    def _take(self, event: StoryEvent, facts: set[int]) -> None:
        for fact in facts:
            self.n[fact] += 1
            self.at.setdefault(fact, event.at)
            if event.reason.startswith(_SAMPLE):
                self.samples.add(fact)


def _twice_or_never(found: Found) -> Iterator[str]:
    """Each fact that was given as news is told once, when it was first given; what was there before is no news."""
    told = _Told(found)
    for fact, at in found.news_at.items():
        if not told.n[fact]:
            yield f"{fact} was given at {at:%d %H:%M} and never told"
        elif fact not in told.samples and told.at[fact] - at > SOON:
            yield f"{fact} was given at {at:%d %H:%M} and told at {told.at[fact]:%d %H:%M}"
    for fact, n in told.n.items():
        if n > 1:
            yield f"{fact} was told {n} times"
        if fact not in found.news_at and fact not in told.samples:
            yield f"{fact} was told though it was no news"


def _sampled(found: Found) -> Iterator[str]:
    """A matter that is new shows one entry of what was there, not one of each source."""
    n_samples = Counter(e.matter_id for e in found.history.events if e.reason.startswith(_SAMPLE))
    for matter, n in n_samples.items():
        if n > 1:
            yield f"{n} samples were told in {matter}"


def _mixed(found: Found) -> Iterator[str]:
    """A fact is one story, and a story one fact."""
    of_fact: defaultdict[int, list[str]] = defaultdict(list)
    for story in found.history.stories.values():
        facts = found.facts_in(story)
        if len(facts) > 1:
            yield f"{sorted(facts)} are told as one, in {story.matter_id}"
        if not facts:
            yield f"a story of {story.matter_id} is about nothing that was published: {story.reports[0].title}"
        for fact in facts:
            of_fact[fact].append(story.matter_id)
    for fact, matters in of_fact.items():
        if len(matters) > len(set(matters)):
            yield f"{fact} is told as {len(matters)} stories"


def _read_again(found: Found) -> Iterator[str]:
    """An entry is taken for new once at each source, or as often as its words have changed."""
    n_read = Counter[tuple[str, str, int]]()
    for line in found.history.lines:
        if line.event == "item":
            numbers = numbers_in(str(line.facts["item"])) & found.entries.keys()
            n_read.update((line.source, str(line.facts["matter"]), number) for number in numbers)
    for (source, _, number), n in n_read.items():
        if n > found.by_source[source].n_versions:  # type: ignore[index]
            yield f"{number} of {source} was taken for new {n} times"


def _misdated(found: Found) -> Iterator[str]:
    """Courts print their hour under the zone name of winter; whoever believes it is an hour late all summer."""
    dates = {p.spec.id: {e.number: e.dated_at for e in p.entries} for p in found.cast.publishers}
    for report in (report for story in found.history.stories.values() for report in story.reports):
        if report.trust is not Trust.COURT or found.by_source[report.source_id].spec.kind != "pacer_rss":
            continue
        for number in numbers_in(report.excerpt) & found.entries.keys():
            dated_at = dates[report.source_id][number]
            if dated_at and report.published_at != dated_at.replace(microsecond=0):
                yield f"{number} of {report.source_id} is of {dated_at:%d %H:%M}, not of {report.published_at}"


def _unreported(found: Found) -> Iterator[str]:
    """What a source published and never gave us is reported as a gap; what came late, as a failure before."""
    for source, publisher in found.by_source.items():
        first_at = found.first_at.get(source)
        given = found.given_to(source)
        lines = {line.event for line in found.history.lines if line.source == source}
        if first_at is None:
            if FAILS not in lines:
                yield f"{source} never answered, and nobody was told"
            continue
        asked_last = max(a.at for a in found.history.asked if a.source == source)
        for entry in publisher.entries:
            if not first_at < entry.at < asked_last - publisher.within:
                continue
            if entry.number not in given and LOST not in lines:
                yield f"{entry.number} of {source} was missed, and nobody was told"
            if entry.number in given and given[entry.number] - entry.at > publisher.within and FAILS not in lines:
                yield f"{entry.number} of {source} came {given[entry.number] - entry.at} late, and nobody was told why"


def _reported(found: Found) -> Iterator[str]:
    """What is told of a source is what happened to it, and as often."""
    told = Counter((line.source, line.event) for line in found.history.lines if line.event in _TOLD)
    expected: Counter[tuple[str, str]] = Counter(
        {(p.spec.id, what): n for p in found.cast.publishers for what, n in p.expects.items()}
    )
    for source, what in sorted({*told, *expected}):
        if told[source, what] != expected[source, what]:
            yield f"of {source} was told {told[source, what]} times, not {expected[source, what]}: {what}"
    for line in found.history.lines:
        if line.event == "a task failed":
            yield f"at {line.at:%d %H:%M} a task failed: {line.facts}"


CHECKS: dict[str, Callable[[Found], Iterator[str]]] = {
    "each entry is told once, when it was found": _twice_or_never,
    "a new matter shows one sample": _sampled,
    "each story is one fact": _mixed,
    "nothing is taken for new again": _read_again,
    "hours are those of the court": _misdated,
    "what was missed or late is reported": _unreported,
    "only what happened is reported": _reported,
}
