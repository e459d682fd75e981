"""Who gets an event, and how urgent it is there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.deadlines.reminders import is_wanted_by
from bot.domain.delivery import Addressed, Urgency
from bot.domain.event import Action, AlertLevel, Event, ReminderEvent
from bot.domain.ids import delivery_id_for
from bot.domain.subscription import Subscription


def recipients(event: Event, subscriptions: Sequence[Subscription]) -> tuple[Addressed, ...]:
    """The rows for those subscriptions that want the event; the same input gives the same delivery ids."""
    urgency = urgency_of(event)
    return tuple(
        Addressed(delivery_id_for(event.id, s.channel.id), s.channel.id, urgency)
        for s in subscriptions
        if _is_wanted(event, s)
    )


def _is_wanted(event: Event, subscription: Subscription) -> bool:
    """An edit goes to everybody: whoever has the message should not be left with an old one, the others are skipped
    when it is sent. Who subscribed after other events was told by the answer to the subscription.
    """
    if not isinstance(event, ReminderEvent) and event.action is Action.EDIT:
        return True
    if subscription.created_at > event.at:
        return False
    if isinstance(event, ReminderEvent):
        return is_wanted_by(subscription, event)
    return event.level.rank >= subscription.level.rank


def urgency_of(event: Event) -> Urgency:
    if isinstance(event, ReminderEvent):
        return Urgency.REMINDER
    if event.action is Action.EDIT:
        return Urgency.UPDATE
    return Urgency.BREAKING if event.level is AlertLevel.BREAKING else Urgency.NOTABLE
