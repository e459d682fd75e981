"""What is agreed with hubs, step by step: asked for, confirmed, renewed, ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.ids import SourceId
from bot.domain.source import Habits, HubLease, HubLink, HubMode

ASKED_FOR = timedelta(days=10)
LONGEST = timedelta(days=30)
SHORTEST = timedelta(minutes=10)
RENEWED_AFTER = 0.8
CONFIRMED_WITHIN = timedelta(minutes=10)
"""How long after a request its hub may confirm it."""

_UNHEARD = "it took the request and never confirmed it; check that web.public_url can be reached from outside"
_DENIED_FOR = timedelta(days=1)
_LONGEST_BACKOFF = timedelta(days=1)
_MAX_DOUBLINGS = 8


def learnt(
    before: HubLease | None, source_id: SourceId, link: HubLink | None, now: datetime, chance: Callable[[], str]
) -> HubLease | None:
    """The lease after a feed has named its hub, or none; None when nothing changes by it.

    Shape: another hub or name begins anew, with a callback and a secret of its own.
    """
    if link is None:
        return unwanted(before, now) if before is not None else None
    if before is None or before.link != link:
        version = 1 if before is None else before.version + 1
        return HubLease(source_id, link, chance(), chance(), now, version)
    return None if before.is_wanted else _next(before, is_wanted=True, next_ask_at=now, n_fails=0)


def unwanted(before: HubLease, now: datetime) -> HubLease | None:
    """The lease of a source that is no longer watched or names no hub; None when that is known."""
    return _next(before, is_wanted=False, next_ask_at=now, n_fails=0) if before.is_wanted else None


def is_live(lease: HubLease, now: datetime) -> bool:
    """Whether the hub has promised to push now."""
    return lease.verified_at is not None and lease.ends_at is not None and now < lease.ends_at


def is_over(lease: HubLease, now: datetime) -> bool:
    """Whether nothing is left of a lease that nobody wants."""
    return not lease.is_wanted and not is_live(lease, now)


def is_due(lease: HubLease, now: datetime) -> bool:
    """Whether its hub is to be asked now. What was set by a clock that was set back since holds no longer."""
    return lease.next_ask_at <= now or (lease.asked_at is not None and lease.asked_at > now)


def carries(lease: HubLease | None, habits: Habits, now: datetime) -> bool:
    """Whether the hub pushes in truth: it has pushed, and no poll has found since what it did not push."""
    if lease is None or not is_live(lease, now) or lease.pushed_at is None:
        return False
    return not habits.arrivals or habits.arrivals[-1] <= lease.pushed_at


def asked(before: HubLease, now: datetime) -> HubLease:
    """The lease as its request leaves: stored first, as a hub may confirm before it answers.

    It counts as failed until it is confirmed.
    """
    mode = HubMode.SUBSCRIBE if before.is_wanted else HubMode.UNSUBSCRIBE
    is_unheard = before.n_fails > 0 and before.asked is not None
    problem = _UNHEARD if is_unheard else before.problem
    request = {"asked": mode, "asked_at": now, "next_ask_at": now + _backoff(before)}
    return _next(before, **request, n_fails=before.n_fails + 1, problem=problem)


def refused(before: HubLease, problem: str, retry_after: timedelta | None, now: datetime) -> HubLease:
    """The lease after a request that the hub did not accept; what it promised before still holds."""
    wait = max(before.next_ask_at - now, retry_after or timedelta(0))
    return _next(before, asked=None, next_ask_at=now + wait, problem=problem)


def confirmed(before: HubLease, mode: str, topic: str, lasts: timedelta, now: datetime) -> HubLease | None:
    """The lease that a hub confirms; None when it is not what was asked for, or no longer.

    Shape: a confirmation may be repeated, as the answer to it can be lost. Of a long lease `LONGEST` counts.
    """
    if mode != before.asked or topic != before.link.topic or before.asked_at is None:
        return None
    if not timedelta(0) <= now - before.asked_at < CONFIRMED_WITHIN:
        return None
    if before.asked is HubMode.UNSUBSCRIBE:
        return _next(before, verified_at=None, ends_at=None)
    if lasts < SHORTEST:
        return None
    held = min(lasts, LONGEST)
    promise = {"verified_at": now, "ends_at": now + held, "next_ask_at": now + held * RENEWED_AFTER}
    return _next(before, **promise, n_fails=0, problem="")


def denied(before: HubLease, topic: str, reason: str, now: datetime) -> HubLease | None:
    """The lease that a hub denies, or ends; None when it is about something else."""
    if topic != before.link.topic:
        return None
    ended = {"asked": None, "verified_at": None, "ends_at": None, "next_ask_at": now + _DENIED_FOR}
    problem = f"the hub denies it: {reason or 'no reason given'}"
    return _next(before, **ended, n_fails=before.n_fails + 1, problem=problem)


def pushed(before: HubLease, now: datetime) -> HubLease:
    return _next(before, pushed_at=now)


def _next(before: HubLease, **changes: object) -> HubLease:
    return replace(before, version=before.version + 1, **changes)  # type: ignore[arg-type]


def _backoff(before: HubLease) -> timedelta:
    return min(CONFIRMED_WITHIN * (1 << min(before.n_fails, _MAX_DOUBLINGS)), _LONGEST_BACKOFF)
