from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.event import AlertLevel
from tests import make
from tests.unit.handlers.desk import CHANNEL, DRONES, GOV, ORDER, TALK, TIKTOK, WIRE, opened


@pytest.mark.parametrize(
    ("line", "matter_id", "level"),
    [
        ("subscribe", "tiktok", AlertLevel.NOTABLE),
        ("subscribe tiktok", "tiktok", AlertLevel.NOTABLE),
        ("subscribe TikTok law", "tiktok", AlertLevel.NOTABLE),
        ("subscribe TikTok 法案", "tiktok", AlertLevel.NOTABLE),
        ("subscribe drones", "drones", AlertLevel.NOTABLE),
        ("subscribe tiktok breaking", "tiktok", AlertLevel.BREAKING),
        ("subscribe BREAKING tiktok", "tiktok", AlertLevel.BREAKING),
        ("subscribe breaking", "tiktok", AlertLevel.BREAKING),
        ("subscribe drones notable", "drones", AlertLevel.NOTABLE),
        ("subscribe drones all", "drones", AlertLevel.NOTABLE),
        ("subscribe 无人机禁令 重大", "drones", AlertLevel.BREAKING),
        ("subscribe drones 全部", "drones", AlertLevel.NOTABLE),
        ("订阅 drones", "drones", AlertLevel.NOTABLE),
    ],
)
async def test_subscribe_saves_what_was_named(line: str, matter_id: str, level: AlertLevel):
    counter = await opened()
    await counter.ask(line)
    assert {matter_id: level} == {s.matter_id: s.level for s in (await counter.followed()).values()}


async def test_subscribe_takes_zone_from_the_matter_and_language_from_the_caller():
    counter = await opened()
    await counter.ask("subscribe", lang="zh-CN")
    saved = (await counter.followed())[TIKTOK.id]
    assert ("zh_Hans", "America/New_York", make.NOON) == (saved.lang, saved.zone, saved.created_at)


async def test_subscribe_answers_only_the_caller():
    counter = await opened()
    assert (await counter.reply("subscribe")).is_ephemeral


async def test_subscribe_answers_with_what_was_subscribed_the_deadline_and_no_sample_when_there_is_none():
    counter = await opened()
    assert await counter.ask("subscribe tiktok") == (
        "This channel now follows TikTok law.\n"
        "Alerts: when something changes, and when something is asked for, proposed or announced.\n"
        "Reminders: 30 days, 7 days, 3 days, 24 hours, 6 hours, 1 hour before the deadline, when it comes, "
        "15 minutes after it.\n"
        "Divest-or-ban deadline: in 4 days, 16 hours · Sun, Jan 19, 2025 (Eastern Time), ends 11:59 PM\n"
        "No news yet. It will come here as soon as there is any.\n"
        "/status shows where it stands, /unsubscribe ends the alerts."
    )


async def test_subscribe_in_chinese_reads_as_chinese():
    counter = await opened()
    assert await counter.ask("subscribe tiktok breaking", lang="zh-CN") == (
        "本频道已关注TikTok 法案。\n"
        "通知：仅在法律状态、服务或期限实际发生变化时发送。\n"
        "提醒：期限前30天、7天、3天、24小时、6小时、1小时、到期时、到期后15分钟。\n"
        "期限：4天16小时后 · 2025年1月19日周日（北美东部时间），结束于 23:59\n"
        "尚无消息，一有消息就会发到这里。\n"
        "发送 /status 查看现状，发送 /unsubscribe 停止通知。"
    )


async def test_subscribe_shows_the_last_alert_as_a_sample():
    counter = await opened()
    await counter.take(WIRE, TALK)
    answer = await counter.ask("subscribe tiktok")
    assert "The last alert, as a sample\n[CONSIDERED · EXTENSION] President considers" in answer


async def test_subscribe_shows_no_sample_that_the_channel_would_not_have_been_sent():
    counter = await opened()
    await counter.take(WIRE, TALK)
    assert "No news yet" in await counter.ask("subscribe tiktok breaking")


async def test_subscribe_finds_a_fitting_sample_behind_newer_news():
    counter = await opened()
    await counter.take(GOV, ORDER)
    counter.clock.move(days=10)
    await counter.take(WIRE, TALK)
    assert "[ORDERED · EXTENSION] Extending the TikTok" in await counter.ask("subscribe tiktok breaking")


async def test_subscribe_without_a_deadline_ahead_says_so():
    counter = await opened()
    assert "No deadline is ahead." in await counter.ask("subscribe drones")


async def test_subscribe_again_changes_only_what_is_named():
    counter = await opened()
    few = (timedelta(hours=1),)
    await counter.follow(reminders=few, zone="Asia/Shanghai", level=AlertLevel.BREAKING)
    counter.clock.move(hours=5)
    answer = await counter.ask("subscribe tiktok", lang="zh")
    saved = (await counter.followed())[TIKTOK.id]
    assert answer.startswith("对TikTok 法案的关注设置已更新。")
    assert (few, "Asia/Shanghai", AlertLevel.BREAKING, "zh_Hans", make.NOON) == (
        saved.reminders,
        saved.zone,
        saved.level,
        saved.lang,
        saved.created_at,
    )


async def test_subscribe_again_takes_a_new_level():
    counter = await opened()
    await counter.ask("subscribe tiktok")
    await counter.ask("subscribe tiktok breaking")
    assert AlertLevel.BREAKING is (await counter.followed())[TIKTOK.id].level


async def test_subscribe_without_reminders_says_none():
    counter = await opened()
    await counter.follow(reminders=())
    assert "Reminders: none." in await counter.ask("subscribe tiktok")


async def test_subscribe_opens_a_lane_that_was_suspended():
    counter = await opened()
    await counter.store.outbox.suspend(CHANNEL, "kicked")
    await counter.ask("subscribe tiktok")
    assert {} == await counter.store.outbox.suspended()


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "en",
            "I lack rights in this channel: Embed Links, Send Messages. Please give them to me, then subscribe again.",
        ),
        ("zh-CN", "我在本频道缺少以下权限：嵌入链接、发送消息。请授予后重新关注。"),
    ],
)
async def test_subscribe_names_the_missing_rights_and_saves_nothing(lang: str, expected: str):
    counter = await opened()
    assert expected == await counter.ask("subscribe tiktok", lang=lang, missing=("Embed Links", "Send Messages"))
    assert {} == await counter.followed()


async def test_subscribe_names_a_right_that_is_not_on_file_as_the_platform_does():
    counter = await opened()
    assert "channel: Juggle." in await counter.ask("subscribe", missing=("Juggle",))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("subscribe tiktik", "I do not know “tiktik”. Did you mean tiktok?"),
        ("subscribe braking", "I do not know “braking”. Did you mean breaking?"),
        ("subscribe zzz", "I do not know “zzz”. You can name: tiktok, drones, breaking, notable."),
        ("subscribe tiktok zzz", "I do not know “tiktok zzz”. Did you mean tiktok?"),
        ("subscribe {0.__class__}", "I do not know “{0.__class__}”. You can name: tiktok, drones, breaking, notable."),
        ("subscribe breaking notable", "Please name one level: breaking or notable."),
    ],
)
async def test_subscribe_refuses_what_it_cannot_use_and_says_what_would_be_right(line: str, expected: str):
    counter = await opened()
    assert expected == await counter.ask(line)
    assert {} == await counter.followed()


async def test_unsubscribe_ends_what_the_channel_follows():
    counter = await opened()
    await counter.follow(DRONES)
    assert "This channel no longer follows Drone ban." == await counter.ask("unsubscribe")
    assert {} == await counter.followed()


async def test_unsubscribe_asks_which_one_when_there_are_several():
    counter = await opened()
    await counter.follow(TIKTOK)
    await counter.follow(DRONES)
    answer = await counter.ask("unsubscribe")
    assert "This channel follows several matters. Please name one: tiktok, drones." == answer
    assert {TIKTOK.id, DRONES.id} == set(await counter.followed())


async def test_unsubscribe_ends_the_one_that_is_named():
    counter = await opened()
    await counter.follow(TIKTOK)
    await counter.follow(DRONES)
    await counter.ask("unsubscribe drones")
    assert {TIKTOK.id} == set(await counter.followed())


async def test_unsubscribe_from_what_is_not_followed_says_so():
    counter = await opened()
    expected = "This channel does not follow Drone ban, so nothing has changed."
    assert expected == await counter.ask("unsubscribe drones")


async def test_unsubscribe_refuses_an_unknown_matter():
    counter = await opened()
    assert "I do not know “zzz”. You can name: tiktok, drones." == await counter.ask("unsubscribe zzz")
