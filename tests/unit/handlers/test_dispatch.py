from __future__ import annotations

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.domain.channel import Channel, Platform
from bot.domain.errors import MalformedError, StoreError
from bot.domain.message import Tone
from bot.domain.subscription import Subscription
from handlers.command import Command
from handlers.commands import COMMANDS
from handlers.dispatch import Dispatcher
from tests.unit.handlers.desk import CHANNEL, TIKTOK, Counter, a_call, opened

MANAGER_ONLY = {
    "en": "Only those who manage this channel may do this. Please ask one of them.",
    "zh-CN": "只有本频道的管理员可以这样做，请联系管理员。",
}


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize("is_manager", [True, False])
@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
async def test_command_is_refused_exactly_when_it_is_for_managers_and_the_caller_is_none(
    row: Command, lang: str, *, is_manager: bool
):
    counter = await opened()
    reply = await counter.reply(row.name, lang=lang, is_manager=is_manager)
    is_refused = row.is_manager_only and not is_manager
    assert is_refused == (reply.message.tone is Tone.ERROR)
    if is_refused:
        assert MANAGER_ONLY[lang] == await counter.ask(row.name, lang=lang, is_manager=False)


async def test_refused_subscription_is_not_saved():
    counter = await opened()
    await counter.ask("subscribe tiktok", is_manager=False)
    assert {} == await counter.followed()


async def test_permission_is_not_asked_for_an_open_command():
    async def fails() -> bool:
        raise AssertionError

    counter = await opened()
    reply = await counter.dispatcher.handle(replace(a_call("status"), may_manage=fails))
    assert reply.message.tone is Tone.INFO


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.name)
async def test_command_is_known_by_its_chinese_name_too(row: Command):
    counter = await opened()
    assert await counter.ask(row.name) == await (await opened()).ask((row.names or {})["zh"])


@pytest.mark.parametrize(
    ("name", "lang", "expected"),
    [
        ("statsu", "en", "I do not know /statsu. Did you mean /status?"),
        ("subscrib", "zh", "没有 /subscrib 这个命令。您是不是要输入 /subscribe？"),
        ("xyz", "en", "I do not know /xyz. /help shows what you can ask for."),
        ("xyz", "zh", "没有 /xyz 这个命令。发送 /help 查看可用的命令。"),
    ],
)
async def test_unknown_command_is_answered_with_the_nearest_one(name: str, lang: str, expected: str):
    counter = await opened()
    assert expected == await counter.ask(name, lang=lang)


@pytest.mark.parametrize(
    ("lang", "channel_lang", "expected"),
    [("en", "zh_Hans", "TikTok law"), ("", "zh_Hans", "TikTok 法案"), ("", "en", "TikTok law")],
)
async def test_answer_is_in_the_callers_language_else_in_the_channels(lang: str, channel_lang: str, expected: str):
    counter = await opened()
    await counter.follow(lang=channel_lang)
    assert expected == (await counter.ask("status", lang=lang)).splitlines()[0]


async def test_eleventh_command_within_a_minute_is_refused():
    counter = await opened()
    answers = [await counter.ask("about") for _ in range(11)]
    expected = "That was a lot at once. Please wait a minute, then ask again."
    assert [expected] == [a for a in answers if not a.startswith("Reprieve")]
    assert expected == answers[-1]


async def test_cooldown_ends_after_a_minute():
    counter = await opened()
    for _ in range(11):
        await counter.ask("about")
    counter.clock.move(seconds=61)
    assert (await counter.ask("about")).startswith("Reprieve")


async def test_cooldown_counts_unknown_commands_too():
    counter = await opened()
    answers = [await counter.ask("xyz") for _ in range(11)]
    assert "That was a lot at once. Please wait a minute, then ask again." == answers[-1]


async def test_cooldown_is_each_persons_own():
    counter = await opened()
    for _ in range(11):
        await counter.ask("about")
    assert (await counter.ask("about", user_id=2)).startswith("Reprieve")
    assert (await counter.ask("about", channel=Channel(Platform.TELEGRAM, 7))).startswith("Reprieve")


class FailingSubscriptions:
    """A SubscriptionStore that raises."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def of_channel(self, channel: Channel) -> list[Subscription]:
        raise self._error


def failing(error: Exception) -> Counter:
    counter = Counter()
    counter.desk = replace(counter.desk, subscriptions=FailingSubscriptions(error))  # type: ignore[arg-type]
    counter.dispatcher = Dispatcher(counter.desk, counter.metrics)
    return counter


@pytest.mark.parametrize(
    ("error", "lang", "expected"),
    [
        (StoreError("gone"), "en", "I cannot reach my database right now. Please try again in a minute."),
        (StoreError("gone"), "zh", "暂时无法连接数据库，请一分钟后再试。"),
        (MalformedError("a broken row"), "en", "I cannot do this: a broken row"),
        (ValueError("a secret"), "en", "Something went wrong on my side, sorry. The log of the bot says what."),
        (ValueError("a secret"), "zh", "抱歉，程序出错了，原因见机器人的日志。"),
    ],
)
async def test_error_becomes_a_plain_sentence(error: Exception, lang: str, expected: str):
    with capture_logs() as logs:
        assert expected == await failing(error).ask("status", lang=lang)
    assert ["status"] == [entry["command"] for entry in logs]


async def test_lost_store_still_answers_in_some_language():
    with capture_logs():
        answer = await failing(StoreError("gone")).ask("status", lang="")
    assert "I cannot reach my database right now. Please try again in a minute." == answer


async def test_commands_are_counted_by_their_english_name():
    counter = await opened()
    await counter.ask("状态")
    await counter.ask("xyz")
    assert 1 == counter.metrics.counted("commands", command="status", platform="discord")
    assert 1 == counter.metrics.counted("commands", command="unknown", platform="discord")


async def test_channel_with_a_subscription_is_the_callers_own():
    counter = await opened()
    await counter.follow()
    await counter.ask("unsubscribe", channel=replace(CHANNEL, thread_id=5))
    assert {TIKTOK.id} == set(await counter.followed())
