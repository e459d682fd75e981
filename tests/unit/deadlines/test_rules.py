from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.deadlines.court_calendar import Court
from bot.deadlines.rules import APPELLATE, CIVIL, SUPREME, TimeRule, days_after, days_before, end_of_term, hours_after
from bot.domain.computed import ComputedDate, StepKind
from bot.domain.event import StatedTerm

ELSEWHERE = Court()
WASHINGTON = Court(is_in_dc=True)
BOSTON = Court(state_holidays=frozenset({date(2008, 4, 21)}))
NEW_YORK = ZoneInfo("America/New_York")


def ends(computed: ComputedDate | None) -> tuple[date, date | None]:
    assert computed is not None
    return computed.on, computed.other


def kinds(computed: ComputedDate | None) -> list[StepKind]:
    assert computed is not None
    return [step.kind for step in computed.steps]


@pytest.mark.parametrize(
    ("event", "length", "end"),
    [
        (date(2025, 3, 3), "P14D", date(2025, 3, 17)),
        (date(2007, 8, 18), "P14D", date(2007, 9, 4)),  # the committee's example: a Saturday, then Labor Day
        (date(2025, 1, 18), "P2D", date(2025, 1, 21)),
        (date(2024, 2, 28), "P1D", date(2024, 2, 29)),
        (date(2023, 2, 28), "P1D", date(2023, 3, 1)),
        (date(2021, 12, 10), "P21D", date(2022, 1, 3)),  # New Year's Day was a Saturday, observed on the last of 2021
        (date(2021, 6, 4), "P14D", date(2021, 6, 21)),  # the first Juneteenth, observed the day after it became law
        (date(2020, 6, 5), "P14D", date(2020, 6, 19)),
        (date(2026, 6, 3), "P30D", date(2026, 7, 6)),
        (date(2024, 11, 30), "P3M", date(2025, 2, 28)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2025, 6, 27), "P90D", date(2025, 9, 25)),
        (date(2025, 7, 1), "P2W", date(2025, 7, 15)),
    ],
)
@pytest.mark.parametrize("rule", [CIVIL, APPELLATE, SUPREME], ids=lambda rule: rule.name)
def test_days_after_excludes_the_event_counts_every_day_and_rolls_the_last(
    rule: TimeRule, event: date, length: str, end: date
) -> None:
    assert (end, None) == ends(days_after(rule, event, length, ELSEWHERE))


@pytest.mark.parametrize(
    ("event", "length", "end"),
    [
        (date(2007, 9, 15), "P14D", date(2007, 8, 31)),  # the committee's example: back over Saturday, to Friday
        (date(2025, 9, 2), "P1D", date(2025, 8, 29)),
        (date(2025, 3, 31), "P1M", date(2025, 2, 28)),
        (date(2022, 1, 10), "P7D", date(2022, 1, 3)),
        (date(2022, 1, 8), "P7D", date(2021, 12, 30)),
    ],
)
def test_days_before_rolls_back(event: date, length: str, end: date) -> None:
    assert (end, None) == ends(days_before(CIVIL, event, length, ELSEWHERE))


def test_a_states_holiday_counts_after_an_event_and_not_before_it() -> None:
    after = days_after(CIVIL, date(2008, 4, 7), "P14D", BOSTON)
    before = days_before(CIVIL, date(2008, 5, 5), "P14D", BOSTON)
    assert (date(2008, 4, 22), date(2008, 4, 21)) == (ends(after)[0], ends(before)[0])


@pytest.mark.parametrize(
    ("rule", "event", "end"),
    [
        (CIVIL, date(2025, 4, 2), date(2025, 4, 17)),
        (APPELLATE, date(2025, 4, 2), date(2025, 4, 17)),
        (SUPREME, date(2025, 4, 2), date(2025, 4, 16)),
        (CIVIL, date(2021, 1, 6), date(2021, 1, 21)),
        (SUPREME, date(2021, 1, 6), date(2021, 1, 21)),
    ],
    ids=["Emancipation Day", "on appeal", "not a federal one", "Inauguration Day", "listed in 6103"],
)
def test_days_of_the_district_count_where_the_rule_says(rule: TimeRule, event: date, end: date) -> None:
    assert end == ends(days_after(rule, event, "P14D", WASHINGTON))[0]


@pytest.mark.parametrize(
    ("rule", "on", "other"),
    [
        (SUPREME, date(2025, 1, 7), None),
        (CIVIL, date(2025, 1, 6), date(2025, 1, 7)),
        (APPELLATE, date(2025, 1, 6), date(2025, 1, 7)),
    ],
    ids=["as the rule says", "disputed", "disputed on appeal"],
)
def test_days_after_minds_a_day_on_which_the_court_was_closed(rule: TimeRule, on: date, other: date | None) -> None:
    court = Court(closed_on=frozenset({date(2025, 1, 6)}))
    assert (on, other) == ends(days_after(rule, date(2024, 12, 23), "P14D", court))


@pytest.mark.parametrize(
    ("event", "length", "on", "other"),
    [
        (date(2024, 12, 10), "P14D", date(2024, 12, 24), date(2024, 12, 26)),
        (date(2024, 12, 26), "P14D", date(2025, 1, 9), date(2025, 1, 10)),
        (date(2025, 12, 10), "P14D", date(2025, 12, 24), date(2025, 12, 29)),
        (date(2025, 12, 11), "P14D", date(2025, 12, 26), date(2025, 12, 29)),
        (date(2025, 12, 12), "P14D", date(2025, 12, 26), date(2025, 12, 29)),
    ],
)
def test_days_after_shows_both_dates_where_an_executive_order_closed_the_last_day(
    event: date, length: str, on: date, other: date
) -> None:
    computed = days_after(CIVIL, event, length, ELSEWHERE)
    assert (on, other) == ends(computed)
    assert StepKind.DISPUTED is kinds(computed)[-1]


def test_days_before_shows_the_earlier_date_first_where_the_day_is_disputed() -> None:
    assert (date(2024, 12, 23), date(2024, 12, 24)) == ends(days_before(CIVIL, date(2025, 1, 7), "P14D", ELSEWHERE))


@pytest.mark.parametrize(
    ("rule", "end"),
    [(CIVIL, date(2025, 3, 24)), (APPELLATE, date(2025, 3, 24)), (SUPREME, date(2025, 3, 21))],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_days_after_adds_three_days_for_mail_and_rolls_again(rule: TimeRule, end: date) -> None:
    """14 days from March 7 is Friday the 21st; three more is Monday the 24th."""
    assert end == ends(days_after(rule, date(2025, 3, 7), "P14D", ELSEWHERE, is_served_by_mail=True))[0]


def test_the_three_days_are_added_after_the_roll() -> None:
    """The 14th day is a Saturday, so the period ends on Monday the 17th; three more is Thursday."""
    computed = days_after(CIVIL, date(2025, 3, 1), "P14D", ELSEWHERE, is_served_by_mail=True)
    assert date(2025, 3, 20) == ends(computed)[0]
    assert [StepKind.TRIGGER, StepKind.COUNTED, StepKind.ROLLED, StepKind.SERVICE] == kinds(computed)


@pytest.mark.parametrize(
    ("begun", "n_hours", "ended"),
    [
        (datetime(2007, 11, 2, 10, 23, tzinfo=NEW_YORK), 72, "2007-11-05 09:23"),  # the committee's example
        (datetime(2025, 3, 8, 9, 0, tzinfo=NEW_YORK), 24, "2025-03-10 10:00"),
        (datetime(2025, 1, 17, 16, 30, tzinfo=NEW_YORK), 48, "2025-01-21 16:30"),
        (datetime(2025, 2, 4, 12, 0, tzinfo=NEW_YORK), 48, "2025-02-06 12:00"),
    ],
    ids=["over the end of summer time", "over its beginning, and a Sunday", "over a holiday", "in the week"],
)
def test_hours_after_begins_at_once_and_runs_on_to_the_same_time(begun: datetime, n_hours: int, ended: str) -> None:
    computed = hours_after(CIVIL, begun, n_hours, ELSEWHERE)
    assert computed is not None
    assert ended == f"{computed.on} {computed.at:%H:%M}"
    assert "Fed. R. Civ. P. 6(a)(2)" == computed.rule


def test_a_rule_without_such_periods_computes_none() -> None:
    begun = datetime(2025, 2, 4, 12, 0, tzinfo=NEW_YORK)
    assert (None, None) == (
        hours_after(SUPREME, begun, 48, ELSEWHERE),
        days_before(SUPREME, begun.date(), "P7D", ELSEWHERE),
    )


@pytest.mark.parametrize("length", ["", "P", "14 days", "PT5H", "P-3D", "P999999999D"])
def test_days_after_is_none_for_what_is_no_length(length: str) -> None:
    assert days_after(CIVIL, date(2025, 1, 1), length, ELSEWHERE) is None


@pytest.mark.parametrize(
    ("term", "end"),
    [
        (StatedTerm(until=date(2025, 1, 19)), date(2025, 1, 19)),
        (StatedTerm(until=date(2025, 4, 5), length="P75D"), date(2025, 4, 5)),
        (StatedTerm(), None),
    ],
    ids=["a Sunday", "a Saturday with its length", "nothing stated"],
)
def test_end_of_term_never_rolls_a_date_that_is_fixed(term: StatedTerm, end: date | None) -> None:
    assert end == end_of_term(CIVIL, date(2025, 1, 20), term, ELSEWHERE)


def test_end_of_term_computes_a_length() -> None:
    end = end_of_term(CIVIL, date(2025, 1, 20), StatedTerm(length="P75D"), ELSEWHERE)
    assert isinstance(end, ComputedDate)
    assert date(2025, 4, 7) == end.on


def test_a_computed_date_says_how_it_was_counted_and_that_it_was() -> None:
    computed = days_after(CIVIL, date(2007, 8, 18), "P14D", ELSEWHERE)
    assert "2007-09-04 (computed, check the docket; Fed. R. Civ. P. 6(a)(1))" == str(computed)
    assert computed is not None
    assert [
        "Sat 2007-08-18: the day of the event is not counted (Fed. R. Civ. P. 6(a)(1)(A))",
        "Sat 2007-09-01: 14 days after it (Fed. R. Civ. P. 6(a)(1)(B))",
        (
            "Tue 2007-09-04: rolled on over Saturday 2007-09-01, Sunday 2007-09-02, Labor Day 2007-09-03"
            " (Fed. R. Civ. P. 6(a)(1)(C))"
        ),
    ] == [str(step) for step in computed.steps]


def test_a_computed_date_shows_both_answers_where_it_is_disputed() -> None:
    computed = days_after(SUPREME, date(2024, 12, 10), "P14D", WASHINGTON)
    assert "2024-12-24 or 2024-12-26 (computed, check the docket; Sup. Ct. R. 30.1)" == str(computed)


@pytest.mark.parametrize(
    ("computed", "says"),
    [
        (days_after(CIVIL, date(2024, 12, 10), "P14D", ELSEWHERE), "if it does, the last day is 2024-12-26"),
        (days_before(CIVIL, date(2025, 1, 7), "P14D", ELSEWHERE), "if it does not, the last day is 2024-12-24"),
    ],
    ids=["after", "before"],
)
def test_the_disputed_step_says_which_answer_gives_the_other_date(computed: ComputedDate | None, says: str) -> None:
    assert computed is not None
    assert says in computed.steps[-1].what
