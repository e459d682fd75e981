import asyncio
from typing import Any

import pytest

from bot.domain.channel import Channel, Platform
from tests.e2e.discord_kit import Listening, listening
from tests.fakes.discord_gateway import IDENTIFY, RESUME
from tests.fakes.discord_interactions import interaction
from tests.fakes.discord_server import GUILD_ID

CALLBACK = "/callback"
TEXT = {
    "id": "1001",
    "type": 0,
    "name": "alerts",
    "position": 0,
    "permission_overwrites": [],
    "guild_id": str(GUILD_ID),
}
THREAD = {
    "id": "1002", "type": 11, "name": "a thread", "parent_id": "1001", "owner_id": "1", "guild_id": str(GUILD_ID),
    "message_count": 1, "member_count": 1, "flags": 0,
    "thread_metadata": {"archived": False, "auto_archive_duration": 60, "archive_timestamp": "2025-01-15T12:00:00Z"},
}  # fmt: skip


async def until_it_is_asked_again(kit: Listening, interaction_id: int, n: int) -> list[Any]:
    """The callbacks so far, once a further interaction has been answered: whatever came before it has been heard."""
    await kit.interact(interaction("status", interaction_id=interaction_id))
    return await kit.server.until("POST", CALLBACK, n)


async def test_resume_when_the_gateway_asks_to_reconnect():
    async with listening() as kit:
        await kit.server.gateway.reconnect()
        await kit.server.gateway.until_said(RESUME)
        assert 1 == len(await until_it_is_asked_again(kit, 9001, 1))


async def test_resume_when_the_connection_broke_hears_what_it_missed():
    async with listening() as kit:
        await kit.server.gateway.close(4000)
        await kit.server.gateway.until_silent()
        await kit.interact(interaction("status"))
        await kit.server.gateway.until_said(RESUME)
        await kit.server.until("POST", CALLBACK)
        assert 1 == len(kit.dispatcher.calls)


async def test_resume_when_the_session_is_invalid_but_may_go_on():
    async with listening() as kit:
        await kit.server.gateway.invalidate(may_resume=True)
        await kit.server.gateway.until_said(RESUME)
        assert 1 == len(await until_it_is_asked_again(kit, 9001, 1))


async def test_identity_when_the_session_is_lost(monkeypatch: pytest.MonkeyPatch):
    async def at_once(*_: object, **__: object) -> None:
        await asyncio.sleep(0)

    async with listening() as kit:
        monkeypatch.setattr(kit.client, "before_identify_hook", at_once)  # discord.py's own waits five seconds
        await kit.server.gateway.invalidate(may_resume=False)
        await kit.server.gateway.until_said(IDENTIFY, 2)
        assert 1 == len(await until_it_is_asked_again(kit, 9001, 1))


async def test_command_when_it_is_dispatched_twice_is_answered_once():
    async with listening() as kit:
        await kit.interact(interaction("status", interaction_id=9001))
        await kit.interact(interaction("status", interaction_id=9001))
        await until_it_is_asked_again(kit, 9002, 2)
        assert 2 == len(kit.dispatcher.calls)


async def test_lost_when_the_bot_is_removed_from_a_server():
    async with listening() as kit:
        guild = {**kit.server.guild, "channels": [TEXT], "threads": [THREAD]}
        await kit.server.gateway.dispatch("GUILD_CREATE", guild)
        await kit.server.gateway.dispatch("GUILD_DELETE", {"id": str(GUILD_ID)})
        await until_it_is_asked_again(kit, 9001, 1)
        reason = "the bot was removed from the server"
        assert [(Channel(Platform.DISCORD, n), reason) for n in (1001, 1002)] == kit.lost


async def test_lost_when_a_server_only_has_an_outage():
    async with listening() as kit:
        await kit.server.gateway.dispatch("GUILD_CREATE", {**kit.server.guild, "channels": [TEXT]})
        await kit.server.gateway.dispatch("GUILD_DELETE", {"id": str(GUILD_ID), "unavailable": True})
        await until_it_is_asked_again(kit, 9001, 1)
        assert [] == kit.lost


@pytest.mark.parametrize(
    ("event", "gone", "expected"), [("CHANNEL_DELETE", TEXT, {1001, 1002}), ("THREAD_DELETE", THREAD, {1002})]
)
async def test_lost_when_a_channel_is_deleted(event: str, gone: dict[str, Any], expected: set[int]):
    async with listening() as kit:
        await kit.server.gateway.dispatch("GUILD_CREATE", {**kit.server.guild, "channels": [TEXT], "threads": [THREAD]})
        await kit.server.gateway.dispatch(event, gone)
        await until_it_is_asked_again(kit, 9001, 1)
        assert {(Channel(Platform.DISCORD, n), "the channel was deleted") for n in expected} == set(kit.lost)
