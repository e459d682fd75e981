"""Whether an authority's decision moves a deadline, and to when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.deadline import Deadline, DeadlineChange, DeadlineStatus
from bot.domain.event import Anchor, EventType, Scope, Stage, StatedTerm, Verdict

_LENGTH = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True)
class Stays:
    """The deadline does not move, and why."""

    reason: str


def move_for(
    verdict: Verdict,
    current: Deadline,
    *,
    signed_on: date,
    now: datetime,
    authority: str,
    link: str,
    ends: bool = False,
) -> DeadlineChange | Stays:
    """The change that an authority's verdict makes to the deadline in force, or why it makes none.

    The caller vouches that the text comes from an official or court source. An extension never moves a deadline
    back: an old order that is seen again states a date that has been superseded.
    """
    if ends:
        after = _next(current, current.due_at, DeadlineStatus.MET, authority, link, now)
        return DeadlineChange(current, after, "the authority ended the deadline")
    if verdict.event is not EventType.EXTENSION or verdict.stage is not Stage.ORDERED_OR_HAPPENED:
        return Stays(f"{verdict.event}/{verdict.stage} does not set a date")
    if verdict.scope not in (None, Scope.WATCHED):
        return Stays(f"speaks of another deadline ({verdict.scope})")
    if verdict.term is None:
        return Stays("no date or length is stated")
    until = stated_end(verdict.term, current, signed_on)
    if until is None:
        return Stays("the length states no day to count from")
    due_at = end_of_day(until, current.zone)
    if due_at <= current.due_at:
        return Stays(f"states {until}, not later than the date in force")
    after = _next(current, due_at, DeadlineStatus.EXTENDED, authority, link, now)
    return DeadlineChange(current, replace(after, n_extensions=current.n_extensions + 1), verdict.why)


def stated_end(term: StatedTerm, current: Deadline, signed_on: date) -> date | None:
    """The day a term ends: the stated one, else the stated length counted from its anchor; None without an anchor."""
    if term.until is not None:
        return term.until
    if term.length is None or term.anchor is None:
        return None
    zone = ZoneInfo(current.zone)
    start = signed_on if term.anchor is Anchor.SIGNED else current.due_at.astimezone(zone).date()
    return added(start, term.length)


def added(start: date, length: str) -> date | None:
    """`start` plus an ISO-8601 duration of years, months, weeks and days; a missing day becomes the month's last."""
    found = _LENGTH.fullmatch(length)
    if found is None:
        return None
    years, months, weeks, days = (int(n or 0) for n in found.groups())
    month0 = start.month - 1 + months
    year, month = start.year + years + month0 // 12, month0 % 12 + 1
    day = min(start.day, _days_in(year, month))
    return date(year, month, day) + timedelta(weeks=weeks, days=days)


def end_of_day(day: date, zone: str) -> datetime:
    """The last minute of a day in a zone, in UTC: a date without a time runs until its end."""
    return datetime.combine(day, _END_OF_DAY, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def _days_in(year: int, month: int) -> int:
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return (first_of_next - timedelta(days=1)).day


def _next(
    current: Deadline, due_at: datetime, status: DeadlineStatus, authority: str, link: str, now: datetime
) -> Deadline:
    return replace(
        current,
        version=current.version + 1,
        supersedes=current.version,
        due_at=due_at,
        status=status,
        authority=authority,
        link=link,
        decided_at=now,
        is_whole_day=True,
    )
