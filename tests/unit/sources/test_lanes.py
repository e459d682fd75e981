"""Turns at hosts: one at a time, and not too many in all."""

from __future__ import annotations

import asyncio

import pytest

from bot.sources.net.lanes import Lanes
from tests.unit.sources.support import LoopClock


async def crowd(lanes: Lanes, hosts: list[str]) -> int:
    """How many were at work at once, when everybody comes at the same time."""
    n_working = most = 0

    async def work(host: str) -> None:
        nonlocal n_working, most
        async with lanes.turn(host):
            n_working += 1
            most = max(most, n_working)
            await asyncio.sleep(0)
            n_working -= 1

    async with asyncio.TaskGroup() as group:
        for host in hosts:
            group.create_task(work(host))
    return most


async def test_one_host_is_asked_once_at_a_time():
    assert 1 == await crowd(Lanes(LoopClock(), pause_s=0, n_at_once=16), ["a.example"] * 8)


async def test_different_hosts_are_asked_together_up_to_a_number():
    lanes = Lanes(LoopClock(), pause_s=0, n_at_once=3)
    assert 3 == await crowd(lanes, [f"{i}.example" for i in range(8)])


async def test_own_servers_are_asked_together_up_to_a_number():
    assert 5 == await crowd(Lanes(LoopClock(), pause_s=60, n_at_once=5), [""] * 8)


async def test_hosts_asked_long_ago_are_forgotten():
    lanes = Lanes(LoopClock(), pause_s=0, n_at_once=16)
    await crowd(lanes, [f"{i}.example" for i in range(2_000)])
    await crowd(lanes, ["new.example"])
    assert ["new.example"] == list(lanes._lanes)


async def test_turn_is_given_back_when_its_work_is_cancelled():
    lanes = Lanes(LoopClock(), pause_s=0, n_at_once=1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01), lanes.turn("a.example"):
            await asyncio.Event().wait()
    assert 1 == await crowd(lanes, ["a.example"])
