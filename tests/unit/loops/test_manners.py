"""What polls teach: gaps, silence, coverage and moves are told once; hot hours hasten; nothing floods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.deadlines.chain import versions_at
from bot.domain.errors import SourceError
from bot.domain.event import Action, AlertLevel, StoryEvent
from bot.domain.ids import EventId, MatterId, StoryId
from bot.domain.item import FeedHints, Parsed
from bot.domain.source import Health, Pace, Polled, Redirect, SourceState, Validators
from bot.polling.health import condition_of
from tests import make
from tests.unit.loops.polling import ETAG, SAME, SPEC, Polling, answered, listing

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LOST = "source may have entries that were missed"
NEW = "https://new.example/feed"


def health(state: SourceState, polling: Polling) -> Health:
    return condition_of(SPEC, state, polling.clock.now()).health


async def test_gap_is_told_once_and_its_end_once() -> None:
    polling = answered(listing(range(20)), listing(range(50, 70)), SAME, listing(range(51, 71)), SAME)
    states = [await polling.poll() for _ in range(5)]
    assert [Health.HEALTHY, *[Health.GAP_SUSPECTED] * 2, *[Health.HEALTHY] * 2] == [health(s, polling) for s in states]
    assert [LOST, "source recovered"] == polling.told
    assert 1 == polling.metrics.counted("source_gaps", sign="no overlap")


async def test_entries_after_a_gap_are_still_news() -> None:
    polling = answered(listing(range(20)), listing(range(50, 70)))
    await polling.poll()
    await polling.poll()
    assert 40 == len(polling.store.state.seen[SPEC.id])


async def test_shrunken_window_is_told_and_what_comes_back_is_no_news() -> None:
    polling = answered(listing(range(20)), listing(range(3)), listing(range(20)))
    states = [await polling.poll() for _ in range(3)]
    assert [LOST, "source recovered"] == polling.told
    assert {make.NOON} == {state.last_new_at for state in states}


async def test_failure_is_told_once_and_its_end_once() -> None:
    polling = answered(listing(range(3)), *[SourceError("no answer")] * 3, SAME, SAME)
    for _ in range(6):
        await polling.poll()
    assert ["source fails", "source recovered"] == polling.told
    assert {"failing": 1, "healthy": 2} == polling.metrics.counted_by("source_changes", "health")


async def test_gauge_tells_the_health_of_each_source() -> None:
    polling = answered(SourceError("no answer"))
    await polling.poll()
    shown = polling.metrics.exposition().decode()
    assert 'reprieve_source_health{health="failing",source="wire"} 1.0' in shown
    assert 'reprieve_source_health{health="healthy",source="wire"} 0.0' in shown


async def test_silence_is_told_once_when_it_lasts_longer_than_the_rhythm_explains() -> None:
    arrivals = [listing([n]) for n in range(10)]
    polling = answered(*arrivals, *[SAME] * 5)
    for n in range(15):
        state = await polling.tick()
        polling.clock.move(hours=1 if n < 9 else 20)
    assert Health.STALE is health(state, polling)
    assert ["source is silent for longer than usual"] == polling.told


async def test_change_of_what_a_court_publishes_is_told_once() -> None:
    def covering(words: str, n: int) -> Polled:
        return Polled(Parsed((make.item(f"k{n}"),), coverage=words), ETAG)

    polling = answered(covering("all", 1), covering("all", 2), covering("orders", 3), covering("orders", 4), SAME)
    states = [await polling.poll() for _ in range(5)]
    assert ["source says that it publishes other kinds of entries"] == polling.told
    assert 1 == polling.metrics.counted("coverage_changes")
    assert "“orders”, no longer “all”" in condition_of(SPEC, states[-1], polling.clock.now()).reason


async def test_source_that_moved_is_asked_at_its_new_address_after_three_polls_and_a_day() -> None:
    moved = replace(SAME, moved_to=NEW)
    polling = answered(listing(range(3), moved_to=NEW), *[moved] * 2, SAME)
    for hours in (12, 12, 1, 0):
        await polling.tick()
        polling.clock.move(hours=hours)
    assert ["", "", "", NEW] == [asked.address for asked in polling.source.asked]


async def test_source_that_fails_at_its_new_address_is_asked_at_the_old_one_and_found_again() -> None:
    polling = answered(listing(range(3)), SourceError("it has nothing at this address"), replace(SAME, moved_to=NEW))
    await polling.poll()
    state = await polling.state()
    redirect = Redirect(NEW, 3, make.NOON - timedelta(days=2))
    state = replace(state, validators=replace(ETAG, address=NEW), habits=replace(state.habits, redirect=redirect))
    polling.store.state.sources[SPEC.id] = state
    for _ in range(2):
        state = await polling.poll()
    assert [NEW, ""] == [asked.address for asked in polling.source.asked[1:]]
    assert NEW == state.validators.address


async def test_wait_follows_what_the_answer_says_and_is_remembered_with_its_reason() -> None:
    hints = FeedHints(ttl=40 * MINUTE)
    polling = answered(Polled(Parsed((make.item("a"),), hints=hints), ETAG, min_interval=2 * MINUTE), SAME)
    state = await polling.poll()
    assert state.next_poll_at is not None
    assert 40 * MINUTE <= state.next_poll_at - make.NOON <= 44 * MINUTE
    assert (Pace.TTL, make.NOON + 2 * MINUTE) == (state.habits.pace, state.habits.may_ask_at)


DARK = StoryEvent(
    EventId("e"), MatterId("tiktok"), StoryId("s"), Action.POST, AlertLevel.BREAKING, make.NOON, "first report"
)


async def test_breaking_event_hastens_the_sources_of_its_matter() -> None:
    slow = replace(SAME, min_interval=30 * MINUTE, min_interval_hot=MINUTE)
    polling = answered(slow, slow)
    await polling.tick()
    polling.store.state.events[DARK.id] = DARK
    await polling.tick()
    assert make.NOON + MINUTE == (await polling.state()).next_poll_at
    state = await polling.poll()
    assert state.next_poll_at is not None
    assert MINUTE <= state.next_poll_at - polling.clock.now() <= 1.1 * MINUTE
    assert Pace.BREAKING is state.habits.pace


async def test_failing_source_is_not_hastened() -> None:
    polling = answered(SourceError("too many requests", retry_after=7 * HOUR))
    before = await polling.tick()
    polling.store.state.events[DARK.id] = DARK
    assert before == await polling.tick()
    assert before.next_poll_at is not None
    assert before.next_poll_at >= make.NOON + 7 * HOUR


async def test_near_deadline_makes_polls_frequent() -> None:
    polling = answered(replace(SAME, min_interval=2 * MINUTE, min_interval_hot=MINUTE / 2))
    matter = make.matter(sources=(SPEC,))
    await polling.store.items.open_matter(matter, versions_at(matter, make.NOON), [])
    polling.clock.at = make.FIRST_DUE - HOUR
    state = await polling.tick()
    assert state.next_poll_at is not None
    assert MINUTE / 2 <= state.next_poll_at - polling.clock.now() <= 0.55 * MINUTE


def breaking(n: int, scheme: str) -> Iterable[object]:
    for k in range(n):
        url = f"{scheme}://news.example/{k}"
        yield make.item(url, f"TikTok goes dark in the United States, part {k}", url=url)


@pytest.mark.parametrize("n", [3, 30])
async def test_new_guids_for_old_entries_are_no_news(n: int) -> None:
    before, after = (Polled(Parsed(tuple(breaking(n, scheme))), ETAG) for scheme in ("http", "https"))  # type: ignore[arg-type]
    polling = answered(before, after, after, replace(before, validators=Validators("e2")))
    states = [await polling.poll() for _ in range(4)]
    assert {make.NOON} == {state.last_new_at for state in states}
    assert [] == polling.told
    assert 1 == len(polling.store.state.events)
