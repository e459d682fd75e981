"""What a poll teaches about its source, and what the next one asks with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.source import Coverage, Gap, Habits, Polled, Redirect, SourceState, Validators
from bot.polling.gap import gap_after, window_after

FULL_AFTER = timedelta(hours=6)
"""A server may answer "not modified" for ever."""

AGREED_AFTER_POLLS = 3
AGREED_AFTER = timedelta(days=1)
MOST_ARRIVALS = 24
_WORD = re.compile(r"\w[\w-]*")


@dataclass(frozen=True, slots=True)
class Found:
    """What was in an answer that had changed. Shape: of `n_items` different ones `n_new` had not been seen before."""

    n_items: int
    n_new: int

    @property
    def n_known(self) -> int:
        return self.n_items - self.n_new


def asked_with(state: SourceState, now: datetime) -> Validators:
    """The validators to send: now and then, and where it has moved and fails, none, at the pack's own address."""
    stored, in_full_at = state.validators, state.habits.in_full_at
    is_due = in_full_at is None or not timedelta(0) <= now - in_full_at < FULL_AFTER
    is_lost = bool(stored.address) and not state.is_healthy
    return Validators(body_hash=stored.body_hash) if is_due or is_lost else stored


def habits_after(before: SourceState, asked: Validators, polled: Polled, found: Found | None, now: datetime) -> Habits:
    """The habits as a poll that went well leaves them; `found` is None when nothing changed."""
    habits = replace(
        before.habits,
        in_full_at=before.habits.in_full_at if asked.is_conditional else now,
        redirect=before.habits.redirect if asked.address else redirect_after(before.habits.redirect, polled, now),
    )
    if found is None or polled.parsed is None:
        return habits
    gap = gap_after(before, found.n_items, found.n_known, now)
    has_news = found.n_new > 0 and before.is_baselined
    return replace(
        habits,
        arrivals=(*habits.arrivals, now)[-MOST_ARRIVALS:] if has_news else habits.arrivals,
        n_window=window_after(before, found.n_items, gap),
        gap=gap,
        hints=polled.parsed.hints,
        coverage=coverage_after(habits.coverage, polled.parsed.coverage, now),
    )


def redirect_after(before: Redirect, polled: Polled, now: datetime) -> Redirect:
    """The redirect with one more poll counted; another target starts anew, an answer in place ends it."""
    if not polled.moved_to:
        return Redirect()
    if polled.moved_to == before.to:
        return replace(before, n_polls=before.n_polls + 1)
    return Redirect(polled.moved_to, 1, now)


def validators_after(asked: Validators, polled: Polled, redirect: Redirect, now: datetime) -> Validators:
    """What to store for the next poll, with the address that a permanent redirect has led to for long enough."""
    return replace(polled.validators, address=asked.address or _agreed(redirect, now))


def _agreed(redirect: Redirect, now: datetime) -> str:
    is_old = redirect.since_at is not None and now - redirect.since_at >= AGREED_AFTER
    return redirect.to if is_old and redirect.n_polls >= AGREED_AFTER_POLLS else ""


def coverage_after(before: Coverage, text: str, now: datetime) -> Coverage:
    """The coverage with what the source says now; the same words in another order are no change."""
    if not text or _words(text) == _words(before.text):
        return before
    return Coverage(text, before.text, now) if before.text else Coverage(text)


def gap_opened(before: Habits, after: Habits) -> Gap | None:
    """The gap that a poll found, if it found one."""
    return after.gap if after.gap is not None and after.gap.is_open and after.gap != before.gap else None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
