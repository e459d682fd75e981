import asyncio
from collections.abc import Callable
from typing import Any

import discord
import pytest

from bot.domain.channel import Channel, Platform
from handlers.call import Call, Reply
from handlers.commands import COMMANDS
from handlers.discord_commands import menu_payload
from tests.e2e.discord_kit import CHANNEL, Answering, Listening, client_for, discord_at, listening, says
from tests.fakes.clock import StandingClock
from tests.fakes.discord_faults import refusing, too_many
from tests.fakes.discord_interactions import (
    ADMINISTRATOR,
    ALL_OURS,
    AUTOCOMPLETE,
    DIRECT,
    EMBED,
    MANAGE_CHANNELS,
    MANAGE_GUILD,
    SEND,
    SEND_IN_THREADS,
    THREAD,
    VIEW,
    interaction,
    option,
)
from tests.fakes.discord_schema import faults_in_request
from tests.fakes.discord_server import APP_ID, OTHER_ID, TOKEN

CALLBACK, FOLLOW_UP = "/callback", "/webhooks/"
MESSAGE, DEFERRED, CHOICES = 4, 5, 8
EPHEMERAL = 64
UNUSED = Answering(lambda _: says("unused"))


async def called(**changes: Any) -> Call:
    """The Call that one interaction becomes."""
    async with listening() as kit:
        await kit.interact(interaction("status", **changes))
        await kit.server.until("POST", CALLBACK)
        return kit.dispatcher.calls[0]


async def answered(kit: Listening, **changes: Any) -> dict[str, Any]:
    """The first callback to one interaction."""
    await kit.interact(interaction("status", **changes))
    return (await kit.server.until("POST", CALLBACK))[0].body


def held_back() -> tuple[asyncio.Event, Callable[[Call], Any]]:
    """An answer that waits for its event."""
    go = asyncio.Event()

    async def answer(_: Call) -> Reply:
        await go.wait()
        return await says("It took a while.")

    return go, answer


async def test_command_when_typed_becomes_a_call():
    options = (option("matter", "tiktok"), option("level", "breaking"))
    async with listening() as kit:
        await kit.interact(interaction("subscribe", options=options, locale="zh-CN"))
        await kit.server.until("POST", CALLBACK)
        call = kit.dispatcher.calls[0]
    assert ("subscribe", "tiktok breaking", CHANNEL, OTHER_ID, "zh-CN", False) == (
        call.name,
        call.text,
        call.channel,
        call.user_id,
        call.lang,
        call.is_private,
    )


async def test_answer_when_quick_is_one_message():
    async with listening() as kit:
        body = await answered(kit)
    data = body["data"]
    assert (MESSAGE, "Understood.", {"parse": []}) == (
        body["type"],
        data["embeds"][0]["title"],
        data["allowed_mentions"],
    )


async def test_answer_when_only_the_caller_may_see_it():
    async with listening(lambda _: says("Only you.", is_ephemeral=True)) as kit:
        body = await answered(kit)
    assert (MESSAGE, EPHEMERAL) == (body["type"], body["data"]["flags"])


async def test_answer_when_everybody_may_see_it():
    async with listening() as kit:
        body = await answered(kit)
    assert (MESSAGE, 0) == (body["type"], body["data"].get("flags", 0))


async def test_answer_when_slow_is_deferred_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("handlers.discord_commands.QUICK_S", 0.02)
    go, answer = held_back()
    async with listening(answer) as kit:
        body = await answered(kit)
        go.set()
        follow_up = (await kit.server.until("POST", FOLLOW_UP))[0].body
    assert {"type": DEFERRED, "data": {"flags": EPHEMERAL}} == body
    assert ("It took a while.", {"parse": []}) == (follow_up["embeds"][0]["title"], follow_up["allowed_mentions"])


async def test_answer_when_feed_text_would_ping():
    async with listening(lambda _: says("@everyone <@&1>")) as kit:
        body = await answered(kit)
    assert r"\@everyone \<\@&1>" == body["data"]["embeds"][0]["title"]


async def test_answer_when_discord_does_not_take_it_hurts_nobody_else():
    async with listening() as kit:
        kit.server.any_faults.append(refusing(404, 10062, "Unknown interaction"))
        await kit.interact(interaction("status"))
        await kit.interact(interaction("status", interaction_id=9002))
        bodies = await kit.server.until("POST", CALLBACK, 2)
    assert 2 == len(bodies)


@pytest.mark.parametrize("has", [MANAGE_CHANNELS, MANAGE_GUILD, ADMINISTRATOR])
async def test_may_manage_when_the_caller_has_a_managers_right(has: int):
    call = await called(permissions=has | SEND)
    assert True is await call.may_manage()


async def test_may_manage_when_the_caller_has_none():
    call = await called(permissions=SEND | VIEW)
    assert False is await call.may_manage()


async def test_private_chat_when_a_command_comes_from_one():
    call = await called(channel_type=DIRECT, channel_id=2002, app_permissions=0)
    found = call.channel, call.is_private, await call.may_manage(), await call.missing_rights()
    assert (Channel(Platform.DISCORD, 2002), True, True, ()) == found


async def test_thread_when_a_command_comes_from_one_is_its_own_channel():
    call = await called(channel_type=THREAD, channel_id=3003, app_permissions=VIEW | SEND_IN_THREADS | EMBED)
    assert (Channel(Platform.DISCORD, 3003), ()) == (call.channel, await call.missing_rights())


@pytest.mark.parametrize(
    ("where", "has", "expected"),
    [
        ({}, ALL_OURS, ()),
        ({}, VIEW, ("Send Messages", "Embed Links")),
        ({}, SEND | EMBED, ("View Channel",)),
        ({"channel_type": THREAD}, VIEW | SEND | EMBED, ("Send Messages in Threads",)),
    ],
)
async def test_missing_rights_when_the_bot_lacks_some(where: dict[str, int], has: int, expected: tuple[str, ...]):
    call = await called(app_permissions=has, **where)
    assert expected == await call.missing_rights()


@pytest.mark.parametrize(("typed", "n"), [("", 1), ("tik", 1), ("LAW", 1), ("antitrust", 0)])
async def test_matter_when_it_is_being_typed(typed: str, n: int):
    async with listening() as kit:
        body = await answered(kit, kind=AUTOCOMPLETE, options=(option("matter", typed, is_focused=True),))
    assert {"type": CHOICES, "data": {"choices": [{"name": "TikTok law", "value": "tiktok"}] * n}} == body


async def test_matter_when_it_is_being_typed_in_chinese():
    async with listening() as kit:
        body = await answered(
            kit, kind=AUTOCOMPLETE, options=(option("matter", "法案", is_focused=True),), locale="zh-CN"
        )
    assert [{"name": "TikTok 法案", "value": "tiktok"}] == body["data"]["choices"]


def test_menu_when_held_against_discords_description():
    assert [] == faults_in_request("PUT", f"/applications/{APP_ID}/commands", menu_payload())


def test_menu_when_the_table_has_chinese():
    said = [
        (c["name"], c["name_localizations"]["zh-CN"], c["description_localizations"]["zh-CN"]) for c in menu_payload()
    ]
    assert [(c.name, (c.names or {})["zh"], c.help["zh"]) for c in COMMANDS] == said


def test_menu_when_a_command_is_for_managers():
    wanted = {c.name for c in COMMANDS if c.is_manager_only}
    assert wanted == {c["name"] for c in menu_payload() if c.get("default_member_permissions") == MANAGE_CHANNELS}


def test_menu_when_a_command_takes_words():
    options = {o["name"]: o for o in menu_payload()[0]["options"]}
    assert (True, ["breaking", "notable"]) == (
        options["matter"]["autocomplete"],
        [c["value"] for c in options["level"]["choices"]],
    )


async def test_menu_when_the_client_starts_is_told():
    async with listening() as kit:
        assert menu_payload() == kit.server.commands


@pytest.mark.parametrize("fault", [refusing(400, 50035), too_many(3600)])
async def test_menu_when_discord_refuses_it_commands_still_work(fault: Any):
    async with listening() as kit:
        kit.server.any_faults.append(fault)
        await kit.client.setup_hook()
        assert MESSAGE == (await answered(kit))["type"]


async def test_login_when_it_failed_once_may_be_tried_again():
    async with discord_at(StandingClock()) as server:
        client = client_for(server, UNUSED, [])
        server.any_faults.append(refusing(503, 0))
        async with client:
            with pytest.raises(discord.DiscordServerError):
                await client.login(TOKEN)
            await client.login(TOKEN)
            assert APP_ID == client.application_id


async def test_login_when_discord_refuses_the_token():
    async with discord_at(StandingClock()) as server, client_for(server, UNUSED, []) as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("another-token")


async def test_identity_when_connecting_asks_for_no_message_member_or_presence():
    async with listening() as kit:
        said = next(p["d"] for p in kit.server.gateway.said if p["op"] == 2)
    assert (TOKEN, 1) == (said["token"], said["intents"])
