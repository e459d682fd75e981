"""Two hundred sources through a day and a half, with everything that goes wrong at publishers: told once, or reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import pytest

from bot.domain.event import Action
from tests.walks.source_day.cast import Cast, cast_for
from tests.walks.source_day.check import complaints
from tests.walks.source_day.courts import N_PUSHED
from tests.walks.source_day.entries import numbers_in
from tests.walks.source_day.faults import LOST, ROWS
from tests.walks.source_day.history import API, History
from tests.walks.source_day.manners import overspent, rudeness
from tests.walks.source_day.walk import BUDGET, walked

SEED = 7
N_SOURCES = 200
FEW = ("401-for-hours", "429-wait-15-min", "leading-blank")
"""Enough of a cast to see whether a wrong history is found out."""


@dataclass(frozen=True)
class Walked:
    cast: Cast
    history: History


@cache
def day() -> Walked:
    cast = cast_for(SEED)
    return Walked(cast, walked(cast, SEED))


def few() -> Cast:
    cast = cast_for(SEED)
    kept = [p for p in cast.publishers if p.spec.id in FEW]
    sources = {p.spec for p in kept}
    matters = [replace(m, sources=tuple(s for s in m.sources if s in sources)) for m in cast.matters]
    return Cast(kept, [m for m in matters if m.sources], [])


@cache
def short_day() -> Walked:
    cast = few()
    return Walked(cast, walked(cast, SEED))


@pytest.fixture
def short() -> Walked:
    """A day of three sources; its history is a test's own."""
    made, history = short_day(), short_day().history
    return Walked(made.cast, replace(history, asked=[*history.asked], lines=[*history.lines]))


@pytest.mark.slow
@pytest.mark.timeout(240)
class TestDay:
    """One walk, looked at from several sides."""

    def test_every_way_to_fail_took_place(self):
        names = {p.spec.id for p in day().cast.publishers}
        assert (N_SOURCES, set()) == (len(names), set(ROWS) - names)

    def test_every_entry_is_told_once_and_every_gap_and_silence_reported(self):
        assert [] == complaints(day().cast, day().history)

    def test_nobody_is_asked_more_often_than_he_allows(self):
        assert [] == rudeness(day().cast, day().history)

    def test_budget_of_courtlistener_is_never_exceeded(self):
        assert [] == overspent(day().history)
        assert any(asked.source == API for asked in day().history.asked)

    def test_pushes_were_repeated_late_and_told_of_alerts_that_were_switched_off(self):
        pushed = [numbers for _, numbers in day().history.pushed]
        assert len(pushed) - len(set(pushed)) > 3 * N_PUSHED
        warned = [line for line in day().history.lines if line.event == "a publisher has news for the operator"]
        assert 1 == len(warned)


def test_short_day_is_right(short: Walked):
    assert ([], []) == (complaints(short.cast, short.history), rudeness(short.cast, short.history))


def test_same_day_comes_of_the_same_seed(short: Walked):
    cast = few()
    again = walked(cast, SEED)
    assert (short.history.asked, short.history.events, short.history.states) == (
        again.asked,
        again.events,
        again.states,
    )


def test_what_was_told_twice_is_found_out(short: Walked):
    first = next(e for e in short.history.events if e.action is Action.POST and e.reason == "first report")
    short.history.events = [*short.history.events, replace(first, at=first.at + timedelta(hours=1))]
    (fact,) = numbers_in(short.history.stories[first.story_id].reports[0].title)
    assert [f"{fact} was told 2 times"] == complaints(short.cast, short.history)


def test_what_was_never_told_is_found_out(short: Walked):
    lost = short.history.events[-1]
    short.history.events = [e for e in short.history.events if e is not lost]
    (fact,) = numbers_in(short.history.stories[lost.story_id].reports[0].title)
    (complaint,) = complaints(short.cast, short.history)
    assert (True, True) == (complaint.startswith(f"{fact} was given"), complaint.endswith("and never told"))


def test_gap_that_nobody_reported_is_found_out(short: Walked):
    short.history.lines = [line for line in short.history.lines if line.event != LOST]
    found = complaints(short.cast, short.history)
    assert f"of 401-for-hours was told 0 times, not 1: {LOST}" == found[-1]
    assert {True} == {"of 401-for-hours was missed, and nobody was told" in complaint for complaint in found[:-1]}
    assert len(found) > 1


def test_request_that_came_too_soon_is_found_out(short: Walked):
    last = short.history.asked[-1]
    short.history.asked.append(replace(last, at=last.at + timedelta(seconds=5), ended_at=last.at + timedelta(seconds=6)))
    (complaint,) = rudeness(short.cast, short.history)
    assert complaint.startswith(f"{last.source} was asked again")


def test_pause_that_was_not_kept_is_found_out(short: Walked):
    n = next(n for n, asked in enumerate(short.history.asked) if asked.may_ask_at)
    asked = short.history.asked[n]
    short.history.asked[n] = replace(asked, may_ask_at=asked.at + timedelta(hours=3))
    (complaint,) = rudeness(short.cast, short.history)
    assert complaint.endswith("before the pause was over that it had asked for")


def test_overspent_budget_is_found_out(short: Walked):
    one = replace(short.history.asked[0], source=API)
    spacing = timedelta(seconds=11)
    n = BUDGET.allowances[0].n + 1
    short.history.asked = [replace(one, at=one.at + k * spacing) for k in range(n)]
    assert 1 == len(overspent(short.history))
