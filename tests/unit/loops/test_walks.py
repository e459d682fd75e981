"""From item to message and from reminder to message, through the real loops over the memory store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.channel import Channel, Platform
from bot.domain.delivery import ChannelGone, ChannelMoved, NotSent, Outcome, Refused, Unknown
from bot.domain.event import AlertLevel
from bot.domain.source import Trust
from tests import make
from tests.unit.loops.engine import CHANNEL, Engine

WIRE, RADIO = make.source("wire"), make.source("radio")
GOV = make.source("gov", Trust.OFFICIAL)
MATTER = make.matter(sources=(WIRE, RADIO, GOV))
DARK = make.item("dark", "TikTok goes dark in the United States")
ORDER = make.item(
    "order", "Extending the TikTok Enforcement Delay", summary="The delay is extended until June 19, 2025."
)


async def opened(level: AlertLevel = AlertLevel.NOTABLE) -> Engine:
    engine = Engine(matter=MATTER)
    await engine.open(level)
    return engine


async def test_an_item_becomes_one_message_that_grows() -> None:
    engine = await opened()
    await engine.take(WIRE, DARK)
    assert len(await engine.step()) == 1
    await engine.take(RADIO, make.item("off", "TikTok shuts down in the US"))
    await engine.step()
    assert [a.edits for a in engine.sender.attempts] == ["", "m1"]


async def test_nothing_is_said_twice_when_a_source_shows_the_same_again() -> None:
    engine = await opened()
    for _ in range(3):
        await engine.take(WIRE, DARK)
    assert len(await engine.step()) == 1


async def test_a_quiet_subscription_is_not_told_of_talk() -> None:
    engine = await opened(AlertLevel.BREAKING)
    await engine.take(WIRE, make.item("talk", "President considers extending the TikTok deadline"))
    assert await engine.step() == []


async def test_an_order_moves_the_deadline_and_silences_its_reminders() -> None:
    engine = await opened()
    await engine.take(GOV, ORDER)
    (title,) = await engine.step()
    assert "EXTENSION" in title
    engine.clock.at = make.FIRST_DUE - timedelta(minutes=30)
    await engine.remind()
    assert await engine.step() == []
    engine.clock.at = datetime(2025, 6, 19, 3, 59, tzinfo=UTC)
    await engine.remind()
    assert len(await engine.step()) == 1


async def test_a_reminder_that_was_queued_before_the_extension_is_not_sent() -> None:
    engine = await opened()
    engine.clock.at = make.FIRST_DUE - timedelta(hours=1)
    await engine.remind()
    await engine.take(GOV, ORDER)
    assert all("left" not in title for title in await engine.step())


async def test_only_the_nearest_reminder_speaks_after_downtime_and_says_that_it_is_late() -> None:
    engine = await opened()
    engine.clock.at = make.FIRST_DUE - timedelta(minutes=30)
    await engine.remind()
    assert len(await engine.step()) == 1
    assert "late" in engine.sender.attempts[0].text


async def test_a_reminder_fires_once() -> None:
    engine = await opened()
    engine.clock.at = make.FIRST_DUE - timedelta(hours=24)
    for _ in range(3):
        await engine.remind()
    assert len(await engine.step()) == 1


@pytest.mark.parametrize(
    ("outcome", "in_doubt"),
    [(NotSent("refused", timedelta(0)), False), (Unknown("no answer", timedelta(0)), True)],
)
async def test_a_failed_attempt_is_made_again_and_knows_what_may_have_arrived(outcome: Outcome, in_doubt: bool) -> None:  # noqa: FBT001
    engine = await opened()
    engine.sender.answers.append(outcome)
    await engine.take(WIRE, DARK)
    await engine.step()
    assert [a.delivery.may_have_arrived for a in engine.sender.attempts] == [False, in_doubt]


async def test_doubt_survives_a_definite_refusal() -> None:
    engine = await opened()
    engine.sender.answers.extend([Unknown("no answer", timedelta(0)), NotSent("refused", timedelta(0))])
    await engine.take(WIRE, DARK)
    await engine.step()
    assert [a.delivery.may_have_arrived for a in engine.sender.attempts] == [False, True, True]


async def test_a_refused_message_goes_to_the_dead_letters_and_others_flow_on() -> None:
    engine = await opened()
    engine.sender.answers.append(Refused("too long"))
    await engine.take(WIRE, DARK, make.item("law", "Supreme Court upholds the TikTok law"))
    assert len(await engine.step()) == 2
    assert [letter.reason for letter in await engine.store.outbox.dead_letters(10)] == ["too long"]


async def test_a_channel_that_is_gone_keeps_its_queue_until_it_is_back() -> None:
    engine = await opened()
    engine.sender.answers.append(ChannelGone("kicked"))
    await engine.take(WIRE, DARK)
    await engine.step()
    assert await engine.store.outbox.suspended() == {CHANNEL.id: "kicked"}
    await engine.store.outbox.resume(CHANNEL)
    assert len(await engine.step()) == 1


async def test_a_chat_that_moved_gets_its_message_at_the_new_place() -> None:
    engine, new = await opened(), Channel(Platform.CONSOLE, 2)
    engine.sender.answers.append(ChannelMoved(new))
    await engine.take(WIRE, DARK)
    await engine.step()
    assert [a.delivery.channel for a in engine.sender.attempts] == [CHANNEL, new]


async def test_what_is_queued_is_dropped_when_the_channel_unsubscribes() -> None:
    engine = await opened()
    await engine.take(WIRE, DARK)
    await engine.store.subscriptions.unsubscribe(CHANNEL, MATTER.id)
    assert await engine.step() == []


async def test_two_sources_that_disagree_on_the_date_are_both_shown() -> None:
    engine = await opened()
    await engine.take(WIRE, make.item("a", "President signs order extending TikTok deadline until April 5, 2025"))
    await engine.take(RADIO, make.item("b", "President signs order extending TikTok deadline until April 19, 2025"))
    await engine.step()
    assert ["Apr 19" in a.text and "Apr 5" in a.text for a in engine.sender.attempts] == [True, True]
