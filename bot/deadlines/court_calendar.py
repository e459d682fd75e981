"""The days on which a federal court is not at work: weekends, legal holidays, and those of its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6
_MONDAY, _THURSDAY = 0, 3


class DayOff(StrEnum):
    """Why a day is, or may be, off; each rule of counting says which of them it minds."""

    WEEKEND = "weekend"
    LEGAL = "legal"
    INAUGURATION = "inauguration"
    STATE = "state"
    CLOSED = "closed"
    BY_ORDER = "by order"


@dataclass(frozen=True, slots=True)
class Court:
    """Where a court sits, as far as that decides its days off.

    Shape: `is_in_dc` brings the District's own holidays; `state_holidays` are days that another state declared, given
    as they were observed; `closed_on` are days on which the court was closed by its own or its chief's order.
    """

    is_in_dc: bool = False
    state_holidays: frozenset[date] = frozenset()
    closed_on: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class _Fixed:
    name: str
    month: int
    day: int
    since: int = 0

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class _Floating:
    """The nth weekday of a month. Shape: `nth` -1 is the last."""

    name: str
    month: int
    weekday: int
    nth: int
    since: int = 0

    def in_year(self, year: int) -> date:
        if self.nth < 0:
            last = date(year + self.month // 12, self.month % 12 + 1, 1) - DAY
            return last - DAY * ((last.weekday() - self.weekday) % 7)
        first = date(year, self.month, 1)
        return first + DAY * ((self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1))


# SOURCE: 5 U.S.C. 6103(a), with Juneteenth by Pub. L. 117-17, signed June 17, 2021.
# https://www.law.cornell.edu/uscode/text/5/6103
_LEGAL = (
    _Fixed("New Year's Day", 1, 1),
    _Floating("Birthday of Martin Luther King, Jr.", 1, _MONDAY, 3, since=1986),
    _Floating("Washington's Birthday", 2, _MONDAY, 3),
    _Floating("Memorial Day", 5, _MONDAY, -1),
    _Fixed("Juneteenth", 6, 19, since=2021),
    _Fixed("Independence Day", 7, 4),
    _Floating("Labor Day", 9, _MONDAY, 1),
    _Floating("Columbus Day", 10, _MONDAY, 2),
    _Fixed("Veterans Day", 11, 11),
    _Floating("Thanksgiving Day", 11, _THURSDAY, 4),
    _Fixed("Christmas Day", 12, 25),
)

# SOURCE: D.C. Code 28-2701 and 1-612.02(a)(11). https://code.dccouncil.gov/us/dc/council/code/sections/28-2701
_EMANCIPATION = _Fixed("DC Emancipation Day", 4, 16, since=2007)

# SOURCE: executive orders 13854, 13900, of Dec. 11, 2020, of Dec. 19, 2024, 14133 and 14371. Each closes the executive
# departments and makes the day a holiday for pay and leave; none names the courts. Whether such a day is one "declared
# a holiday by the President" has been argued both ways, as in Latham v. Dominick's Finer Foods (7th Cir. 1998).
_CLOSED_BY_ORDER = frozenset(
    {
        date(2018, 12, 24),
        date(2019, 12, 24),
        date(2020, 12, 24),
        date(2024, 12, 24),
        date(2025, 1, 9),
        date(2025, 12, 24),
        date(2025, 12, 26),
    }
)


def days_off(day: date, court: Court) -> Iterator[tuple[DayOff, str]]:
    """Every reason for which a court may be off on a day, with the day's name."""
    if day.weekday() >= _SATURDAY:
        yield DayOff.WEEKEND, f"{day:%A}"
    if name := legal_holidays(day.year).get(day):
        yield DayOff.LEGAL, name
    if court.is_in_dc and day == inauguration_day(day.year):
        yield DayOff.INAUGURATION, "Inauguration Day"
    if court.is_in_dc and day.year >= _EMANCIPATION.since and day == _observed(_EMANCIPATION.in_year(day.year)):
        yield DayOff.STATE, _EMANCIPATION.name
    if day in court.state_holidays:
        yield DayOff.STATE, "a holiday of the court's state"
    if day in court.closed_on:
        yield DayOff.CLOSED, "a day on which the court was closed"
    if day in _CLOSED_BY_ORDER:
        yield DayOff.BY_ORDER, "a day closed by executive order"


@lru_cache(maxsize=32)
def legal_holidays(year: int) -> dict[date, str]:
    """The federal legal holidays whose day, or day of observance, lies in a year. Shape: right from 1978 on.

    Source: 5 U.S.C. 6103(a) and (b), and E.O. 11582 for a holiday that falls on a Sunday.
    """
    named: dict[date, str] = {}
    for holiday_year in (year, year + 1):
        for holiday in _LEGAL:
            if holiday_year >= holiday.since:
                day = holiday.in_year(holiday_year)
                named[_observed(day)] = f"{holiday.name} (observed)" if _observed(day) != day else holiday.name
                named[day] = holiday.name
    return {day: name for day, name in sorted(named.items()) if day.year == year}


def inauguration_day(year: int) -> date | None:
    """The day an inauguration is observed in Washington, every fourth year. Source: 5 U.S.C. 6103(c)."""
    if year % 4 != 1:
        return None
    day = date(year, 1, 20)
    return day + DAY if day.weekday() == _SUNDAY else day


def _observed(day: date) -> date:
    if day.weekday() == _SATURDAY:
        return day - DAY
    return day + DAY if day.weekday() == _SUNDAY else day
