"""The text of a delivery, made when it is sent: from the story and the deadline as they stand then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.deadlines.reminders import silence_for
from bot.domain.deadline import Deadline, Reminder
from bot.domain.delivery import Delivery
from bot.domain.event import Action, ReminderEvent, StoryEvent
from bot.domain.ids import DeadlineId, MatterId
from bot.domain.matter import Matter
from bot.domain.message import Message
from bot.domain.subscription import Subscription
from bot.pipeline.cluster import disagreeing
from bot.ports import Clock, DeadlineStore, ItemStore
from bot.render.digest_message import digest_message
from bot.render.phrases import Phrases
from bot.render.reminder_message import reminder_message
from bot.render.story_message import story_message

_N_COMPARED = 20


@dataclass(frozen=True, slots=True)
class Composed:
    """A message and what it does to the chat: `edits` or `replies_to` hold a message id, or are empty."""

    message: Message
    edits: str = ""
    replies_to: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why nothing is to be sent any more."""

    reason: str


class Composer:
    """Turns a claimed delivery into its message, or into the reason why there is none."""

    def __init__(
        self,
        matters: Sequence[Matter],
        items: ItemStore,
        deadlines: DeadlineStore,
        phrases: Callable[[str], Phrases],
        clock: Clock,
    ) -> None:
        self._matters = matters
        self._items = items
        self._deadlines = deadlines
        self._phrases = phrases
        self._clock = clock

    async def compose(self, delivery: Delivery) -> Composed | Nothing:
        """Raises: StoreError."""
        if delivery.gathered:
            return await self._digest(delivery.gathered)
        subscription, matter = delivery.subscription, self._find_matter(delivery.event.matter_id)
        if subscription is None:
            return Nothing("the channel no longer follows the matter")
        if matter is None:
            return Nothing("the matter's pack is no longer there")
        if isinstance(delivery.event, ReminderEvent):
            return await self._reminder(delivery.event, subscription, matter)
        return await self._story(delivery.event, subscription, matter, delivery)

    async def _digest(self, parts: Sequence[Delivery], edits: str = "") -> Composed | Nothing:
        """Of what is still to be said."""
        composed = [await self.compose(part) for part in parts]
        messages = [one.message for one in composed if isinstance(one, Composed)]
        lang = next((part.subscription.lang for part in parts if part.subscription), "")
        if not messages:
            return Nothing("nothing of the digest is to be said any more")
        return Composed(digest_message(messages, self._phrases(lang)), edits=edits)

    async def _story(
        self, event: StoryEvent, subscription: Subscription, matter: Matter, delivery: Delivery
    ) -> Composed | Nothing:
        message_id = delivery.story_message_id
        if event.action is Action.EDIT and delivery.told_with:
            return await self._digest(delivery.told_with, edits=delivery.told_in)
        story = await self._items.find_story(event.matter_id, event.story_id)
        if story is None:
            return Nothing("the story is gone")
        if event.action is Action.EDIT and not message_id:
            return Nothing("this channel has no message of the story")
        deadline = event.change.after if event.change else await self._watched(event.matter_id)
        phrases = self._phrases(subscription.lang)
        others = disagreeing(story, await self._items.latest(event.matter_id, _N_COMPARED)) if story.term else ()
        now = self._clock.now()
        message = story_message(story, event, deadline, matter, phrases, subscription.zone, now, others)
        if event.action is Action.EDIT:
            return Composed(message, edits=message_id)
        return Composed(message, replies_to=message_id or delivery.told_in)

    async def _reminder(self, event: ReminderEvent, subscription: Subscription, matter: Matter) -> Composed | Nothing:
        current = await self._find(event.matter_id, event.deadline_id)
        rung = Reminder(event.matter_id, event.deadline_id, event.version, event.offset, event.at - event.late_by)
        reason = silence_for(rung, current)
        if reason or current is None:
            # Queued before the deadline moved: "1 hour left" after an extension would be a lie.
            return Nothing(reason)
        phrases = self._phrases(subscription.lang)
        return Composed(reminder_message(event, current, matter, phrases, subscription.zone, self._clock.now()))

    def _find_matter(self, matter_id: MatterId) -> Matter | None:
        return next((m for m in self._matters if m.id == matter_id), None)

    async def _watched(self, matter_id: MatterId) -> Deadline | None:
        return next(iter(await self._deadlines.current(matter_id)), None)

    async def _find(self, matter_id: MatterId, deadline_id: DeadlineId) -> Deadline | None:
        return next((d for d in await self._deadlines.current(matter_id) if d.id == deadline_id), None)
