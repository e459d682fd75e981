"""How a source is: whether its silence can be trusted, since when, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.source import Condition, Gap, GapSign, Health, SourceSpec, SourceState
from bot.polling.working_time import working_time

TOLD_GAP_FOR = timedelta(days=1)
TOLD_COVERAGE_FOR = timedelta(days=7)
_FEWEST_ARRIVALS = 8
_PATIENCE = 2
_SHORTEST_SILENCE = timedelta(hours=12)

Finding = tuple[Health, datetime | None, str]


def condition_of(spec: SourceSpec, state: SourceState, now: datetime) -> Condition:
    """The worst that is true of the source. Shape: total; what is wrong comes with since when, as far as known."""
    found = _failing(state) or _waiting(state) or _gapped(state) or _silent(spec, state)
    health, since_at, reason = found or (Health.HEALTHY, None, _remarks(state, now))
    return Condition(health, since_at, reason, state.next_poll_at, state.habits.pace)


def _failing(state: SourceState) -> Finding | None:
    return None if state.is_healthy else (Health.FAILING, state.failing_since_at, state.problem)


def _waiting(state: SourceState) -> Finding | None:
    return (Health.WAITING, None, "it has not been asked yet") if state.last_ok_at is None else None


def _gapped(state: SourceState) -> Finding | None:
    gap = state.habits.gap
    return (Health.GAP_SUSPECTED, gap.at, gap_text(gap)) if gap is not None and gap.is_open else None


def _silent(spec: SourceSpec, state: SourceState) -> Finding | None:
    """Silent until the last poll that went well: while nobody asked, nothing was kept from us."""
    arrivals, last_ok_at = state.habits.arrivals, state.last_ok_at
    if len(arrivals) < _FEWEST_ARRIVALS or last_ok_at is None or last_ok_at - arrivals[-1] <= _SHORTEST_SILENCE:
        return None
    silence = working_time(arrivals[-1], last_ok_at, spec)
    if silence <= _SHORTEST_SILENCE:
        return None
    longest = max(working_time(one, other, spec) for one, other in pairwise(arrivals))
    if silence <= longest * _PATIENCE:
        return None
    reason = (
        f"nothing new in {_hours(silence)} of its working time; its longest silence before was {_hours(longest)}. "
        "Open its address in a browser and see whether it still publishes there"
    )
    return Health.STALE, arrivals[-1], reason


def gap_text(gap: Gap) -> str:
    """What a gap means, in a sentence."""
    between = f"between {gap.after_at:%Y-%m-%d %H:%M} and {gap.at:%Y-%m-%d %H:%M} UTC"
    if gap.sign is GapSign.SHRUNKEN:
        return f"it lists {gap.n_now} entries where it listed {gap.n_before}; some may be missing {between}"
    return f"none of its {gap.n_now} entries was known; some may have come and gone {between}"


def _remarks(state: SourceState, now: datetime) -> str:
    """What is worth saying of a healthy source."""
    gap, coverage = state.habits.gap, state.habits.coverage
    remarks = []
    if gap is not None and now - gap.at < TOLD_GAP_FOR:
        remarks.append(gap_text(gap))
    if coverage.changed_at is not None and now - coverage.changed_at < TOLD_COVERAGE_FOR:
        remarks.append(f"it says that it publishes “{coverage.text}”, no longer “{coverage.before}”")
    return "; ".join(remarks)


def _hours(length: timedelta) -> str:
    return f"{length / timedelta(hours=1):.0f} h"
