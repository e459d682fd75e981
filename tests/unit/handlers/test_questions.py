"""The commands that only tell: /status, /deadlines, /latest, /help, /about."""

from __future__ import annotations

import re

import pytest

from bot.domain.source import SourceState
from handlers.commands import COMMANDS
from tests import make
from tests.unit.handlers.desk import DRONES, GOV, ORDER, TALK, WIRE, opened


async def test_status_tells_countdown_state_events_and_sources():
    counter = await opened()
    await counter.take(WIRE, TALK)
    counter.clock.move(hours=3)
    assert await counter.ask("status tiktok") == (
        "TikTok law\n"
        "Divest-or-ban deadline\n"
        "in 4 days, 13 hours · Sun, Jan 19, 2025 (Eastern Time), ends 11:59 PM\n"
        "Legal state: in force since Wed, Apr 24, 2024 · Public Law 118-50 <https://law.example/118-50>\n"
        "\n"
        "Last events\n"
        "[CONSIDERED · EXTENSION] President considers extending the TikTok deadline <https://harbor.example/talk>\n"
        "Wire · Wed, Jan 15, 2025 (7:00 AM Eastern Time)\n"
        "\n"
        "Sources\n"
        "Nothing new since Wed, Jan 15, 2025 (7:00 AM Eastern Time) · 2 of 2 sources healthy\n"
        "Last new entry of any source: 3 hours ago"
    )


async def test_status_names_a_source_that_fails():
    counter = await opened()
    await counter.store.items.note_failure(WIRE.id, "HTTP 503", make.NOON, make.NOON)
    assert (
        "Wire <https://wire.example/feed> has been failing since Wed, Jan 15, 2025 (7:00 AM Eastern Time) · HTTP 503"
        in await counter.ask("status")
    )


async def test_status_after_an_order_tells_the_moved_deadline_and_who_moved_it():
    counter = await opened()
    await counter.take(GOV, ORDER)
    answer = await counter.ask("status")
    assert "Thu, Jun 19, 2025 (Eastern Time), ends 11:59 PM" in answer
    assert "Legal state: extended (1st extension) since Wed, Jan 15, 2025 · White House" in answer


async def test_deadlines_tells_the_chain():
    counter = await opened()
    await counter.take(GOV, ORDER)
    assert await counter.ask("deadlines") == (
        "Deadlines: TikTok law\n"
        "Divest-or-ban deadline\n"
        "~~Sun, Jan 19, 2025~~ · Set by Public Law 118-50 <https://law.example/118-50> on Wed, Apr 24, 2024\n"
        "in 155 days · Thu, Jun 19, 2025 (Eastern Time), ends 11:59 PM\n"
        "Set by White House <https://harbor.example/order> on Wed, Jan 15, 2025 (1st extension)"
    )


async def test_latest_tells_at_most_five_stories_the_newest_first():
    counter = await opened()
    for day in range(7):
        await counter.take(WIRE, make.item(f"talk{day}", TALK.title))
        counter.clock.move(days=5)
    assert ["6", "5", "4", "3", "2"] == re.findall(r"/talk(\d)>", await counter.ask("latest"))


async def test_latest_without_news_says_so():
    counter = await opened()
    assert "Latest: TikTok law\nNo news yet. It will come here as soon as there is any." == await counter.ask("latest")


@pytest.mark.parametrize("command", ["status", "deadlines", "latest"])
async def test_question_without_a_matter_is_about_the_one_the_channel_follows(command: str):
    counter = await opened()
    await counter.follow(DRONES)
    assert "Drone ban" in (await counter.ask(command)).splitlines()[0]


@pytest.mark.parametrize("command", ["status", "deadlines", "latest"])
async def test_question_about_an_unknown_matter_is_refused(command: str):
    counter = await opened()
    assert "I do not know “drone”. Did you mean drones?" == await counter.ask(f"{command} drone")


@pytest.mark.parametrize("command", ["status", "deadlines", "latest", "help", "about"])
async def test_question_is_answered_for_all_to_see(command: str):
    counter = await opened()
    assert not (await counter.reply(command)).is_ephemeral


async def test_status_of_a_source_that_was_never_polled():
    counter = await opened()
    counter.store.state.sources[GOV.id] = SourceState()
    assert "1 source has not been asked yet." in await counter.ask("status")


@pytest.mark.parametrize(("lang", "key"), [("en", "en"), ("zh-CN", "zh"), ("fr", "en")])
async def test_help_tells_every_command_in_the_callers_language(lang: str, key: str):
    counter = await opened()
    answer = await counter.ask("help", lang=lang)
    assert [f"/{row.name}" in answer and row.help[key] in answer for row in COMMANDS] == [True] * len(COMMANDS)


async def test_help_tells_the_arguments_and_the_matters():
    lines = (await (await opened()).ask("help")).splitlines()
    assert "/subscribe [matter] [level] · Follow a matter in this channel (its managers only)" in lines
    assert "Matters: tiktok (TikTok law), drones (Drone ban)" in lines


async def test_about_tells_version_and_limits():
    lines = (await (await opened()).ask("about")).splitlines()
    assert "Reprieve 1.2.3" == lines[0]
    assert "It is software, not a lawyer: read the linked document before you rely on it." == lines[-1]
