"""The time to a source's next poll, with the reason for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.item import FeedHints
from bot.domain.source import Pace, Polled, SourceSpec

HOT = timedelta(seconds=30)
LONGEST = timedelta(hours=6)
"""A feed that rolls over within a day loses nothing at this pace, whatever it asks for."""

_NEVER = timedelta(0)
_JITTER = 0.1
_LONGEST_TTL = timedelta(hours=1)
_LONGEST_CACHE = timedelta(minutes=30)
_LONGEST_CACHE_HOT = timedelta(minutes=2)
_LONGEST_NIGHT = timedelta(minutes=30)
_LONGEST_PUSHED = timedelta(minutes=30)
_NIGHT_BEGINS, _NIGHT_ENDS = time(23), time(6)
_FEWEST_ARRIVALS = 4
_ASKED_PER_ARRIVAL = 200
_FIRST_BACKOFF = timedelta(minutes=1)
_LONGEST_BACKOFF = timedelta(hours=1)
_LONGEST_BACKOFF_HOT = timedelta(minutes=5)
_MAX_DOUBLINGS = 6
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long until the next poll and why. Shape: `at_least` is what manners demand even when something happens."""

    after: timedelta
    pace: Pace
    at_least: timedelta


@dataclass(frozen=True, slots=True)
class Case:
    """What the wait is decided from. Shape: `heat` is why this is no ordinary hour, None when it is one.

    `is_pushed`: a hub tells what is new, and the poll only makes sure.
    """

    spec: SourceSpec
    polled: Polled
    hints: FeedHints
    rhythm: timedelta | None
    now: datetime
    heat: Pace | None = None
    is_pushed: bool = False


Row = tuple[Pace, Callable[[Case], timedelta]]

# Each row is a lower bound; the longest decides and gives the reason.
_ORDINARY: tuple[Row, ...] = (
    (Pace.KIND, lambda c: c.polled.min_interval or _NEVER),
    (Pace.TTL, lambda c: min(c.hints.ttl or _NEVER, _LONGEST_TTL)),
    (Pace.CACHE, lambda c: min(c.polled.max_age or _NEVER, _LONGEST_CACHE)),
    (Pace.PUSHED, lambda c: min(c.spec.interval * 6, _LONGEST_PUSHED) if c.is_pushed else _NEVER),
    (Pace.NIGHT, lambda c: min(c.spec.interval * 2, _LONGEST_NIGHT) if _is_night(c) else _NEVER),
)
_HOT: tuple[Row, ...] = (
    (Pace.KIND, lambda c: c.polled.min_interval_hot or c.polled.min_interval or _NEVER),
    (Pace.CACHE, lambda c: min(c.polled.max_age or _NEVER, _LONGEST_CACHE_HOT)),
)


def next_wait(case: Case, jitter: float) -> Wait:
    """The wait after a poll that went well. Units: `jitter` from 0 to 1 lengthens it by up to a tenth."""
    is_own = case.polled.min_interval is None
    at_least = _NEVER if is_own else max(bound(case) for _, bound in _HOT)
    pace, wait = (Pace.PACK, case.spec.interval) if is_own else _ordinary(case)
    hot = max(HOT, at_least)
    if case.heat is not None and hot < wait:
        pace, wait = case.heat, hot
    return Wait(jittered(wait, jitter), pace, at_least)


def wait_after_failure(
    n_fails: int,
    retry_after: timedelta | None,
    heat: Pace | None,
    jitter: float,
    at_least: timedelta | None = None,
) -> Wait:
    """Doubling from a minute to an hour, never shorter than the source asked for or than manners demand.

    Shape: `n_fails` counts the failures before.
    """
    longest = _LONGEST_BACKOFF if heat is None else _LONGEST_BACKOFF_HOT
    backoff = min(_FIRST_BACKOFF * 2 ** min(n_fails, _MAX_DOUBLINGS), longest)
    backoff = jittered(max(backoff, at_least or _NEVER), jitter)
    if retry_after is not None and retry_after > backoff:
        return Wait(retry_after, Pace.RETRY_AFTER, retry_after)
    return Wait(backoff, Pace.BACKOFF, backoff)


def rhythm_of(arrivals: Sequence[datetime]) -> timedelta | None:
    """The median time from one arrival to the next; None while there are too few to tell."""
    if len(arrivals) < _FEWEST_ARRIVALS:
        return None
    gaps = sorted(later - earlier for earlier, later in pairwise(arrivals))
    return gaps[len(gaps) // 2]


def jittered(wait: timedelta, jitter: float) -> timedelta:
    """Spread, so that many sources do not ask at the same second for ever."""
    return wait * (1 + _JITTER * jitter)


def _ordinary(case: Case) -> tuple[Pace, timedelta]:
    bounds = [_by_rhythm(case), *((pace, bound(case)) for pace, bound in _ORDINARY)]
    pace, wait = max(bounds, key=lambda it: it[1])
    return _rested(pace, min(wait, max(LONGEST, case.spec.interval)), case)


def _by_rhythm(case: Case) -> tuple[Pace, timedelta]:
    """The pack's interval, down to half of it for a busy source, up to twice as long for one that rarely speaks."""
    interval, rhythm = case.spec.interval, case.rhythm
    if rhythm is not None and rhythm < interval:
        return Pace.BUSY, max(rhythm, interval / 2)
    if rhythm is not None and rhythm / _ASKED_PER_ARRIVAL > interval:
        return Pace.RARE, min(rhythm / _ASKED_PER_ARRIVAL, interval * 2)
    return Pace.PACK, interval


def _is_night(case: Case) -> bool:
    at = case.now.astimezone(ZoneInfo(case.spec.zone)).time()
    return at >= _NIGHT_BEGINS or at < _NIGHT_ENDS


def _rested(pace: Pace, wait: timedelta, case: Case) -> tuple[Pace, timedelta]:
    """The wait, stretched to the end of the hours and days in which the feed rests, to `LONGEST` at most."""
    longest = max(LONGEST, wait)
    at = case.now + wait
    while _rests(case.hints, at) and at - case.now < longest:
        at = at.replace(minute=0, second=0, microsecond=0) + _HOUR
        pace = Pace.SKIP
    return pace, min(at - case.now, longest)


def _rests(hints: FeedHints, at: datetime) -> bool:
    return at.hour in hints.skip_hours or at.weekday() in hints.skip_days
