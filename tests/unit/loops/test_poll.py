"""When a source is asked, with what, and what becomes of a poll that fails."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.errors import SourceError
from bot.domain.item import Parsed
from bot.domain.source import Polled, Validators
from tests import make
from tests.unit.loops.polling import SAME, answered

CHANGED = Polled(Parsed((make.item("a", "TikTok goes dark"),)), Validators(etag="e1", body_hash="h1"))


async def test_poll_asks_again_with_what_the_source_gave_when_its_interval_is_over() -> None:
    polling = answered(CHANGED, SAME)
    await polling.tick()
    await polling.tick()
    polling.clock.move(minutes=6)
    await polling.tick()
    assert polling.source.asked == [Validators(), Validators(etag="e1", body_hash="h1")]


async def test_poll_asks_in_full_every_six_hours_since_a_server_may_say_304_for_ever() -> None:
    polling = answered(CHANGED, *[SAME] * 100)
    for _ in range(80):
        await polling.poll()
    in_full = [n for n, asked in enumerate(polling.source.asked) if not asked.is_conditional]
    assert 2 == len(in_full)
    assert Validators(body_hash="h1") == polling.source.asked[in_full[1]]


@pytest.mark.parametrize(
    ("n_fails", "at_least"), [(1, timedelta(minutes=1)), (3, timedelta(minutes=4)), (9, timedelta(hours=1))]
)
async def test_poll_backs_off_from_a_minute_to_an_hour_when_a_source_keeps_failing(
    n_fails: int, at_least: timedelta
) -> None:
    polling = answered(*[SourceError("no answer")] * n_fails)
    for _ in range(n_fails):
        await polling.tick()
        state = await polling.state()
        assert state.next_poll_at is not None
        waited = state.next_poll_at - polling.clock.now()
        polling.clock.at = state.next_poll_at
    assert at_least <= waited <= at_least * 1.1
    assert (state.n_fails, state.problem, state.is_healthy) == (n_fails, "no answer", False)


async def test_poll_waits_as_long_as_the_source_asks() -> None:
    polling = answered(SourceError("too many requests", retry_after=timedelta(hours=3)))
    await polling.tick()
    state = await polling.state()
    assert state.next_poll_at is not None
    assert state.next_poll_at - polling.clock.now() >= timedelta(hours=3)


async def test_poll_heals_a_source_that_answers_again_and_keeps_when_it_began_to_fail_until_then() -> None:
    polling = answered(SourceError("no answer"), CHANGED)
    await polling.tick()
    failing = await polling.state()
    polling.clock.move(minutes=2)
    await polling.tick()
    healthy = await polling.state()
    assert (failing.failing_since_at, healthy.failing_since_at) == (make.NOON, None)
    assert healthy.is_healthy


async def test_poll_keeps_validators_and_items_when_a_poll_fails() -> None:
    polling = answered(CHANGED, SourceError("a page instead of a feed"))
    await polling.tick()
    polling.clock.move(minutes=6)
    await polling.tick()
    assert (await polling.state()).validators == Validators(etag="e1", body_hash="h1")
