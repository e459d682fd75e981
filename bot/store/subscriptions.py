"""Who follows what, in Redis."""

from __future__ import annotations

from bot.domain.channel import Channel
from bot.domain.ids import ChannelId, MatterId
from bot.domain.matter import Follow
from bot.domain.subscription import Subscription
from bot.store.codec import FOLLOW, SUBSCRIPTION
from bot.store.connection import Connection
from bot.store.fields import subscriptions_from
from bot.store.keys import Key

CHUNK = 500


class RedisSubscriptions:
    """The SubscriptionStore port."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._redis = connection.redis

    async def subscribe(self, subscription: Subscription) -> bool:
        channel, matter_id = subscription.channel.id, subscription.matter_id
        body = SUBSCRIPTION.encode(subscription)
        return bool(await self._connection.run("subscriptions/subscribe", channel, matter_id, body))

    async def unsubscribe(self, channel: Channel, matter_id: MatterId) -> bool:
        return bool(await self._connection.run("subscriptions/unsubscribe", channel.id, matter_id))

    async def of_channel(self, channel: Channel) -> list[Subscription]:
        pipe = self._redis.pipeline(transaction=False)
        for matter_id in sorted(await self._connection.ask(self._redis.smembers(Key.FOLLOWED + channel.id))):
            pipe.hget(Key.SUBSCRIPTIONS + matter_id, channel.id)
        bodies = await self._connection.ask(pipe.execute())
        return [s for body in bodies for s in subscriptions_from({channel.id: body})]

    async def of_matter(self, matter_id: MatterId, cursor: int = 0) -> tuple[list[Subscription], int]:
        rows = await self._connection.ask(
            self._redis.zrangebyscore(
                Key.FOLLOWERS + matter_id, f"({cursor}", "+inf", start=0, num=CHUNK, withscores=True
            )
        )
        if not rows:
            return [], 0
        channels = [ChannelId(channel) for channel, _ in rows]
        bodies = await self._connection.ask(self._redis.hmget(Key.SUBSCRIPTIONS + matter_id, channels))
        next_cursor = int(rows[-1][1]) if len(rows) == CHUNK else 0
        return list(subscriptions_from(dict(zip(channels, bodies, strict=True)))), next_cursor


class RedisFollows:
    """The FollowStore port."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._redis = connection.redis

    async def save(self, follow: Follow, subscription: Subscription) -> bool:
        bodies = FOLLOW.encode(follow), SUBSCRIPTION.encode(subscription)
        return bool(await self._connection.run("follows/save", subscription.channel.id, follow.id, *bodies))

    async def remove(self, channel: Channel, follow_id: MatterId) -> bool:
        return bool(await self._connection.run("follows/remove", channel.id, follow_id))

    async def all(self) -> list[Follow]:
        bodies = await self._connection.ask(self._redis.hvals(Key.FOLLOWS))
        return sorted(FOLLOW.readable(bodies), key=lambda f: (f.created_at, f.id))
