"""Time as a source counts it: the hours of the days on which it works, where it works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.deadlines.court_calendar import legal_holidays
from bot.domain.source import SourceSpec

_DAY = timedelta(days=1)
_MOST_DAYS = 400
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """When a source may be expected to publish."""

    opens: time
    closes: time
    takes_days_off: bool


OFFICE = Hours(time(8), time(20), takes_days_off=True)
NEWSROOM = Hours(time(6), time(23), takes_days_off=False)


def hours_of(spec: SourceSpec) -> Hours:
    """Courts and authorities rest at weekends and on federal holidays, newsrooms only at night."""
    return OFFICE if spec.trust.is_authority else NEWSROOM


def working_time(earlier: datetime, later: datetime, spec: SourceSpec) -> timedelta:
    """How much of the time between two instants the source was at work. Shape: the last 400 days count."""
    zone, hours = ZoneInfo(spec.zone), hours_of(spec)
    total = timedelta(0)
    for day in _days(earlier.astimezone(zone).date(), later.astimezone(zone).date()):
        if not (hours.takes_days_off and _is_off(day)):
            opens = datetime.combine(day, hours.opens, zone).astimezone(UTC)
            closes = datetime.combine(day, hours.closes, zone).astimezone(UTC)
            total += max(min(closes, later) - max(opens, earlier), timedelta(0))
    return total


def _days(first: date, last: date) -> Iterator[date]:
    for n in range(min((last - first).days, _MOST_DAYS) + 1):
        yield last - n * _DAY


def _is_off(day: date) -> bool:
    return day.weekday() >= _SATURDAY or day in legal_holidays(day.year)
