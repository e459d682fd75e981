"""Time in the demo: it leaps forward, runs in between, and never runs back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.demo.scene_clock import SceneClock

START = datetime(2025, 1, 14, 14, tzinfo=UTC)


class Base:
    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> datetime:
        return START

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def base() -> Base:
    return Base()


@pytest.fixture
def clock(base) -> SceneClock:
    return SceneClock(START, base)


def test_clock_starts_at_the_start(clock):
    assert clock.now() == START


def test_clock_runs_with_real_seconds_between_leaps(clock, base):
    base.seconds += 2.5
    assert clock.now() == START + timedelta(seconds=2.5)


def test_leap_goes_on_at_the_instant(clock, base):
    base.seconds += 3
    clock.leap(START + timedelta(days=3))
    base.seconds += 0.25
    assert clock.now() == START + timedelta(days=3, seconds=0.25)


def test_leap_to_the_past_changes_nothing(clock, base):
    base.seconds += 10
    clock.leap(START + timedelta(seconds=4))
    assert clock.now() == START + timedelta(seconds=10)


def test_time_is_told_in_utc_whatever_zone_is_leapt_to(clock):
    clock.leap(datetime(2025, 1, 15, 9, tzinfo=timezone(timedelta(hours=-5))))
    assert clock.now().isoformat() == "2025-01-15T14:00:00+00:00"


def test_monotonic_never_leaps(clock):
    clock.leap(START + timedelta(days=300))
    assert clock.monotonic() == 100.0
