"""A wrong history is found out: the walk's own judge, judged over a day of three sources."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache

import pytest

from bot.domain.event import Action
from tests.walks.source_day.cast import Cast, cast_for
from tests.walks.source_day.check import complaints
from tests.walks.source_day.entries import numbers_in
from tests.walks.source_day.faults import LOST
from tests.walks.source_day.history import API, History
from tests.walks.source_day.manners import rudeness
from tests.walks.source_day.walk import BUDGET, walked

SEED = 7
NAMES = ("401-for-hours", "429-wait-15-min", "leading-blank")
SECOND = timedelta(seconds=1)


def few() -> Cast:
    """Those who go wrong in the ways that the tests are about."""
    cast = cast_for(SEED)
    kept = [p for p in cast.publishers if p.spec.id in NAMES]
    specs = {p.spec for p in kept}
    matters = [replace(m, sources=tuple(s for s in m.sources if s in specs)) for m in cast.matters]
    return Cast(kept, [m for m in matters if m.sources], [])


@cache
def right() -> History:
    return walked(few(), SEED)


@dataclass
class Forged:
    """A copy of the right history, for a test to spoil; what is found wrong is what was not wrong before."""

    history: History = field(default_factory=lambda: replace(right(), asked=[*right().asked], lines=[*right().lines]))

    @property
    def complaints(self) -> list[str]:
        return [it for it in complaints(few(), self.history) if it not in complaints(few(), right())]

    @property
    def rudeness(self) -> list[str]:
        return [it for it in rudeness(few(), self.history) if it not in rudeness(few(), right())]

    def fact_of(self, n: int) -> int:
        (fact,) = numbers_in(self.history.stories[self.history.events[n].story_id].reports[0].title)
        return fact


@pytest.fixture
def forged() -> Forged:
    return Forged()


def test_right_history_has_no_complaints():
    assert [] == complaints(few(), right())


@pytest.mark.slow
def test_same_history_comes_of_the_same_seed():
    again = walked(few(), SEED)
    assert (right().asked, right().events, right().states) == (again.asked, again.events, again.states)


def test_double_is_found_out(forged: Forged):
    last = forged.history.events[-1]
    assert Action.POST is last.action
    forged.history.events = [*forged.history.events, replace(last, at=last.at + SECOND)]
    assert [f"{forged.fact_of(-1)} was told 2 times"] == forged.complaints


def test_missed_entry_is_found_out(forged: Forged):
    fact = forged.fact_of(-1)
    forged.history.events = forged.history.events[:-1]
    (complaint,) = forged.complaints
    assert complaint.startswith(f"{fact} was given at")
    assert complaint.endswith("and never told")


def test_late_telling_is_found_out(forged: Forged):
    last = forged.history.events[-1]
    forged.history.events = [*forged.history.events[:-1], replace(last, at=last.at + timedelta(minutes=5))]
    (complaint,) = forged.complaints
    assert complaint.startswith(f"{forged.fact_of(-1)} was given at")


def test_two_facts_in_one_story_are_found_out(forged: Forged):
    one, other = (forged.history.stories[e.story_id] for e in forged.history.events[-2:])
    mixed = replace(one, reports=(*one.reports, *other.reports))
    forged.history.stories = {**forged.history.stories, one.id: mixed}
    assert any("are told as one" in complaint for complaint in forged.complaints)


def test_entry_that_was_read_again_is_found_out(forged: Forged):
    last = next(line for line in reversed(forged.history.lines) if line.event == "item")
    forged.history.lines.append(last)
    (complaint,) = forged.complaints
    assert complaint.endswith("was taken for new 2 times")


def test_gap_that_nobody_reported_is_found_out(forged: Forged):
    forged.history.lines = [line for line in forged.history.lines if line.event != LOST]
    *missed, miscounted = forged.complaints
    assert f"of 401-for-hours was told 0 times, not 1: {LOST}" == miscounted
    assert missed
    assert {True} == {complaint.endswith("was missed, and nobody was told") for complaint in missed}


def test_false_alarm_is_found_out(forged: Forged):
    alarm = next(line for line in forged.history.lines if line.event == LOST)
    forged.history.lines.append(replace(alarm, facts={"source": "leading-blank"}))
    assert [f"of leading-blank was told 1 times, not 0: {LOST}"] == forged.complaints


def test_request_that_came_too_soon_is_found_out(forged: Forged):
    last = forged.history.asked[-1]
    forged.history.asked.append(replace(last, at=last.at + 5 * SECOND, ended_at=last.at + 6 * SECOND))
    (complaint,) = forged.rudeness
    assert complaint.startswith(f"{last.source} was asked again")


def test_two_requests_at_once_are_found_out(forged: Forged):
    last = forged.history.asked[-1]
    forged.history.asked.append(replace(last, source=API, at=last.at, ended_at=last.at + SECOND))
    (complaint,) = forged.rudeness
    assert complaint.startswith(f"{last.host} was asked")


def test_pause_that_was_not_kept_is_found_out(forged: Forged):
    n = next(n for n, asked in enumerate(forged.history.asked) if asked.may_ask_at)
    asked = forged.history.asked[n]
    forged.history.asked[n] = replace(asked, may_ask_at=asked.at + timedelta(hours=3))
    (complaint,) = forged.rudeness
    assert complaint.endswith("before the pause was over that it had asked for")


@pytest.mark.parametrize("allowance", BUDGET.allowances, ids=lambda it: str(it.span))
def test_overspent_budget_is_found_out(allowance, forged: Forged):
    one = replace(forged.history.asked[0], source=API)
    step = allowance.span / (allowance.n + 1)
    forged.history.asked = [replace(one, at=one.at + k * step) for k in range(allowance.n + 1)]
    assert any(f"more than {allowance.n} times" in complaint for complaint in forged.rudeness)
