"""Two hundred sources through a day and a half, with all that goes wrong at publishers: told once, or reported."""

from __future__ import annotations

from functools import cache

import pytest

from tests.walks.source_day.cast import Cast, cast_for
from tests.walks.source_day.check import CHECKS, Found
from tests.walks.source_day.courts import N_PUSHED
from tests.walks.source_day.faults import ROWS
from tests.walks.source_day.history import History
from tests.walks.source_day.manners import MANNERS, Requests
from tests.walks.source_day.walk import walked

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

SEED = 7
N_SOURCES = 200


def sides(looks):
    """One test each."""
    return [pytest.param(look, id=name) for name, look in looks.items()]


@cache
def cast() -> Cast:
    return cast_for(SEED)


@cache
def history() -> History:
    return walked(cast(), SEED)


def n_lines(event: str) -> int:
    return sum(line.event == event for line in history().lines)


def test_every_row_of_the_table_takes_part():
    names = {p.spec.id for p in cast().publishers}
    assert (N_SOURCES, set()) == (len(names), set(ROWS) - names)


@pytest.mark.parametrize("check", sides(CHECKS))
def test_what_is_told_is_right(check):
    assert [] == list(check(Found(cast(), history())))


@pytest.mark.parametrize("look", sides(MANNERS))
def test_manners_are_kept(look):
    assert [] == list(look(Requests(cast(), history())))


def test_what_a_docket_no_longer_lists_is_looked_up():
    filled = [line.facts["new"] for line in history().lines if line.event == "missed entries were looked up"]
    assert filled
    assert 0 not in filled


def test_pushes_came_again_soon_and_after_a_day_and_a_half():
    pushed = [numbers for _, numbers in history().pushed if numbers]
    assert len(pushed) - len(set(pushed)) > 3 * N_PUSHED


def test_operator_is_warned_once_of_an_alert_that_was_switched_off():
    assert 1 == n_lines("a publisher has news for the operator")
