"""Whether the silence of a source can be trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.source import Condition, Coverage, Gap, GapSign, Habits, Health, Pace, SourceState, Trust
from bot.polling.health import condition_of
from tests import make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PRESS = make.source(zone="America/New_York")
COURT = make.source(trust=Trust.COURT, zone="America/New_York")
FRIDAY_AT_FOUR = datetime(2025, 1, 10, 21, tzinfo=UTC)
"""In New York; what follows is an ordinary weekend."""

GAP = Gap(GapSign.NO_OVERLAP, make.NOON - HOUR, make.NOON, 20, 18)


def speaking(every: timedelta, last_at: datetime, last_ok_at: datetime, n: int = 12) -> SourceState:
    """A source that had something new in equal steps until `last_at` and was asked until `last_ok_at`."""
    arrivals = tuple(last_at - every * k for k in reversed(range(n)))
    return SourceState(is_baselined=True, last_ok_at=last_ok_at, habits=Habits(arrivals=arrivals))


def health(state: SourceState, spec=COURT) -> Health:
    return condition_of(spec, state, make.NOON).health


def test_source_that_was_never_asked_waits() -> None:
    assert Condition(Health.WAITING, None, "it has not been asked yet", None) == condition_of(
        PRESS, SourceState(), make.NOON
    )


def test_failing_source_tells_its_problem_since_when_and_the_next_try() -> None:
    state = SourceState(
        n_fails=2, failing_since_at=make.NOON - HOUR, problem="no answer", next_poll_at=make.NOON + HOUR
    )
    expected = Condition(Health.FAILING, make.NOON - HOUR, "no answer", make.NOON + HOUR)
    assert expected == condition_of(PRESS, state, make.NOON)


def test_healthy_source_tells_why_it_is_asked_when_it_is() -> None:
    state = SourceState(last_ok_at=make.NOON, next_poll_at=make.NOON + HOUR, habits=Habits(pace=Pace.CACHE))
    assert Condition(Health.HEALTHY, None, "", make.NOON + HOUR, Pace.CACHE) == condition_of(PRESS, state, make.NOON)


def test_open_gap_is_told_with_its_times() -> None:
    state = SourceState(last_ok_at=make.NOON, habits=Habits(gap=GAP))
    between = "between 2025-01-15 11:00 and 2025-01-15 12:00 UTC"
    reason = f"none of its 18 entries was known; some may have come and gone {between}"
    assert Condition(Health.GAP_SUSPECTED, make.NOON, reason, None) == condition_of(PRESS, state, make.NOON)


def test_shrunken_window_is_told_with_its_sizes() -> None:
    state = SourceState(last_ok_at=make.NOON, habits=Habits(gap=replace(GAP, sign=GapSign.SHRUNKEN)))
    assert "it lists 18 entries where it listed 20;" in condition_of(PRESS, state, make.NOON).reason


def test_closed_gap_leaves_the_source_healthy_and_is_told_for_a_day() -> None:
    state = SourceState(last_ok_at=make.NOON, habits=Habits(gap=replace(GAP, over_at=make.NOON)))
    told = condition_of(PRESS, state, make.NOON + HOUR)
    assert (Health.HEALTHY, True) == (told.health, "come and gone" in told.reason)
    assert "" == condition_of(PRESS, state, make.NOON + DAY).reason


def test_changed_coverage_is_told_for_a_week() -> None:
    state = SourceState(last_ok_at=make.NOON, habits=Habits(coverage=Coverage("orders", "all", make.NOON)))
    told = condition_of(COURT, state, make.NOON + DAY)
    assert (Health.HEALTHY, "it says that it publishes “orders”, no longer “all”") == (told.health, told.reason)
    assert "" == condition_of(COURT, state, make.NOON + 7 * DAY).reason


def test_court_is_not_stale_over_a_weekend() -> None:
    assert Health.HEALTHY is health(speaking(HOUR, FRIDAY_AT_FOUR, FRIDAY_AT_FOUR + 2.7 * DAY))


def test_court_is_stale_when_it_says_nothing_for_two_working_days() -> None:
    last_ok_at = FRIDAY_AT_FOUR + 5 * DAY
    told = condition_of(COURT, speaking(HOUR, FRIDAY_AT_FOUR, last_ok_at), last_ok_at)
    assert (Health.STALE, FRIDAY_AT_FOUR) == (told.health, told.since_at)
    assert told.reason.startswith("nothing new in 36 h of its working time; its longest silence before was 1 h. ")


def test_court_is_not_stale_over_a_federal_holiday() -> None:
    """Monday, January 20, 2025 was both Inauguration Day and Martin Luther King Day."""
    friday_at_six = FRIDAY_AT_FOUR + 7 * DAY + 2 * HOUR
    tuesday_at_five = friday_at_six + 4 * DAY - HOUR
    assert Health.HEALTHY is health(speaking(HOUR, friday_at_six, tuesday_at_five))


def test_newsroom_is_stale_over_a_weekend() -> None:
    assert Health.STALE is health(speaking(HOUR, FRIDAY_AT_FOUR, FRIDAY_AT_FOUR + 2 * DAY), PRESS)


def test_source_that_rarely_speaks_may_be_silent_for_long() -> None:
    assert Health.HEALTHY is health(speaking(7 * DAY, FRIDAY_AT_FOUR, FRIDAY_AT_FOUR + 13 * DAY))
    assert Health.STALE is health(speaking(7 * DAY, FRIDAY_AT_FOUR, FRIDAY_AT_FOUR + 18 * DAY))


def test_silence_counts_only_while_we_asked() -> None:
    state = speaking(HOUR, FRIDAY_AT_FOUR, FRIDAY_AT_FOUR + HOUR)
    assert Health.HEALTHY is condition_of(COURT, state, FRIDAY_AT_FOUR + 30 * DAY).health


def test_source_whose_rhythm_is_unknown_is_never_stale() -> None:
    assert Health.HEALTHY is health(speaking(HOUR, FRIDAY_AT_FOUR, FRIDAY_AT_FOUR + 90 * DAY, n=7))


def test_what_is_worse_is_told_first() -> None:
    state = replace(speaking(HOUR, FRIDAY_AT_FOUR, FRIDAY_AT_FOUR + 9 * DAY), n_fails=1)
    state = replace(state, habits=replace(state.habits, gap=GAP))
    assert [Health.FAILING, Health.GAP_SUSPECTED] == [health(state), health(replace(state, n_fails=0))]
