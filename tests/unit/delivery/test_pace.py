"""No rate is ever broken, one silenced chat holds up no other, and the urgent goes first."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import LONGEST_WAIT_S, Gate, Pace, Rate, Window
from bot.domain.channel import Channel, Platform
from bot.domain.delivery import Urgency
from tests.fakes.loop_clock import LoopClock

ALL, CHAT, GROUP = Rate(30, 1.0), Rate(1, 1.0), Rate(20, 60.0)


def chat(number: int, thread_id: int = 0) -> Channel:
    return Channel(Platform.TELEGRAM, number, thread_id)


def sent_by(pace: Pace, channel: Channel, n: int, start_s: float = 0.0) -> list[float]:
    """When `n` messages to one chat leave, each as early as it may."""
    at, times = start_s, []
    for _ in range(n):
        at += pace.delay_for(channel, at)
        pace.take(channel, at)
        times.append(at)
    return times


def most_within(times: list[float], per_s: float) -> int:
    return max(sum(start <= t < start + per_s for t in times) for start in times)


def test_one_chat_gets_one_message_a_second():
    assert [0.0, 1.0, 2.0] == sent_by(Pace(), chat(5), 3)


def test_a_group_gets_twenty_a_minute():
    times = sent_by(Pace(), chat(-5), 41)
    assert [19.0, 60.0, 79.0, 120.0] == [times[n] for n in (19, 20, 39, 40)]


def test_thirty_chats_at_once_and_the_next_a_second_later():
    pace = Pace()
    times = [sent_by(pace, chat(n), 1)[0] for n in range(1, 31)]
    assert ([0.0] * 30, 1.0) == (times, pace.delay_for(chat(31), 0.0))


def test_topics_share_the_pace_of_their_chat():
    pace = Pace()
    pace.take(chat(-5, 2), 0.0)
    assert 1.0 == pace.delay_for(chat(-5, 3), 0.0)


def test_a_silenced_chat_holds_up_no_other():
    pace = Pace()
    pace.park(chat(-5), 10.0, 3600.0)
    assert (3600.0, 0.0) == (pace.delay_for(chat(-5, 9), 10.0), pace.delay_for(chat(6), 10.0))


def test_a_silence_ends():
    pace = Pace()
    pace.park(chat(-5), 10.0, 30.0)
    assert 0.0 == pace.delay_for(chat(-5), 40.0)


def test_idle_chats_are_forgotten():
    pace = Pace(overall=Rate(1_000_000, 1.0))
    for n in range(1, 5001):
        pace.take(chat(n), n / 100)
    assert 100 == len(pace._lanes)


@given(st.integers(1, 5), st.floats(0.1, 60), st.lists(st.floats(0, 20), min_size=1, max_size=60))
def test_a_window_is_never_broken(n, per_s, gaps):
    window = Window(Rate(n, per_s))
    at, times = 0.0, []
    for gap in gaps:
        at += gap
        while (wait := window.wait_s(at)) > 0:
            at += wait
        window.take(at)
        times.append(at)
    # A hair less than the window: sums of floats are not exact.
    assert most_within(times, per_s * (1 - 1e-9)) <= n


@given(st.lists(st.tuples(st.integers(-3, 3), st.floats(0, 0.3)), min_size=1, max_size=200))
def test_no_limit_is_broken_whatever_is_asked(asked):
    pace = Pace()
    at, by_chat, everything = 0.0, {}, []
    for number, gap in asked:
        at += gap
        while (wait := pace.delay_for(chat(number), at)) > 0:
            at += wait
        pace.take(chat(number), at)
        by_chat.setdefault(number, []).append(at)
        everything.append(at)
    hair = 1 - 1e-9
    assert most_within(everything, hair) <= 30
    assert all(most_within(times, hair) <= 1 for times in by_chat.values())
    assert all(most_within(times, 60 * hair) <= 20 for number, times in by_chat.items() if number < 0)


async def test_the_gate_lets_the_urgent_go_first():
    gate = Gate(Pace(overall=Rate(1, 0.05)), LoopClock())
    left: list[Urgency] = []

    async def leave(number: int, urgency: Urgency) -> None:
        assert 0.0 == await gate.admit(chat(number), urgency)
        left.append(urgency)

    async with asyncio.TaskGroup() as group:
        for number, urgency in enumerate((Urgency.NOTABLE, Urgency.UPDATE, Urgency.REMINDER, Urgency.BREAKING), 1):
            group.create_task(leave(number, urgency))
    # The first was alone when it came, and went at once.
    assert [Urgency.NOTABLE, Urgency.BREAKING, Urgency.REMINDER, Urgency.UPDATE] == left


async def test_the_gate_gives_back_what_would_wait_too_long():
    pace, clock = Pace(), LoopClock()
    pace.park(chat(-5), clock.monotonic(), 3600.0)
    wait_s = await Gate(pace, clock).admit(chat(-5), Urgency.BREAKING)
    assert LONGEST_WAIT_S < wait_s <= 3600.0


async def test_a_cancelled_wait_leaves_no_trace():
    pace, clock = Pace(overall=Rate(1, 60.0), chat=Rate(1, 0.5)), LoopClock()
    gate = Gate(pace, clock)
    pace.take(chat(5), clock.monotonic() - 59.0)
    waiting = asyncio.ensure_future(gate.admit(chat(5), Urgency.BREAKING))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert [] == gate._waiting


async def test_many_chats_go_out_as_fast_as_the_platform_takes_them():
    clock = LoopClock()
    gate = Gate(Pace(overall=Rate(30, 0.1)), clock)
    places = asyncio.Semaphore(16)  # as many as the delivery loop has in flight

    async def leave(number: int) -> None:
        async with places:
            assert 0.0 == await gate.admit(chat(number), Urgency.NOTABLE)

    start_s = clock.monotonic()
    async with asyncio.TaskGroup() as group:
        for number in range(1, 151):
            group.create_task(leave(number))
    assert 0.4 <= clock.monotonic() - start_s < 0.9
