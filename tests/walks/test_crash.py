"""The bot is killed at every point of the walk from ingest to receipt, against real Valkey and real chat libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.walks.crash_story import POINTS
from tests.walks.crash_walk import play

N_PER_POINT = 14
SEED = 20250119


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_nothing_is_lost_or_silently_repeated_when_the_bot_dies_anywhere(tmp_path: Path):
    walk = await play(tmp_path, N_PER_POINT, SEED)
    assert dict.fromkeys(POINTS, N_PER_POINT) == walk.deaths
    assert [] == walk.survivors + walk.failures
    assert {} == walk.findings.faults
    assert [] == walk.discord.problems + walk.telegram.problems
    assert 0 < walk.findings.n_repeats <= walk.deaths.total()
    # Both ways to keep a second Discord message out were needed: the nonce, and later the channel's history.
    assert len(walk.discord.kept()) < len(walk.discord.of("POST", "/messages"))
    assert [] != walk.discord.of("GET", "/messages")


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(("manners", "faults"), [("hasty", {"lost"}), ("forgetful", {"doubled", "unlabelled"})])
async def test_careless_bot_is_found_out_when_it_dies_anywhere(tmp_path: Path, manners: str, faults: set[str]):
    walk = await play(tmp_path, 2, SEED, manners)
    assert [] == walk.failures
    assert faults <= walk.findings.faults.keys()
