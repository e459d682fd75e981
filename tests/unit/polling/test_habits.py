"""What the polls of a source leave behind, and what the next one asks with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.item import FeedHints, Parsed
from bot.domain.source import Coverage, Gap, GapSign, Habits, Polled, Redirect, SourceState, Validators
from bot.polling.habits import (
    AGREED_AFTER,
    FULL_AFTER,
    MOST_ARRIVALS,
    Found,
    asked_with,
    coverage_after,
    gap_opened,
    habits_after,
    redirect_after,
    validators_after,
)
from tests import make

ETAG = Validators("e", "", "h")
IN_FULL = Validators(body_hash="h")
HOUR = timedelta(hours=1)
NEW = "https://new.example/feed"


def known(validators: Validators = ETAG, *, in_full_at: datetime | None = make.NOON, **changes: object) -> SourceState:
    values = {"validators": validators, "is_baselined": True, "last_ok_at": make.NOON} | changes
    return SourceState(habits=Habits(in_full_at=in_full_at), **values)  # type: ignore[arg-type]


def after(before: SourceState, found: Found | None, *, asked: Validators = ETAG, **parsed: object) -> Habits:
    polled = Polled(Parsed((), **parsed) if found else None, ETAG)  # type: ignore[arg-type]
    return habits_after(before, asked, polled, found, make.NOON + HOUR)


def test_source_is_asked_with_what_it_gave() -> None:
    assert ETAG == asked_with(known(), make.NOON + HOUR)


@pytest.mark.parametrize(
    ("in_full_at", "why"),
    [
        (make.NOON - FULL_AFTER, "six hours ago"),
        (None, "never, as after an update of the bot"),
        (make.NOON + HOUR, "in the future: the clock was set back"),
    ],
)
def test_source_is_asked_in_full_when_that_was(in_full_at: datetime | None, why: str) -> None:
    assert IN_FULL == asked_with(known(in_full_at=in_full_at), make.NOON), why


def test_source_that_has_moved_is_asked_at_its_new_address() -> None:
    moved = replace(ETAG, address=NEW)
    assert moved == asked_with(known(moved), make.NOON)


def test_source_that_fails_where_it_has_moved_to_is_asked_at_its_packs_address() -> None:
    assert IN_FULL == asked_with(known(replace(ETAG, address=NEW), n_fails=1), make.NOON)


def test_answer_to_an_unconditional_request_counts_as_asked_in_full() -> None:
    assert make.NOON + HOUR == after(known(), None, asked=IN_FULL).in_full_at
    assert make.NOON == after(known(), None).in_full_at


def test_arrival_is_remembered_when_something_was_new() -> None:
    assert (make.NOON + HOUR,) == after(known(), Found(20, 1)).arrivals
    assert () == after(known(), Found(20, 0)).arrivals
    assert () == after(known(), None).arrivals


def test_baseline_is_no_arrival() -> None:
    assert () == after(SourceState(), Found(20, 20)).arrivals


def test_only_the_newest_arrivals_are_kept() -> None:
    before = known()
    before = replace(before, habits=replace(before.habits, arrivals=(make.NOON,) * MOST_ARRIVALS))
    arrivals = after(before, Found(20, 1)).arrivals
    assert (MOST_ARRIVALS, make.NOON + HOUR) == (len(arrivals), arrivals[-1])


def test_hints_window_and_coverage_are_those_of_the_newest_body() -> None:
    hints = FeedHints(ttl=HOUR)
    habits = after(known(), Found(20, 1), hints=hints, coverage="all")
    assert (hints, 20, Coverage("all")) == (habits.hints, habits.n_window, habits.coverage)


def test_nothing_but_the_time_changes_when_nothing_changed() -> None:
    before = known()
    before = replace(before, habits=replace(before.habits, n_window=9, hints=FeedHints(ttl=HOUR)))
    assert before.habits == after(before, None)


def polls(*targets: str, every: timedelta) -> list[tuple[Redirect, Validators]]:
    """What each of some polls leaves, when redirects led where `targets` say ("" for nowhere)."""
    redirect, left = Redirect(), []
    for n, target in enumerate(targets):
        now = make.NOON + n * every
        polled = Polled(None, Validators("e"), moved_to=target)
        redirect = redirect_after(redirect, polled, now)
        left.append((redirect, validators_after(Validators(), polled, redirect, now)))
    return left


def addresses(*targets: str, every: timedelta) -> list[str]:
    return [validators.address for _, validators in polls(*targets, every=every)]


def test_permanent_redirect_is_remembered_after_three_polls_and_a_day() -> None:
    assert ["", "", NEW] == addresses(NEW, NEW, NEW, every=AGREED_AFTER / 2)


def test_permanent_redirect_is_not_remembered_after_many_polls_of_one_hour() -> None:
    assert {""} == set(addresses(*[NEW] * 12, every=HOUR / 12))


def test_permanent_redirect_is_not_remembered_after_two_polls_of_two_days() -> None:
    assert ["", ""] == addresses(NEW, NEW, every=2 * AGREED_AFTER)


@pytest.mark.parametrize("other", ["", "https://other.example/feed"])
def test_agreement_begins_anew_when_a_poll_was_led_elsewhere_or_nowhere(other: str) -> None:
    assert [""] * 4 + [NEW] == addresses(NEW, other, NEW, NEW, NEW, every=AGREED_AFTER / 2)


def test_new_address_is_kept_as_long_as_it_is_asked() -> None:
    polled = Polled(None, Validators("e2"))
    kept = validators_after(Validators("e", address=NEW), polled, Redirect(), make.NOON)
    assert Validators("e2", address=NEW) == kept


def test_redirect_is_not_forgotten_by_polls_that_go_straight_to_the_new_address() -> None:
    redirect = Redirect(NEW, 3, make.NOON - 2 * AGREED_AFTER)
    before = replace(known(), habits=Habits(in_full_at=make.NOON, redirect=redirect))
    assert redirect == after(before, None, asked=replace(ETAG, address=NEW)).redirect


def test_new_address_is_dropped_when_the_old_one_answers_by_itself_again() -> None:
    before = replace(known(), habits=Habits(redirect=Redirect(NEW, 9, make.NOON - 9 * AGREED_AFTER)))
    polled = Polled(None, ETAG)
    habits = habits_after(before, IN_FULL, polled, None, make.NOON)
    assert "" == validators_after(IN_FULL, polled, habits.redirect, make.NOON).address


ORDERS = "Docket entries of type: orders,opinions"


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        (Coverage(), ORDERS, Coverage(ORDERS)),
        (Coverage(ORDERS), ORDERS, Coverage(ORDERS)),
        (Coverage(ORDERS), "Docket entries of type:  Opinions, orders", Coverage(ORDERS)),
        (Coverage(ORDERS), "", Coverage(ORDERS)),
        (Coverage(ORDERS), f"{ORDERS},motion", Coverage(f"{ORDERS},motion", ORDERS, make.NOON)),
        (Coverage("all", ORDERS, make.NOON - HOUR), "all", Coverage("all", ORDERS, make.NOON - HOUR)),
    ],
)
def test_coverage_changes_when_a_court_names_other_kinds(before: Coverage, text: str, expected: Coverage) -> None:
    assert expected == coverage_after(before, text, make.NOON)


def test_gap_opens_once() -> None:
    gap = Gap(GapSign.NO_OVERLAP, make.NOON, make.NOON, 20, 20)
    with_gap, closed = Habits(gap=gap), Habits(gap=replace(gap, over_at=make.NOON))
    assert gap == gap_opened(Habits(), with_gap)
    assert [None, None] == [gap_opened(with_gap, with_gap), gap_opened(with_gap, closed)]
