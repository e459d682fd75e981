"""The ladder of reminders before a deadline, which rung speaks after downtime, and who still wants it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.deadline import Deadline, DeadlineStatus, Reminder
from bot.domain.event import ReminderEvent
from bot.domain.ids import event_id_for
from bot.domain.subscription import LADDER, Subscription

_OPEN = frozenset({DeadlineStatus.PENDING, DeadlineStatus.EXTENDED})


def ladder_for(deadline: Deadline, now: datetime) -> tuple[Reminder, ...]:
    """The reminders still ahead of `now`, earliest first; none for a deadline that is met, stayed, lapsed or moot.

    Offsets are counted in UTC: "24 h before" is 24 hours, also over a change to summer time.
    """
    if deadline.status not in _OPEN:
        return ()
    rungs = (
        Reminder(deadline.matter_id, deadline.id, deadline.version, offset, deadline.due_at - offset)
        for offset in LADDER
    )
    return tuple(r for r in rungs if r.fire_at > now)


def reminder_event(reminder: Reminder, due: Sequence[Reminder], now: datetime) -> ReminderEvent:
    """The event of a due reminder; `due` are all that are due for the same deadline version, this one among them."""
    nearer = tuple(sorted((r.offset for r in due if r.offset < reminder.offset), reverse=True))
    return ReminderEvent(
        id=event_id_for("reminder", reminder.id),
        matter_id=reminder.matter_id,
        deadline_id=reminder.deadline_id,
        version=reminder.version,
        offset=reminder.offset,
        at=now,
        late_by=now - reminder.fire_at,
        nearer=nearer,
    )


def silence_for(reminder: Reminder, current: Deadline | None) -> str:
    """Why a due reminder must not be sent to anyone; empty when it must."""
    if current is None:
        return "the deadline is gone"
    if current.version != reminder.version:
        return f"superseded by version {current.version}"
    if current.status not in _OPEN:
        return f"the deadline is {current.status}"
    return ""


def is_wanted_by(subscription: Subscription, event: ReminderEvent) -> bool:
    """True when this rung is the nearest due one that the subscription wants."""
    return event.offset in subscription.reminders and not any(o in subscription.reminders for o in event.nearer)
