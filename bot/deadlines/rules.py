"""From an event and a length to the last day, by a court's own rules of counting; every step with its citation.

The rules count periods. A date that an order names is fixed: it is not rolled, also when it is a Sunday.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from bot.deadlines.court_calendar import DAY, Court, DayOff, days_off
from bot.domain.computed import ComputedDate, Step, StepKind
from bot.domain.event import StatedTerm

_LENGTH = re.compile(r"P(?=\d)(?:(\d{1,2})Y)?(?:(\d{1,3})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")
"""No period of the law is longer, and every date it can lead to exists."""
_UNITS = ("year", "month", "week", "day")
_SERVICE_DAYS = 3
_BEFORE = frozenset({DayOff.WEEKEND, DayOff.LEGAL})
_AFTER = _BEFORE | {DayOff.STATE, DayOff.INAUGURATION}


@dataclass(frozen=True, slots=True)
class TimeRule:
    """A court's rule of counting. Shape: `cites` names the paragraph behind each kind of step; `after` and `before`
    are the days off that count as such when a period is measured after, and before, an event; empty or None where
    the rule has no such periods. Whether the `disputed` days count is a legal question.
    """

    name: str
    cites: Mapping[StepKind, str]
    after: frozenset[DayOff]
    before: frozenset[DayOff] = frozenset()
    hours: str | None = None
    disputed: frozenset[DayOff] = frozenset({DayOff.BY_ORDER})

    def step(self, kind: StepKind, on: date, what: str) -> Step:
        return Step(kind, on, what, f"{self.name}{self.cites[kind]}")


def _paragraphs(service: str) -> Mapping[StepKind, str]:
    """The paragraphs that the civil and the appellate rules share, but for the one on days added after service."""
    return MappingProxyType(
        {
            StepKind.TRIGGER: "(a)(1)(A)",
            StepKind.COUNTED: "(a)(1)(B)",
            StepKind.ROLLED: "(a)(1)(C)",
            StepKind.DISPUTED: "(a)(3) and (a)(6)(B)",
            StepKind.SERVICE: service,
        }
    )


# SOURCE: Fed. R. Civ. P. 6 and Fed. R. App. P. 26. Only periods measured after an event mind the state's holidays,
# (a)(6)(C); the District is a state here (Fed. R. Civ. P. 81(d)(2), Fed. R. App. P. 1(b)), and Inauguration Day its
# holiday. Some courts hold that a day on which they were closed counts, others announce that it does not.
# https://www.law.cornell.edu/rules/frcp/rule_6 and https://www.law.cornell.edu/rules/frap/rule_26, read 2026-11-24
CIVIL = TimeRule(
    "Fed. R. Civ. P. 6", _paragraphs("(d)"), _AFTER, _BEFORE, "(a)(2)", frozenset({DayOff.BY_ORDER, DayOff.CLOSED})
)
APPELLATE = replace(CIVIL, name="Fed. R. App. P. 26", cites=_paragraphs("(c)"))

# SOURCE: Sup. Ct. R. 30.1 speaks of the holidays "listed in 5 U. S. C. 6103" and of days on which the building is
# closed; it has no paragraphs, no hours, no periods before an event, and adds no days after service.
# https://www.law.cornell.edu/rules/supct/rule_30, read 2026-11-24
SUPREME = TimeRule(
    "Sup. Ct. R. 30.1",
    MappingProxyType({kind: "" for kind in StepKind if kind is not StepKind.SERVICE}),
    after=_BEFORE | {DayOff.INAUGURATION, DayOff.CLOSED},
)


@dataclass(frozen=True, slots=True)
class _Count:
    """How one computation goes: by which rule, for which court, onwards (1) or back (-1) from the event."""

    rule: TimeRule
    court: Court
    sign: int
    minds_disputed: bool = False

    def name_of(self, day: date) -> str | None:
        """What makes a day no working day here; None for a working day."""
        minded = self.rule.after if self.sign > 0 else self.rule.before
        if self.minds_disputed:
            minded |= self.rule.disputed
        return next((name for why, name in days_off(day, self.court) if why in minded), None)

    def rolled(self, day: date) -> tuple[date, tuple[Step, ...]]:
        """The day itself, or the next one (going on in the same direction) that is a working day, with the step."""
        over = []
        while name := self.name_of(day):
            over.append(f"{name} {day}")
            day += DAY * self.sign
        what = f"rolled {'on' if self.sign > 0 else 'back'} over {', '.join(over)}"
        return day, (self.rule.step(StepKind.ROLLED, day, what),) if over else ()


def days_after(
    rule: TimeRule, event: date, length: str, court: Court, *, is_served_by_mail: bool = False
) -> ComputedDate | None:
    """The last day of a period that an event begins; None when `length` is no sane ISO-8601 length of
    days or longer.

    `is_served_by_mail` also stands for the other ways of service that add three days, among them leaving the paper
    with the clerk; electronic service adds none.
    """
    return _computed(_Count(rule, court, 1), event, length, adds_days=is_served_by_mail)


def days_before(rule: TimeRule, event: date, length: str, court: Court) -> ComputedDate | None:
    """The last day to act a length before an event; it rolls back to the working day before it. None where
    the rule has no such periods, or `length` is none.
    """
    if not rule.before:
        return None
    return _computed(_Count(rule, court, -1), event, length, adds_days=False)


def hours_after(rule: TimeRule, event: datetime, n_hours: int, court: Court) -> ComputedDate | None:
    """When a period of hours ends that begins at once; None where the rule has no hours.

    Units: `event` is in the court's zone. Every hour counts, so the clock may read differently after a change to or
    from summer time. A period that would end on a day off runs to the same time on the next working day.
    """
    if rule.hours is None:
        return None
    end = (event.astimezone(UTC) + timedelta(hours=n_hours)).astimezone(event.tzinfo)
    lettered = zip((StepKind.TRIGGER, StepKind.COUNTED, StepKind.ROLLED), "ABC", strict=True)
    cites = {kind: f"{rule.hours}({letter})" for kind, letter in lettered}
    by_hours = replace(rule, cites=MappingProxyType({**rule.cites, **cites}))
    begun = (
        by_hours.step(StepKind.TRIGGER, event.date(), f"counting begins at once, at {event:%H:%M}"),
        by_hours.step(StepKind.COUNTED, end.date(), f"{n_hours} hours, every hour counted, to {end:%H:%M}"),
    )
    return _settled(_Count(by_hours, court, 1), end.date(), begun, adds_days=False, at=end.time())


def end_of_term(rule: TimeRule, event: date, term: StatedTerm, court: Court) -> date | ComputedDate | None:
    """The end of a stated term: its date as it stands, never rolled; else its length, counted from the event."""
    if term.until is not None:
        return term.until
    return days_after(rule, event, term.length, court) if term.length else None


def _computed(count: _Count, event: date, length: str, *, adds_days: bool) -> ComputedDate | None:
    parts = _parts_of(length)
    if parts is None:
        return None
    end = _moved(event, parts, count.sign)
    begun = (
        count.rule.step(StepKind.TRIGGER, event, "the day of the event is not counted"),
        count.rule.step(StepKind.COUNTED, end, f"{_in_words(parts)} {'after' if count.sign > 0 else 'before'} it"),
    )
    return _settled(count, end, begun, adds_days=adds_days, at=None)


def _settled(count: _Count, end: date, begun: tuple[Step, ...], *, adds_days: bool, at: time | None) -> ComputedDate:
    """The earlier of the ends with and without the disputed days, and the other where they differ."""
    plain, steps = _end(count, end, adds_days=adds_days)
    strict, strict_steps = _end(replace(count, minds_disputed=True), end, adds_days=adds_days)
    name = f"{count.rule.name}{count.rule.hours if at else '(a)(1)' if count.rule.hours else ''}"
    if plain == strict:
        return ComputedDate(plain, name, begun + steps, at=at)
    if_counted = "if it does" if plain < strict else "if it does not"
    if strict < plain:
        plain, strict, steps = strict, plain, strict_steps
    what = f"whether a day on which offices were closed counts is disputed; {if_counted}, the last day is {strict}"
    disputed = count.rule.step(StepKind.DISPUTED, plain, what)
    return ComputedDate(plain, name, (*begun, *steps, disputed), other=strict, at=at)


def _end(count: _Count, day: date, *, adds_days: bool) -> tuple[date, tuple[Step, ...]]:
    day, steps = count.rolled(day)
    if not adds_days or StepKind.SERVICE not in count.rule.cites:
        return day, steps
    day += DAY * _SERVICE_DAYS
    added = count.rule.step(StepKind.SERVICE, day, f"{_SERVICE_DAYS} days added for the way it was served")
    day, again = count.rolled(day)
    return day, (*steps, added, *again)


def _parts_of(length: str) -> tuple[int, ...] | None:
    """Years, months, weeks and days of an ISO-8601 length."""
    found = _LENGTH.fullmatch(length)
    return tuple(int(n or 0) for n in found.groups()) if found else None


def _moved(day: date, parts: tuple[int, ...], sign: int) -> date:
    """A day that the month does not have becomes the month's last."""
    years, months, weeks, days = parts
    year, month0 = divmod(day.year * 12 + day.month - 1 + sign * (12 * years + months), 12)
    in_month = min(day.day, monthrange(year, month0 + 1)[1])
    return date(year, month0 + 1, in_month) + sign * timedelta(weeks=weeks, days=days)


def _in_words(parts: tuple[int, ...]) -> str:
    return " ".join(f"{n} {unit}{'s' * (n != 1)}" for n, unit in zip(parts, _UNITS, strict=True) if n) or "0 days"
