from __future__ import annotations

from collections import Counter

import pytest

from bot.deadlines.courts import SEATS, Seat
from bot.deadlines.rules import APPELLATE, CIVIL, SUPREME


@pytest.mark.parametrize(
    ("court_id", "seat"),
    [
        ("scotus", Seat(SUPREME, is_in_dc=True)),
        ("cadc", Seat(APPELLATE, is_in_dc=True)),
        ("cafc", Seat(APPELLATE, is_in_dc=True)),
        ("ca1", Seat(APPELLATE)),
        ("ca11", Seat(APPELLATE)),
        ("dcd", Seat(CIVIL, is_in_dc=True)),
        ("nysd", Seat(CIVIL)),
        ("gud", Seat(CIVIL)),
    ],
)
def test_a_court_counts_by_its_rule_where_it_sits(court_id: str, seat: Seat) -> None:
    assert seat == SEATS[court_id]


def test_the_table_holds_every_federal_court_of_these_rules() -> None:
    assert {SUPREME.name: 1, APPELLATE.name: 13, CIVIL.name: 94} == Counter(s.rule.name for s in SEATS.values())


@pytest.mark.parametrize("court_id", ["tax", "uscfc", "cal", "nysb", "dc", "ca12"])
def test_a_court_with_rules_of_its_own_is_not_in_the_table(court_id: str) -> None:
    assert court_id not in SEATS
