"""Commands typed in Telegram, through the real python-telegram-bot, the real dispatcher and back into the chat."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.delivery.telegram_request import open_bot
from bot.domain.channel import Channel, Platform
from bot.domain.errors import StoreError
from bot.metrics import Metrics
from bot.phrases import phrases_for
from bot.store.memory.store import MemoryStore
from handlers import telegram_commands
from handlers.call import Desk
from handlers.commands import COMMANDS
from handlers.dispatch import Dispatcher, menu
from handlers.telegram_commands import ChatChanges, TelegramCommands
from tests import make
from tests.fakes.follows import follows_over
from tests.fakes.loop_clock import LoopClock
from tests.fakes.telegram_server import TOKEN, TelegramServer, broken, flood, hanging, refused
from tests.fakes.telegram_world import ME, Chat, member

ADA, BO = 7, 8


class Changes:
    """Keeps what it is told of chats; `answers` may hold an error for the next."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.errors: list[Exception] = []
        self._news = asyncio.Event()

    async def hear(self, *what: object) -> None:
        self.told.append(what)
        self._news.set()
        if self.errors:
            raise self.errors.pop()

    async def until(self, n: int) -> list[tuple[object, ...]]:
        async with asyncio.timeout(5):
            while len(self.told) < n:
                self._news.clear()
                await self._news.wait()
        return self.told


@pytest.fixture
async def telegram(monkeypatch):
    monkeypatch.setattr(telegram_commands, "_FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(telegram_commands, "_TOKEN_PAUSE_S", 0.01)
    async with TelegramServer() as server:
        server.world.add(Chat(ADA, "private", "Ada"))
        group = server.world.add(Chat(-1007, "supergroup", topics={77: True}))
        group.members |= {ADA: "creator", BO: "member", ME["id"]: "member"}
        server.world.add(Chat(-1009, "channel"))
        yield server
    assert [] == server.problems


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def changes():
    return Changes()


@pytest.fixture
async def listening(telegram, store, changes):
    async with _listening(telegram, store, changes):
        yield


@asynccontextmanager
async def _listening(telegram, store, changes, token=TOKEN):
    clock = LoopClock()
    desk = Desk(
        clock=clock,
        items=store.items,
        subscriptions=store.subscriptions,
        deadlines=store.deadlines,
        outbox=store.outbox,
        matters=(make.matter(),),
        follows=follows_over(store, (make.matter(),), clock),
        phrases=phrases_for,
        version="0.1.0",
        menu=menu(),
    )
    heard = ChatChanges(lost=changes.hear, back=changes.hear, moved=changes.hear)
    async with open_bot(token, telegram.base_url) as bot, asyncio.TaskGroup() as group:
        commands = TelegramCommands(bot, Dispatcher(desk, Metrics()), heard, clock)
        task = group.create_task(commands.listen())
        yield
        task.cancel()


def group_of(telegram) -> Chat:
    return telegram.world.chats[-1007]


async def followers(store) -> list[Channel]:
    subscriptions, _ = await store.subscriptions.of_matter(make.matter().id)
    return [s.channel for s in subscriptions]


async def test_a_command_in_private_is_answered_there(telegram, listening):
    telegram.say(telegram.world.chats[ADA], "/about")
    (answer,) = await telegram.until("sendMessage")
    assert ADA == answer.params["chat_id"]
    assert answer.params["text"].startswith("Reprieve 0.1.0")
    assert "reply_parameters" not in answer.params


async def test_start_shows_the_help(telegram, listening):
    telegram.say(telegram.world.chats[ADA], "/start subscribe_tiktok")
    (answer,) = await telegram.until("sendMessage")
    assert "/subscribe [matter] [level]" in answer.params["text"]


async def test_whoever_speaks_chinese_is_answered_in_it(telegram, listening):
    telegram.say(telegram.world.chats[ADA], "/退订", lang="zh-hans")
    (answer,) = await telegram.until("sendMessage")
    assert "TikTok 法案" in answer.params["text"]


async def test_a_subscription_is_kept_with_its_topic(telegram, store, listening):
    in_topic = {"message_thread_id": 77, "is_topic_message": True}
    telegram.say(group_of(telegram), "/subscribe@Reprieve_Bot tiktok breaking", **in_topic)
    (answer,) = await telegram.until("sendMessage")
    assert 77 == answer.params["message_thread_id"]
    assert [Channel(Platform.TELEGRAM, -1007, 77)] == await followers(store)


async def test_a_reply_thread_is_no_topic(telegram, store, listening):
    telegram.say(group_of(telegram), "/subscribe", message_thread_id=55)
    await telegram.until("sendMessage")
    assert [Channel(Platform.TELEGRAM, -1007)] == await followers(store)


async def test_an_answer_in_a_group_replies_to_the_question(telegram, listening):
    asked = telegram.say(group_of(telegram), "/about", user_id=BO)
    (answer,) = await telegram.until("sendMessage")
    assert {"message_id": asked, "allow_sending_without_reply": True} == answer.params["reply_parameters"]


async def test_a_channel_post_is_answered_in_the_channel(telegram, store, listening):
    telegram.say(telegram.world.chats[-1009], "/subscribe tiktok")
    (answer,) = await telegram.until("sendMessage")
    assert -1009 == answer.params["chat_id"]
    assert [Channel(Platform.TELEGRAM, -1009)] == await followers(store)


@pytest.mark.parametrize(
    ("status", "n"),
    [("creator", 1), ("administrator", 1), ("member", 0), ("restricted", 0), ("left", 0), ("kicked", 0)],
)
async def test_only_managers_subscribe_a_group(telegram, store, listening, status, n):
    group_of(telegram).members[BO] = status
    telegram.say(group_of(telegram), "/subscribe", user_id=BO)
    await telegram.until("sendMessage")
    assert n == len(await followers(store))


async def test_an_anonymous_administrator_manages_the_group(telegram, store, listening):
    telegram.say_as(group_of(telegram), "/subscribe", group_of(telegram))
    await telegram.until("sendMessage")
    assert 1 == len(await followers(store))


async def test_whoever_speaks_as_another_channel_manages_nothing(telegram, store, listening):
    telegram.say_as(group_of(telegram), "/subscribe", telegram.world.chats[-1009])
    await telegram.until("sendMessage")
    assert [] == await followers(store)


async def test_when_telegram_does_not_tell_who_manages_the_command_can_be_repeated(telegram, store, listening):
    telegram.on("getChatMember", broken(502))
    telegram.say(group_of(telegram), "/subscribe")
    (answer,) = await telegram.until("sendMessage")
    assert answer.params["text"].endswith("Try again.")
    assert [] == await followers(store)


IGNORED = {
    "another bot's command": ("/about@other_bot", {}),
    "perhaps another bot's command": ("/ban 5", {}),
    "a greeting": ("hello /about", {}),
    "a post forwarded by itself": ("/about", {"is_automatic_forward": True}),
}


@pytest.mark.parametrize(("text", "fields"), IGNORED.values(), ids=IGNORED)
async def test_what_is_not_for_us_stays_unanswered(telegram, listening, text, fields):
    telegram.say(group_of(telegram), text, user_id=BO, **fields)
    telegram.say(group_of(telegram), "/help@reprieve_bot", user_id=BO)
    (answer,) = await telegram.until("sendMessage")
    assert "/subscribe [matter] [level]" in answer.params["text"]


async def test_an_unknown_command_is_answered_when_it_is_for_us(telegram, listening):
    telegram.say(telegram.world.chats[ADA], "/stat")
    telegram.say(group_of(telegram), "/stat@reprieve_bot")
    answers = await telegram.until("sendMessage", 2)
    assert ["I do not know /stat. Did you mean /status?"] * 2 == [a.params["text"] for a in answers]


async def test_a_shape_that_telegram_refuses_is_left_away(telegram, listening):
    telegram.on("sendMessage", refused(400, "Bad Request: ENTITY_DATE_INVALID"))
    telegram.say(telegram.world.chats[ADA], "/about")
    assert [True, False] == ["entities" in a.params for a in await telegram.until("sendMessage", 2)]


async def test_the_menus_hold_what_each_may_use_in_both_languages(telegram, listening):
    await telegram.until("setMyCommands", 6)
    menus = {key: [c["command"] for c in commands] for key, commands in telegram.world.menus.items()}
    everything = [c.name for c in COMMANDS]
    for_all = [c.name for c in COMMANDS if not c.is_manager_only]
    scopes = {"default": for_all, "all_private_chats": everything, "all_chat_administrators": everything}
    assert {(scope, lang): names for scope, names in scopes.items() for lang in ("", "zh")} == menus
    assert COMMANDS[0].help["zh"] == telegram.world.menus["all_private_chats", "zh"][0]["description"]


async def test_a_removed_and_returned_bot_is_told_of(telegram, changes, listening):
    channel = Channel(Platform.TELEGRAM, -1007)
    telegram.remove_bot(group_of(telegram))
    telegram.add_bot(group_of(telegram))
    assert [(channel, "the bot was removed, blocked or silenced there: let it in again"), (channel,)] == (
        await changes.until(2)
    )


MEMBERSHIPS = {
    "silenced": (member(ME["id"], "member"), member(ME["id"], "restricted"), 2),
    "may speak again": (member(ME["id"], "restricted"), member(ME["id"], "restricted", can_send_messages=True), 1),
    "may not post": (member(ME["id"], "left"), member(ME["id"], "administrator", can_post_messages=False), 2),
    "may post": (member(ME["id"], "left"), member(ME["id"], "administrator", can_post_messages=True), 1),
}


@pytest.mark.parametrize(("old", "new", "n_words"), MEMBERSHIPS.values(), ids=MEMBERSHIPS)
async def test_whether_the_bot_may_write_is_told_of(telegram, changes, listening, old, new, n_words):
    telegram.membership(telegram.world.chats[-1009], old, new)
    assert [n_words] == [len(words) for words in await changes.until(1)]


async def test_a_change_that_changes_nothing_for_us_is_not_told_of(telegram, changes, listening):
    telegram.membership(group_of(telegram), member(ME["id"], "member"), member(ME["id"], "administrator"))
    telegram.remove_bot(group_of(telegram))
    assert [2] == [len(words) for words in await changes.until(1)]


async def test_a_group_that_becomes_a_supergroup_is_told_of(telegram, changes, listening):
    telegram.upgrade(telegram.world.add(Chat(-70, "group")), -1008)
    assert [(Channel(Platform.TELEGRAM, -70), Channel(Platform.TELEGRAM, -1008))] == await changes.until(1)


async def test_trouble_with_one_update_leaves_the_others(telegram, changes, listening):
    changes.errors.append(StoreError("away"))
    telegram.remove_bot(group_of(telegram))
    telegram.say(telegram.world.chats[ADA], "/about")
    assert 1 == len(await telegram.until("sendMessage"))


async def test_an_answered_command_does_not_come_again(telegram, store, changes):
    for _ in range(2):
        async with _listening(telegram, store, changes):
            telegram.say(telegram.world.chats[ADA], "/about")
            telegram.say(telegram.world.chats[ADA], "/help")
            await telegram.until_confirmed()
    assert 4 == len(telegram.calls("sendMessage"))


async def test_a_command_that_a_crash_cut_short_comes_again(telegram, store, changes):
    telegram.on("sendMessage", hanging())
    telegram.say(telegram.world.chats[ADA], "/about")
    async with _listening(telegram, store, changes):
        await telegram.until("sendMessage")
    async with _listening(telegram, store, changes):
        answers = await telegram.until("sendMessage", 2)
    assert answers[0].params == answers[1].params


async def test_a_chat_that_hangs_delays_no_other_of_the_same_batch(telegram, store, changes):
    telegram.on("sendMessage", hanging(), chat_id=-1007)
    for chat in (group_of(telegram), telegram.world.chats[ADA]):
        telegram.say(chat, "/about", user_id=BO)
    async with _listening(telegram, store, changes):
        answers = await telegram.until("sendMessage", 2)
    assert {-1007, ADA} == {answer.params["chat_id"] for answer in answers}


async def test_outages_are_waited_out_and_told_once(telegram, store, changes, capsys):
    telegram.on("getMe", broken(502), broken(), broken(500))
    telegram.on("getUpdates", broken(502), broken(502))
    telegram.say(telegram.world.chats[ADA], "/about")
    async with _listening(telegram, store, changes):
        await telegram.until("sendMessage")
    told = capsys.readouterr().out
    assert [2, 2] == [told.count(words) for words in ("cannot be fetched from Telegram", "Telegram answers again")]
    assert TOKEN not in told


TROUBLES = {
    "second listener": (refused(409, "Conflict: terminated by other getUpdates request"), "another program listens"),
    "token": (refused(401, "Unauthorized"), "does not accept the bot's token"),
    "flood": (flood(1), "cannot be fetched from Telegram"),
}


@pytest.mark.parametrize(("fault", "words"), TROUBLES.values(), ids=TROUBLES)
async def test_trouble_is_told_with_what_to_do(telegram, store, changes, capsys, monkeypatch, fault, words):
    monkeypatch.setattr(telegram_commands, "_LONGEST_PAUSE_S", 0.01)
    telegram.on("getUpdates", fault)
    telegram.say(telegram.world.chats[ADA], "/about")
    async with _listening(telegram, store, changes):
        await telegram.until("sendMessage")
    assert words in capsys.readouterr().out


async def test_a_menu_that_telegram_does_not_take_keeps_nothing_from_working(telegram, store, changes, capsys):
    telegram.on("setMyCommands", refused(400, "Bad Request: BOT_COMMAND_INVALID"))
    telegram.say(telegram.world.chats[ADA], "/about")
    async with _listening(telegram, store, changes):
        await telegram.until("sendMessage")
    assert "does not take the command menu" in capsys.readouterr().out
