"""The real discord.py against the fake Discord: a logged-in sender, or a client that listens at the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import discord

from bot.delivery.discord_sender import DiscordSender
from bot.domain.channel import Channel, Platform
from bot.domain.delivery import Delivery, DeliveryState, Outcome
from bot.domain.event import Action, AlertLevel, StoryEvent
from bot.domain.ids import EventId, MatterId, StoryId, delivery_id_for
from bot.domain.message import Message, Span, Style, Tone
from bot.domain.subscription import Subscription
from handlers.call import Call, Reply
from handlers.discord_commands import DiscordClient, build_client
from tests.fakes.clock import StandingClock
from tests.fakes.discord_server import TOKEN, DiscordServer
from tests.make import NOON, matter

CHANNEL = Channel(Platform.DISCORD, 1001)
STORY = Message(
    title=(Span("[ORDERED · EXTENSION] "), Span("An order extends the deadline", Style.BOLD)),
    lines=((Span("Confirmed by White House."),), (Span("White House", url="https://gov.example/order"),)),
    footer=(Span("TikTok law · first seen "), Span("Jan 15", at=NOON)),
    tone=Tone.REPRIEVE,
)


@dataclass
class Answering:
    """A dispatcher that notes its calls and answers with what it is given."""

    answer: Callable[[Call], Awaitable[Reply]]
    calls: list[Call] = field(default_factory=list)

    async def handle(self, call: Call) -> Reply:
        self.calls.append(call)
        return await self.answer(call)


@dataclass
class Sending:
    """A logged-in sender and its Discord."""

    server: DiscordServer
    clock: StandingClock
    sender: DiscordSender

    async def send(self, message: Message = STORY, **changes: Any) -> Outcome:
        targets = {k: changes.pop(k) for k in ("edits", "replies_to") if k in changes}
        return await self.sender.send(delivery(**changes), message, **targets)

    def sent(self, channel: Channel = CHANNEL) -> list[dict[str, Any]]:
        """What stands in a channel, oldest first."""
        return self.server.messages[channel.chat_id]


@dataclass
class Listening:
    """A client at the gateway and its Discord."""

    server: DiscordServer
    client: DiscordClient
    dispatcher: Answering
    lost: list[tuple[Channel, str]]

    async def interact(self, event: dict[str, Any]) -> None:
        await self.server.gateway.dispatch("INTERACTION_CREATE", event)


def delivery(
    channel: Channel = CHANNEL,
    name: str = "e1",
    was: DeliveryState = DeliveryState.PENDING,
    first_tried_at: datetime = NOON,
    lang: str = "en",
) -> Delivery:
    event = StoryEvent(
        EventId(name), MatterId("tiktok"), StoryId("s1"), Action.POST, AlertLevel.BREAKING, NOON, "a reason"
    )
    return Delivery(
        id=delivery_id_for(event.id, channel.id),
        event=event,
        channel=channel,
        epoch=1,
        n_tries=1 if was is DeliveryState.PENDING else 2,
        was=was,
        first_tried_at=first_tried_at,
        subscription=Subscription(
            channel, MatterId("tiktok"), AlertLevel.NOTABLE, lang, "America/New_York", created_at=NOON
        ),
    )


async def says(text: str, *, is_ephemeral: bool = False) -> Reply:
    return Reply(Message(title=(Span(text),)), is_ephemeral)


@asynccontextmanager
async def discord_at(clock: StandingClock) -> AsyncIterator[DiscordServer]:
    """A fake Discord that real clients reach; nothing they said may have been wrong."""
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    try:
        async with DiscordServer(clock.now) as server:
            yield server
            assert server.problems == []
    finally:
        discord.http.Route.BASE = base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


@asynccontextmanager
async def sending(**options: Any) -> AsyncIterator[Sending]:
    """A sender whose client has logged in; no gateway."""
    clock = StandingClock()
    async with discord_at(clock) as server:
        client = client_for(server, Answering(lambda _: says("unused")), [])
        sender = DiscordSender(client, clock, **options)
        async with client:
            await client.login(TOKEN)
            yield Sending(server, clock, sender)


@asynccontextmanager
async def listening(answer: Callable[[Call], Awaitable[Reply]] | None = None) -> AsyncIterator[Listening]:
    """A client that has identified itself at the gateway."""
    dispatcher = Answering(answer or (lambda _: says("Understood.")))
    lost: list[tuple[Channel, str]] = []
    async with discord_at(StandingClock()) as server:
        client = client_for(server, dispatcher, lost)
        async with asyncio.TaskGroup() as group, client:
            group.create_task(client.start(TOKEN))
            await server.gateway.until_said(2)
            yield Listening(server, client, dispatcher, lost)
            await client.close()


def client_for(server: DiscordServer, dispatcher: Answering, lost: list[tuple[Channel, str]]) -> DiscordClient:
    async def note(channel: Channel, reason: str) -> None:
        lost.append((channel, reason))

    return build_client(dispatcher, [matter()], note, api_base=server.api, gateway=server.gateway_url)  # type: ignore[arg-type]
