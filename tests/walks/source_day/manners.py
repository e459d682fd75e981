"""Whether nobody was asked more often than he allows: by source, by host, and by CourtListener's budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    """Every request that came too soon, every source that was forgotten, every key that was shown to a stranger."""
    by_source: defaultdict[str, list[Asked]] = defaultdict(list)
    by_host: defaultdict[str, list[Asked]] = defaultdict(list)
    for asked in history.asked:
        by_source[asked.source].append(asked)
        by_host[asked.host].append(asked)
    heat = _Heat(cast, history)
    return [
        *(it for p in cast.publishers for it in _too_soon(p, by_source[p.spec.id], heat)),
        *(it for host, asked in by_host.items() for it in _crowded(host, asked)),
        *(f"{asked.host} was shown a key" for asked in history.asked if asked.has_key and asked.host not in _KEYED),
    ]


def overspent(history: History) -> list[str]:
    """Each of CourtListener's windows in which its API was asked more often than it grants."""
    return list(_over_budget([asked.at for asked in history.asked if asked.source == API]))


def _over_budget(times: Sequence[datetime]) -> Iterator[str]:
    for allowance in BUDGET.allowances:
        for first, last in zip(times, times[allowance.n :], strict=False):
            if last - first < allowance.span:
                yield f"at {last:%d %H:%M:%S} CourtListener was asked more than {allowance.n} times in {allowance.span}"


class _Heat:
    """When a source may have been asked more often, by the rules that the operator reads."""

    def __init__(self, cast: Cast, history: History) -> None:
        breaking = [e for e in history.events if e.level is AlertLevel.BREAKING]
        self._matters = [(m, [e.at for e in breaking if e.matter_id == m.id]) for m in cast.matters]

    def is_hot(self, source: str, since: datetime, until: datetime) -> bool:
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


def _too_soon(publisher: Publisher, asked: Sequence[Asked], heat: _Heat) -> Iterator[str]:
    kind, source = KINDS[publisher.spec.kind], publisher.spec.id
    for one, other in pairwise(asked):
        waited = other.at - one.at
        if one.may_ask_at and other.at < one.may_ask_at - _ROUNDING:
            yield f"{source} was asked at {other.at:%d %H:%M:%S}, before the pause was over that it had asked for"
        least = max(kind.min_interval, publisher.floor)
        if waited < least and kind.min_interval_hot and heat.is_hot(source, one.at, other.at):
            least = kind.min_interval_hot
        if waited < least - _ROUNDING:
            after = "a failure" if one.is_bad else "an answer"
            yield f"{source} was asked again at {other.at:%d %H:%M:%S}, {waited} after {after}; {least} are polite"
        if waited > _LONGEST and not one.may_ask_at:
            yield f"{source} was not asked for {waited} until {other.at:%d %H:%M}"


def _crowded(host: str, asked: Sequence[Asked]) -> Iterator[str]:
    """One at a time, with a pause between."""
    for one, other in pairwise(sorted(asked, key=lambda it: it.at)):
        if other.at < one.ended_at + timedelta(seconds=HOST_PAUSE_S) - _ROUNDING:
            yield f"{host} was asked at {other.at:%d %H:%M:%S} by {other.source} right after {one.source}"
