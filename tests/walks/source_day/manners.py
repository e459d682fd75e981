"""Whether nobody was asked more often than he allows: by source, by host, and by CourtListener's budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.event import AlertLevel
from bot.domain.matter import Matter
from bot.sources.registry import KINDS
from tests.walks.source_day.cast import Cast
from tests.walks.source_day.history import API, Asked, History
from tests.walks.source_day.publisher import Publisher
from tests.walks.source_day.walk import BUDGET, HEAT_TICKS, TICK_S
from tests.walks.source_day.web import HOST_PAUSE_S

_BEFORE_DEADLINE, _AFTER_DEADLINE = timedelta(hours=6), timedelta(hours=2)
_AFTER_BREAKING = timedelta(hours=1)
_NOTICED = timedelta(seconds=TICK_S * HEAT_TICKS)
"""What is hot is looked up so often."""

_LONGEST = timedelta(hours=6.7)
"""No source is forgotten for longer, unless it asked for that."""

_KEYED = frozenset({"www.courtlistener.com", "api.congress.gov"})
_ROUNDING = timedelta(milliseconds=1)


def rudeness(cast: Cast, history: History) -> list[str]:
    """Whom we treated badly, and how."""
    requests = Requests(cast, history)
    return [complaint for look in MANNERS.values() for complaint in look(requests)]


class Requests:
    """What was asked of whom, in order."""

    def __init__(self, cast: Cast, history: History) -> None:
        breaking = [e for e in history.events if e.level is AlertLevel.BREAKING]
        self._matters = [(m, [e.at for e in breaking if e.matter_id == m.id]) for m in cast.matters]
        self._publishers = cast.publishers
        self.asked = history.asked
        self.by_source: defaultdict[str, list[Asked]] = defaultdict(list)
        self.by_host: defaultdict[str, list[Asked]] = defaultdict(list)
        for asked in history.asked:
            self.by_source[asked.source].append(asked)
            self.by_host[asked.host].append(asked)

    def pairs(self) -> Iterator[tuple[Publisher, Asked, Asked]]:
        """Each request with the one before it, source by source."""
        for publisher in self._publishers:
            for one, other in pairwise(self.by_source[publisher.spec.id]):
                yield publisher, one, other

    def is_hot(self, source: str, since: datetime, until: datetime) -> bool:
        """Whether a source may have been asked more often then, by the rules that the operator reads."""
        mine = [it for it in self._matters if any(s.id == source for s in it[0].sources)]
        return any(_is_hot(matter, breaking, since, until) for matter, breaking in mine)


def _is_hot(matter: Matter, breaking: Sequence[datetime], since: datetime, until: datetime) -> bool:
    zone, since = ZoneInfo(matter.zone), since - _NOTICED
    days = {since.astimezone(zone).date(), until.astimezone(zone).date()}
    near = ((d.due_at - _BEFORE_DEADLINE, d.due_at + _AFTER_DEADLINE) for d in matter.deadlines)
    return (
        not days.isdisjoint(matter.decision_days)
        or any(begins <= until and since < ends for begins, ends in near)
        or any(at <= until and since < at + _AFTER_BREAKING for at in breaking)
    )


def _too_soon(requests: Requests) -> Iterator[str]:
    return (it for pair in requests.pairs() if not pair[1].is_bad for it in _hurried(requests, *pair))


def _too_soon_after_failure(requests: Requests) -> Iterator[str]:
    return (it for pair in requests.pairs() if pair[1].is_bad for it in _hurried(requests, *pair))


def _hurried(requests: Requests, publisher: Publisher, one: Asked, other: Asked) -> Iterator[str]:
    """A request sooner than its kind bears, or than the feed itself asks for; what failed may be repeated as in hours
    in which something happens.
    """
    kind, waited = KINDS[publisher.spec.kind], other.at - one.at
    least = max(kind.min_interval, publisher.floor)
    if waited < least and kind.min_interval_hot:
        is_urgent = one.is_bad or requests.is_hot(publisher.spec.id, one.at, other.at)
        least = kind.min_interval_hot if is_urgent else least
    if waited < least - _ROUNDING:
        after = "a failure" if one.is_bad else "an answer"
        yield f"{one.source} was asked again at {other.at:%d %H:%M:%S}, {waited} after {after}; {least} are polite"


def _impatient(requests: Requests) -> Iterator[str]:
    for _, one, other in requests.pairs():
        if one.may_ask_at and other.at < one.may_ask_at - _ROUNDING:
            yield f"{one.source} was asked at {other.at:%d %H:%M:%S}, before the pause was over that it had asked for"


def _forgotten(requests: Requests) -> Iterator[str]:
    for _, one, other in requests.pairs():
        if other.at - one.at > _LONGEST and not one.may_ask_at:
            yield f"{one.source} was not asked for {other.at - one.at} until {other.at:%d %H:%M}"


def _crowded(requests: Requests) -> Iterator[str]:
    """A host is asked one thing at a time, with a pause between."""
    for host, asked in requests.by_host.items():
        for one, other in pairwise(sorted(asked, key=lambda it: it.at)):
            if other.at < one.ended_at + timedelta(seconds=HOST_PAUSE_S) - _ROUNDING:
                yield f"{host} was asked at {other.at:%d %H:%M:%S} by {other.source} right after {one.source}"


def _shown_keys(requests: Requests) -> Iterator[str]:
    return (f"{it.host} was shown a key" for it in requests.asked if it.has_key and it.host not in _KEYED)


def _over_budget(requests: Requests) -> Iterator[str]:
    """CourtListener's API is asked no more often than it grants, in any minute, hour and day."""
    times = [asked.at for asked in requests.by_source[API]]
    for allowance in BUDGET.allowances:
        for first, last in zip(times, times[allowance.n :], strict=False):
            if last - first < allowance.span:
                yield f"at {last:%d %H:%M:%S} CourtListener was asked more than {allowance.n} times in {allowance.span}"


MANNERS: dict[str, Callable[[Requests], Iterator[str]]] = {
    "nobody is asked again too soon": _too_soon,
    "nobody is asked again too soon because he failed": _too_soon_after_failure,
    "a pause that was asked for is kept": _impatient,
    "nobody is forgotten": _forgotten,
    "a host has one visitor at a time": _crowded,
    "keys are shown to their publisher alone": _shown_keys,
    "the budget of CourtListener is kept": _over_budget,
}
