"""The doctor against a real Valkey, a real feed server and small chat servers on loopback."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.cli.checks import Finding, Status, _skew, findings
from bot.domain.channel import Channel, Platform
from bot.domain.event import AlertLevel
from bot.domain.ids import MatterId, SourceId
from bot.domain.source import Gap, GapSign, Habits, HubLease, HubLink, Validators
from bot.domain.subscription import Subscription
from bot.loops.clock import SystemClock
from bot.store.embedded import embedded_valkey
from bot.store.redis_store import open_store
from bot.web.server import serving

FEED = "<rss version='2.0'><channel><title>x</title><item><guid>1</guid><title>t</title></item></channel></rss>"
PACK = """\
id = "mine"
zone = "UTC"
names = { en = "Mine" }
terms = { en = ["widget"] }
source = [
    { kind = "news_feed", url = "http://127.0.0.1:%(port)d/feed", trust = "press", outlet = "Good", id = "good" },
    { kind = "news_feed", url = "http://127.0.0.1:%(port)d/gone", trust = "press", outlet = "Gone" },
]
"""
GUILD = {
    "id": "10",
    "name": "g",
    "owner_id": "1",
    "roles": [{"id": "10", "name": "@everyone", "permissions": str(0x400 | 0x800), "position": 0, "color": 0}],
    "emojis": [],
    "features": [],
    "stickers": [],
}
TEXT_CHANNEL = {"type": 0, "guild_id": "10", "position": 0, "permission_overwrites": [], "name": "alerts"}
USER = {"id": "5", "username": "reprieve", "discriminator": "0", "avatar": None}
APPLICATION = {
    "id": "5",
    "name": "Reprieve",
    "description": "",
    "icon": None,
    "bot_public": True,
    "bot_require_code_grant": False,
    "owner": USER,
    "verify_key": "",
    "flags": 0,
}
DISCORD: Mapping[str, Any] = {
    "/api/v10/users/@me": USER,
    "/api/v10/oauth2/applications/@me": APPLICATION,
    "/api/v10/channels/20": {"id": "20", **TEXT_CHANNEL},
    "/api/v10/guilds/10": GUILD,
    "/api/v10/guilds/10/members/5": {"user": USER, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0},
}
BOT = {"id": 7, "is_bot": True, "first_name": "R", "username": "reprieve_bot"}
TELEGRAM: Mapping[str, Any] = {
    "getMe": BOT,
    "getChat": {"id": -30, "type": "supergroup", "title": "t", "accent_color_id": 0, "max_reaction_count": 1},
    "getChatMember": {"user": BOT, "status": "kicked", "until_date": 0},
}


def exactly_json(body: object, status: int = 200) -> web.Response:
    """As Discord writes it: discord.py reads JSON under this very content type only."""
    return web.Response(body=json.dumps(body), status=status, headers={"Content-Type": "application/json"})


def world(*, is_token_good: bool = True) -> web.Application:
    """A feed host, Discord and Telegram on one port."""

    async def feed(_: web.Request) -> web.Response:
        an_hour_slow = SystemClock().now() - timedelta(hours=1)
        return web.Response(body=FEED, headers={"Date": format_datetime(an_hour_slow, usegmt=True)})

    async def discord(request: web.Request) -> web.Response:
        if not is_token_good:
            return exactly_json({"message": "401: Unauthorized", "code": 0}, 401)
        known = DISCORD.get(request.path)
        return exactly_json(known) if known else exactly_json({"code": 10003, "message": "Unknown Channel"}, 404)

    async def telegram(request: web.Request) -> web.Response:
        if not is_token_good:
            return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        return web.json_response({"ok": True, "result": TELEGRAM[request.match_info["method"]]})

    app = web.Application()
    app.router.add_get("/feed", feed)
    app.router.add_route("*", "/api/v10/{rest:.*}", discord)
    app.router.add_route("*", "/bot{token}/{method}", telegram)
    return app


@asynccontextmanager
async def examined(folder: Path, app: web.Application, **environ: str) -> AsyncIterator[list[Finding]]:
    async with serving(app, "127.0.0.1", 0) as port:
        (folder / "packs").mkdir(exist_ok=True)
        (folder / "packs" / "mine.toml").write_text(PACK % {"port": port}, "utf-8")
        given = {
            "REPRIEVE_DATA": str(folder),
            "REPRIEVE_MATTERS": "mine",
            "REPRIEVE_EGRESS__ALLOW": "127.0.0.0/8",
            "REPRIEVE_DISCORD__API_BASE": f"http://127.0.0.1:{port}/api/v10",
            "REPRIEVE_TELEGRAM__BASE_URL": f"http://127.0.0.1:{port}",
        }
        yield await findings(given | environ, folder)


def statuses(found: list[Finding]) -> dict[str, Status]:
    return {f"{f.id} {f.subject.split(' ')[0]}": f.status for f in found}


async def followed(folder: Path, *channels: Channel) -> None:
    async with embedded_valkey(folder / "valkey") as url, open_store(url) as store:
        for channel in channels:
            at = datetime(2026, 1, 1, tzinfo=UTC)
            await store.subscriptions.subscribe(
                Subscription(channel, MatterId("mine"), AlertLevel.BREAKING, "en", "UTC", at)
            )


async def test_what_works_and_what_does_not_is_told_apart(tmp_path):
    async with examined(tmp_path, world()) as found:
        assert {
            "settings settings": Status.OK,
            "packs packs": Status.OK,
            "public_url web.public_url": Status.OK,
            "store bundled": Status.OK,
            "token tokens": Status.WARNING,
            "source Good": Status.OK,
            "source Gone": Status.ERROR,
            "clock clock": Status.ERROR,
        } == statuses(found)
    assert [] == [f.id for f in found if f.status is not Status.OK and not f.todo]
    [clock] = [f for f in found if f.id == "clock"]
    assert "s ahead of 1 servers." in clock.what


async def test_what_the_polls_of_the_bot_found_wrong_is_told(tmp_path):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    habits = Habits(gap=Gap(GapSign.NO_OVERLAP, at, at, 20, 18))
    async with embedded_valkey(tmp_path / "valkey") as url, open_store(url) as store:
        await store.items.note_unchanged(SourceId("good"), Validators(), at, at, habits)
    async with examined(tmp_path, world()) as found:
        [past] = [f for f in found if f.id == "source.gap_suspected"]
    assert past.what.startswith("when last polled: none of its 18 entries was known; some may have come and gone")
    assert (Status.WARNING, True) == (past.status, bool(past.todo))


@pytest.mark.parametrize(
    ("url", "status", "what"),
    [
        ("", Status.OK, "none is set: hubs are not asked to push, every source is polled."),
        ("http://bot.example", Status.WARNING, "what hubs push can be read on the way."),
        ("https://bot.example/", Status.OK, "hubs are asked to push to https://bot.example."),
    ],
)
async def test_address_for_hubs_is_looked_at(tmp_path, url, status, what):
    async with examined(tmp_path, world(), REPRIEVE_WEB__PUBLIC_URL=url) as found:
        [address] = [f for f in found if f.id == "public_url"]
    assert (status, what) == (address.status, address.what)


async def test_what_stands_with_each_hub_is_told_without_its_secret(tmp_path):
    soon = SystemClock().now() + timedelta(days=1)
    link = HubLink("https://hub.example/", "https://good.example/feed")
    lease = HubLease(SourceId("good"), link, "a-callback", "a-secret", soon)
    held = {"verified_at": soon, "ends_at": soon}
    refused = {"problem": "it took the request; check the address"}
    async with embedded_valkey(tmp_path / "valkey") as url, open_store(url) as store:
        for name, changes in (("good", held), ("new", {}), ("odd", refused)):
            await store.hubs.save(replace(lease, source_id=SourceId(name), callback=name, **changes))
    async with examined(tmp_path, world()) as found:
        hubs = {f.subject.split(" ")[0]: (f.status, f.what, f.todo) for f in found if f.id == "hub"}
    later = "The source is polled meanwhile; its hub is asked again."
    assert {
        "good": (Status.OK, f"its hub pushes until {soon:%Y-%m-%d %H:%M} UTC.", ""),
        "new": (Status.WARNING, "its hub does not push: it was not asked yet.", later),
        "odd": (Status.WARNING, "its hub does not push: it took the request.", "Check the address."),
    } == hubs
    assert "a-secret" not in repr(found)


async def test_chats_are_asked_whether_the_bot_may_write_there(tmp_path):
    await followed(
        tmp_path, Channel(Platform.DISCORD, 20), Channel(Platform.DISCORD, 21), Channel(Platform.TELEGRAM, -30)
    )
    tokens = {"REPRIEVE_DISCORD_TOKEN": "abc", "REPRIEVE_TELEGRAM_TOKEN": "7:x"}
    async with examined(tmp_path, world(), **tokens) as found:
        chats = {f.subject: (f.status, f.what, f.todo) for f in found if f.id.endswith((".chat", ".token"))}
    assert {
        "discord": (Status.OK, "takes the token of reprieve.", ""),
        "telegram": (Status.OK, "takes the token of @reprieve_bot.", ""),
        "discord:20:0": (Status.ERROR, "the bot lacks Embed Links.", "Give it these rights in the channel."),
        "discord:21:0": (
            Status.ERROR,
            "the bot cannot see it.",
            "Add it to the server, or give it View Channel, or /unsubscribe.",
        ),
        "telegram:-30:0": (Status.ERROR, "the bot was removed.", "Add it again, or /unsubscribe."),
    } == chats


async def test_token_that_is_refused_is_an_error_that_does_not_show_it(tmp_path):
    tokens = {"REPRIEVE_DISCORD_TOKEN": "abc-secret", "REPRIEVE_TELEGRAM_TOKEN": "7:secret"}
    async with examined(tmp_path, world(is_token_good=False), **tokens) as found:
        refused = [f for f in found if f.id in ("discord.token", "telegram.token")]
    assert [Status.ERROR, Status.ERROR] == [f.status for f in refused]
    assert "secret" not in repr(found)


async def test_running_bot_is_left_alone(tmp_path):
    async with embedded_valkey(tmp_path / "valkey"), examined(tmp_path, world()) as found:
        [store] = [f for f in found if f.id == "store"]
    assert (Status.OK, "a running bot holds it, so its channels are not looked at.") == (store.status, store.what)


async def test_store_that_does_not_answer_is_an_error(tmp_path, unused_tcp_port):
    url = f"redis://127.0.0.1:{unused_tcp_port}/0"
    async with examined(tmp_path, world(), REPRIEVE_REDIS_URL=url) as found:
        [store] = [f for f in found if f.id == "store"]
    assert (Status.ERROR, "Check REPRIEVE_REDIS_URL and that the server runs.") == (store.status, store.todo)


async def test_wrong_settings_are_findings_too(tmp_path):
    found = await findings({"REPRIEVE_LANG": "xx", "REPRIEVE_PORT": "1"}, tmp_path)
    assert [("settings", Status.ERROR)] * 2 == [(f.id, f.status) for f in found]


@pytest.mark.parametrize(
    ("seconds", "status", "what"),
    [
        ([0, 1, 2], Status.OK, "agrees with 3 servers."),
        ([-20], Status.WARNING, "20 s behind 1 servers."),
        ([90, 100, -5000], Status.ERROR, "90 s ahead of 3 servers."),
    ],
)
def test_clock_is_held_against_the_middle_of_what_others_say(seconds, status, what):
    [finding] = _skew([timedelta(seconds=s) for s in seconds])
    assert (status, what) == (finding.status, finding.what)
