"""The matters that channels made for themselves, in memory."""

from __future__ import annotations

from bot.domain.channel import Channel
from bot.domain.ids import MatterId
from bot.domain.matter import Follow
from bot.domain.subscription import Subscription
from bot.store.keys import LIMITS
from bot.store.memory.items import MemorySubscriptions
from bot.store.memory.state import State


class MemoryFollows:
    """The FollowStore port."""

    def __init__(self, state: State, subscriptions: MemorySubscriptions) -> None:
        self._state = state
        self._subscriptions = subscriptions

    async def save(self, follow: Follow, subscription: Subscription) -> bool:
        known, channel = self._state.follows, subscription.channel.id
        n_own = sum(channel in self._state.followers[matter_id] for matter_id in known)
        is_full = n_own >= LIMITS["follows_of_channel"] or len(known) >= LIMITS["follows_in_all"]
        if follow.id not in known and is_full:
            return False
        known[follow.id] = follow
        await self._subscriptions.subscribe(subscription)
        return True

    async def remove(self, channel: Channel, follow_id: MatterId) -> bool:
        state = self._state
        if follow_id not in state.follows or channel.id not in state.followers[follow_id]:
            return False
        await self._subscriptions.unsubscribe(channel, follow_id)
        del state.follows[follow_id]
        state.stories.pop(follow_id, None)
        state.revisions[follow_id] += 1
        return True

    async def all(self) -> list[Follow]:
        return sorted(self._state.follows.values(), key=lambda f: (f.created_at, f.id))
