from __future__ import annotations

from datetime import date

import pytest

from bot.deadlines.court_calendar import Court, DayOff, days_off, inauguration_day, legal_holidays

WASHINGTON = Court(is_in_dc=True)
ELSEWHERE = Court()


def reasons(day: date, court: Court = ELSEWHERE) -> list[DayOff]:
    return [why for why, _ in days_off(day, court)]


def test_legal_holidays_are_these_eleven_when_none_falls_on_a_weekend() -> None:
    assert legal_holidays(2025) == {
        date(2025, 1, 1): "New Year's Day",
        date(2025, 1, 20): "Birthday of Martin Luther King, Jr.",
        date(2025, 2, 17): "Washington's Birthday",
        date(2025, 5, 26): "Memorial Day",
        date(2025, 6, 19): "Juneteenth",
        date(2025, 7, 4): "Independence Day",
        date(2025, 9, 1): "Labor Day",
        date(2025, 10, 13): "Columbus Day",
        date(2025, 11, 11): "Veterans Day",
        date(2025, 11, 27): "Thanksgiving Day",
        date(2025, 12, 25): "Christmas Day",
    }


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2021, 6, 18), "Juneteenth (observed)"),
        (date(2021, 7, 5), "Independence Day (observed)"),
        (date(2021, 12, 24), "Christmas Day (observed)"),
        (date(2021, 12, 31), "New Year's Day (observed)"),
        (date(2023, 1, 2), "New Year's Day (observed)"),
        (date(2026, 7, 3), "Independence Day (observed)"),
        (date(2023, 11, 10), "Veterans Day (observed)"),
        (date(2027, 12, 31), "New Year's Day (observed)"),
    ],
)
def test_legal_holidays_are_observed_on_friday_or_monday_when_they_fall_on_a_weekend(day: date, name: str) -> None:
    assert name == legal_holidays(day.year).get(day)


@pytest.mark.parametrize("day", [date(2020, 6, 19), date(1985, 1, 21)], ids=["Juneteenth", "Martin Luther King"])
def test_legal_holidays_begin_with_their_law(day: date) -> None:
    assert day not in legal_holidays(day.year)


def test_legal_holidays_floating_days_hold_in_months_that_begin_on_them() -> None:
    assert {date(2024, 9, 2), date(2024, 5, 27), date(2018, 11, 22)} <= {
        *legal_holidays(2024),
        *legal_holidays(2018),
    }


@pytest.mark.parametrize(
    ("year", "day"),
    [(2013, date(2013, 1, 21)), (2021, date(2021, 1, 20)), (2025, date(2025, 1, 20)), (2026, None)],
    ids=["a Sunday", "a Wednesday", "a Monday", "no such year"],
)
def test_inauguration_day_is_the_day_it_is_observed(year: int, day: date | None) -> None:
    assert day == inauguration_day(year)


@pytest.mark.parametrize(
    ("day", "court", "expected"),
    [
        (date(2021, 1, 20), WASHINGTON, [DayOff.INAUGURATION]),
        (date(2021, 1, 20), ELSEWHERE, []),
        (date(2025, 4, 16), WASHINGTON, [DayOff.STATE]),
        (date(2022, 4, 15), WASHINGTON, [DayOff.STATE]),
        (date(2017, 4, 17), WASHINGTON, [DayOff.STATE]),
        (date(2025, 4, 16), ELSEWHERE, []),
        (date(2006, 4, 17), WASHINGTON, []),
        (date(2029, 1, 19), WASHINGTON, []),
        (date(2008, 4, 21), Court(state_holidays=frozenset({date(2008, 4, 21)})), [DayOff.STATE]),
        (date(2025, 1, 6), Court(closed_on=frozenset({date(2025, 1, 6)})), [DayOff.CLOSED]),
        (date(2025, 12, 26), ELSEWHERE, [DayOff.BY_ORDER]),
        (date(2026, 7, 4), ELSEWHERE, [DayOff.WEEKEND, DayOff.LEGAL]),
    ],
)
def test_days_off_are_those_of_the_place(day: date, court: Court, expected: list[DayOff]) -> None:
    assert expected == reasons(day, court)
