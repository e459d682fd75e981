from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.channel import Channel, Platform
from bot.domain.delivery import Urgency
from bot.domain.event import Action, AlertLevel, ReminderEvent, StoryEvent
from bot.domain.ids import DeadlineId, EventId, MatterId, StoryId, delivery_id_for
from bot.domain.subscription import LADDER, Subscription
from bot.pipeline.address import recipients
from tests import make

MATTER_ID = MatterId("tiktok")
DAY, WEEK = timedelta(hours=24), timedelta(days=7)


def subscription(chat_id: int, level: AlertLevel = AlertLevel.NOTABLE, **changes: object) -> Subscription:
    values = {"lang": "en", "zone": "UTC", "created_at": make.NOON - make.hours(1)} | changes
    return Subscription(Channel(Platform.TELEGRAM, chat_id), MATTER_ID, level, **values)  # type: ignore[arg-type]


def told(action: Action = Action.POST, level: AlertLevel = AlertLevel.BREAKING) -> StoryEvent:
    return StoryEvent(EventId("e"), MATTER_ID, StoryId("s"), action, level, make.NOON, "a reason")


def reminded(offset: timedelta, *nearer: timedelta) -> ReminderEvent:
    return ReminderEvent(
        EventId("r"), MATTER_ID, DeadlineId("divest"), 1, offset, make.NOON, timedelta(0), tuple(nearer)
    )


def chats(event: StoryEvent | ReminderEvent, *subscriptions: Subscription) -> list[str]:
    return [row.channel_id for row in recipients(event, subscriptions)]


LOUD, ALL = subscription(1, AlertLevel.BREAKING), subscription(2, AlertLevel.NOTABLE)


def test_breaking_news_goes_to_every_level():
    assert [LOUD.channel.id, ALL.channel.id] == chats(told(), LOUD, ALL)


def test_notable_news_goes_only_to_those_who_want_it():
    assert [ALL.channel.id] == chats(told(level=AlertLevel.NOTABLE), LOUD, ALL)


def test_an_edit_goes_to_everybody_whatever_the_level_and_age():
    late = subscription(3, AlertLevel.BREAKING, created_at=make.NOON + make.hours(1))
    assert [LOUD.channel.id, late.channel.id] == chats(told(Action.EDIT, AlertLevel.NOTABLE), LOUD, late)


@pytest.mark.parametrize("event", [told(), told(Action.REPLY), reminded(DAY)])
def test_who_subscribed_after_the_event_is_not_told(event: StoryEvent | ReminderEvent):
    assert [] == chats(event, subscription(3, created_at=make.NOON + timedelta(seconds=1)))


def test_who_subscribed_at_the_moment_of_the_event_is_told():
    assert [ALL.channel.id] == chats(told(), subscription(2, created_at=make.NOON))


def test_a_reminder_goes_to_those_who_want_its_offset():
    week_only = subscription(3, reminders=(WEEK,))
    assert [ALL.channel.id] == chats(reminded(DAY), ALL, week_only)


def test_a_reminder_leaves_the_word_to_a_nearer_one_that_is_due_too():
    week_only = subscription(3, reminders=(WEEK,))
    assert [week_only.channel.id] == chats(reminded(WEEK, DAY), ALL, week_only)


def test_a_reminder_asks_for_no_level():
    assert [LOUD.channel.id] == chats(reminded(DAY), LOUD)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (told(), Urgency.BREAKING),
        (told(Action.REPLY), Urgency.BREAKING),
        (told(level=AlertLevel.NOTABLE), Urgency.NOTABLE),
        (told(Action.EDIT), Urgency.UPDATE),
        (reminded(LADDER[0]), Urgency.REMINDER),
    ],
)
def test_urgency_follows_the_event(event: StoryEvent | ReminderEvent, expected: Urgency):
    assert [expected] == [row.urgency for row in recipients(event, [ALL])]


def test_the_same_event_gives_the_same_delivery_ids():
    event = told()
    assert recipients(event, [LOUD, ALL]) == recipients(event, [LOUD, ALL])
    assert delivery_id_for(event.id, LOUD.channel.id) == recipients(event, [LOUD])[0].delivery_id
