"""Each rule of the table on its own, then how they meet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.item import FeedHints
from bot.domain.source import Pace, Polled, Validators
from bot.polling.interval import LONGEST, Case, next_wait, rhythm_of, wait_after_failure
from tests import make

NOON_IN_NEW_YORK = datetime(2025, 1, 15, 17, tzinfo=UTC)
NIGHT_IN_NEW_YORK = datetime(2025, 1, 15, 8, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


def case(
    interval: timedelta = 5 * MINUTE,
    floor: timedelta | None = 2 * MINUTE,
    *,
    hot_floor: timedelta | None = None,
    max_age: timedelta | None = None,
    hints: FeedHints = FeedHints(),  # noqa: B008  frozen
    rhythm: timedelta | None = None,
    now: datetime = NOON_IN_NEW_YORK,
    heat: Pace | None = None,
    is_pushed: bool = False,
) -> Case:
    spec = make.source(interval=interval, zone="America/New_York")
    polled = Polled(None, Validators(), min_interval=floor, min_interval_hot=hot_floor, max_age=max_age)
    return Case(spec, polled, hints, rhythm, now, heat, is_pushed)


@pytest.mark.parametrize(
    ("given", "pace", "after"),
    [
        (case(), Pace.PACK, 5 * MINUTE),
        (case(interval=MINUTE), Pace.KIND, 2 * MINUTE),
        (case(rhythm=4 * MINUTE), Pace.BUSY, 4 * MINUTE),
        (case(rhythm=MINUTE), Pace.BUSY, 2.5 * MINUTE),
        (case(rhythm=DAY), Pace.RARE, 7.2 * MINUTE),
        (case(rhythm=30 * DAY), Pace.RARE, 10 * MINUTE),
        (case(rhythm=HOUR), Pace.PACK, 5 * MINUTE),
        (case(hints=FeedHints(ttl=15 * MINUTE)), Pace.TTL, 15 * MINUTE),
        (case(hints=FeedHints(ttl=7 * DAY)), Pace.TTL, HOUR),
        (case(hints=FeedHints(ttl=MINUTE)), Pace.PACK, 5 * MINUTE),
        (case(max_age=10 * MINUTE), Pace.CACHE, 10 * MINUTE),
        (case(max_age=DAY), Pace.CACHE, 30 * MINUTE),
        (case(now=NIGHT_IN_NEW_YORK), Pace.NIGHT, 10 * MINUTE),
        (case(is_pushed=True), Pace.PUSHED, 30 * MINUTE),
        (case(interval=2 * MINUTE, is_pushed=True), Pace.PUSHED, 12 * MINUTE),
        (case(interval=HOUR, is_pushed=True), Pace.PACK, HOUR),
        (case(is_pushed=True, heat=Pace.DEADLINE), Pace.DEADLINE, 2 * MINUTE),
        (case(interval=25 * MINUTE, now=NIGHT_IN_NEW_YORK), Pace.NIGHT, 30 * MINUTE),
        (case(interval=HOUR, now=NIGHT_IN_NEW_YORK), Pace.PACK, HOUR),
        (case(interval=DAY), Pace.PACK, DAY),
        (case(hints=FeedHints(skip_hours=(17,))), Pace.SKIP, HOUR),
        (case(hints=FeedHints(skip_hours=(17, 18, 20))), Pace.SKIP, 2 * HOUR),
        (case(hints=FeedHints(skip_days=(2,))), Pace.SKIP, LONGEST),
        (case(hints=FeedHints(skip_hours=tuple(range(24)))), Pace.SKIP, LONGEST),
        (case(hints=FeedHints(skip_hours=(18,), skip_days=(6,))), Pace.PACK, 5 * MINUTE),
    ],
)
def test_wait_in_an_ordinary_hour_is_the_longest_bound(given: Case, pace: Pace, after: timedelta) -> None:
    wait = next_wait(given, 0)
    assert (pace, after) == (wait.pace, wait.after)


@pytest.mark.parametrize(
    ("given", "pace", "after"),
    [
        (case(heat=Pace.DEADLINE, hot_floor=30 * SECOND), Pace.DEADLINE, 30 * SECOND),
        (case(heat=Pace.BREAKING, hot_floor=10 * SECOND), Pace.BREAKING, 30 * SECOND),
        (case(heat=Pace.BREAKING), Pace.BREAKING, 2 * MINUTE),
        (case(heat=Pace.DECISION_DAY, floor=HOUR, interval=HOUR, hot_floor=5 * MINUTE), Pace.DECISION_DAY, 5 * MINUTE),
        (case(heat=Pace.DEADLINE, hot_floor=30 * SECOND, max_age=MINUTE), Pace.DEADLINE, MINUTE),
        (case(heat=Pace.DEADLINE, hot_floor=30 * SECOND, max_age=HOUR), Pace.DEADLINE, 2 * MINUTE),
        (case(heat=Pace.DEADLINE, hints=FeedHints(ttl=HOUR, skip_hours=(17,))), Pace.DEADLINE, 2 * MINUTE),
        (case(heat=Pace.DEADLINE, now=NIGHT_IN_NEW_YORK, hot_floor=30 * SECOND), Pace.DEADLINE, 30 * SECOND),
        (case(heat=Pace.DEADLINE, interval=20 * SECOND, floor=None), Pace.PACK, 20 * SECOND),
        (case(heat=Pace.DEADLINE, floor=None), Pace.DEADLINE, 30 * SECOND),
    ],
)
def test_wait_in_a_hot_hour_is_half_a_minute_or_what_the_source_bears(
    given: Case, pace: Pace, after: timedelta
) -> None:
    wait = next_wait(given, 0)
    assert (pace, after) == (wait.pace, wait.after)


def test_own_servers_are_asked_as_their_pack_says_whatever_they_send() -> None:
    given = case(floor=None, max_age=HOUR, hints=FeedHints(ttl=HOUR), rhythm=30 * DAY, now=NIGHT_IN_NEW_YORK)
    assert (5 * MINUTE, timedelta(0)) == (next_wait(given, 0).after, next_wait(given, 0).at_least)


def test_wait_tells_how_soon_the_source_may_be_asked_if_something_happens() -> None:
    assert 40 * SECOND == next_wait(case(hot_floor=30 * SECOND, max_age=40 * SECOND), 0).at_least


def test_jitter_lengthens_by_a_tenth_at_most_and_never_shortens() -> None:
    assert [5 * MINUTE, 5.25 * MINUTE, 5.5 * MINUTE] == [next_wait(case(), jitter).after for jitter in (0, 0.5, 1)]


@pytest.mark.parametrize(
    ("n_fails", "after"), [(0, MINUTE), (1, 2 * MINUTE), (3, 8 * MINUTE), (6, HOUR), (10_000, HOUR)]
)
def test_wait_after_a_failure_doubles_up_to_an_hour(n_fails: int, after: timedelta) -> None:
    wait = wait_after_failure(n_fails, None, None, 0)
    assert (after, Pace.BACKOFF) == (wait.after, wait.pace)


def test_wait_after_a_failure_is_as_long_as_the_source_asks_even_in_a_hot_hour() -> None:
    wait = wait_after_failure(0, 7 * HOUR, Pace.DEADLINE, 1)
    assert (7 * HOUR, Pace.RETRY_AFTER) == (wait.after, wait.pace)


def test_wait_after_a_failure_is_not_shortened_by_what_the_source_asks() -> None:
    assert 8 * MINUTE == wait_after_failure(3, timedelta(0), None, 0).after


def test_wait_after_a_failure_stays_short_in_a_hot_hour() -> None:
    assert 5 * MINUTE == wait_after_failure(6, None, Pace.DEADLINE, 0).after


def test_rhythm_is_the_median_so_that_one_long_night_does_not_count() -> None:
    arrivals = [make.NOON + n * HOUR for n in (0, 1, 2, 14, 15)]
    assert HOUR == rhythm_of(arrivals)


def test_rhythm_is_unknown_while_arrivals_are_few() -> None:
    assert rhythm_of([make.NOON + n * HOUR for n in range(3)]) is None
