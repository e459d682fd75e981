"""Whatever the event and the length, a computed last day is a working day on the right side of the counted one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.deadlines.court_calendar import Court, legal_holidays
from bot.deadlines.rules import APPELLATE, CIVIL, SUPREME, TimeRule, days_after, days_before

EVENTS = st.dates(date(1980, 1, 1), date(2080, 12, 31))
LENGTHS = st.integers(0, 400)
RULES = st.sampled_from([CIVIL, APPELLATE, SUPREME])
COURTS = st.builds(Court, is_in_dc=st.booleans(), state_holidays=st.frozensets(EVENTS, max_size=3))
LONGEST_ROLL = timedelta(days=8)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in legal_holidays(day.year)


@given(rule=RULES, event=EVENTS, n_days=LENGTHS, court=COURTS)
def test_days_after_ends_on_a_working_day_not_before_the_counted_one(
    rule: TimeRule, event: date, n_days: int, court: Court
) -> None:
    computed = days_after(rule, event, f"P{n_days}D", court)
    assert computed is not None
    counted = event + timedelta(days=n_days)
    ends = [computed.on, *([computed.other] if computed.other else [])]
    assert [] == [day for day in ends if not is_working_day(day) or not counted <= day <= counted + LONGEST_ROLL]
    assert ends == sorted(set(ends))


@given(event=EVENTS, n_days=LENGTHS, court=COURTS)
def test_days_before_ends_on_a_working_day_not_after_the_counted_one(event: date, n_days: int, court: Court) -> None:
    computed = days_before(CIVIL, event, f"P{n_days}D", court)
    assert computed is not None
    counted = event - timedelta(days=n_days)
    ends = [computed.on, *([computed.other] if computed.other else [])]
    assert [] == [day for day in ends if not is_working_day(day) or not counted - LONGEST_ROLL <= day <= counted]
    assert ends == sorted(set(ends))


@given(rule=RULES, event=EVENTS, n_days=LENGTHS, court=COURTS)
def test_a_longer_period_never_ends_earlier(rule: TimeRule, event: date, n_days: int, court: Court) -> None:
    one, longer = (days_after(rule, event, f"P{n}D", court) for n in (n_days, n_days + 1))
    assert one is not None
    assert longer is not None
    assert one.on <= longer.on


@given(rule=RULES, event=EVENTS, n_days=LENGTHS, court=COURTS)
def test_every_step_cites_the_rule_and_the_last_step_but_the_dispute_is_the_end(
    rule: TimeRule, event: date, n_days: int, court: Court
) -> None:
    computed = days_after(rule, event, f"P{n_days}D", court)
    assert computed is not None
    assert computed.steps[-1].on == computed.on
    assert [] == [step for step in computed.steps if not step.citation.startswith(rule.name)]
