"""The fake Bot API itself: what it refuses, and that it holds both sides to the official descriptions."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from telegram.error import BadRequest, Conflict, Forbidden

from bot.delivery.telegram_request import open_bot
from tests.fakes.telegram_server import TOKEN, TelegramServer
from tests.fakes.telegram_world import Chat


@pytest.fixture
async def telegram():
    async with TelegramServer() as server:
        server.world.add(Chat(5, "private", "Ada"))
        yield server


@pytest.fixture
async def bot(telegram):
    async with open_bot(TOKEN, telegram.base_url) as bot:
        yield bot


WRONG = {
    "unknown parameter": ({"chat_id": 5, "text": "x", "colour": "red"}, "colour"),
    "wrong type": ({"chat_id": 5, "text": "x", "entities": [{"type": "bold", "offset": "a", "length": 1}]}, "offset"),
    "missing parameter": ({"chat_id": 5}, "text"),
}


@pytest.mark.parametrize(("params", "words"), WRONG.values(), ids=WRONG)
async def test_a_request_that_telegram_does_not_know_is_a_problem(telegram, params, words):
    assert 400 == await posted(telegram, json=params)
    assert any(words in problem for problem in telegram.problems)


async def test_forms_are_taken_as_well_as_json(telegram):
    form = {"chat_id": "5", "text": "12", "entities": '[{"type":"bold","offset":0,"length":2}]'}
    assert 200 == await posted(telegram, data=form)
    assert ([], ["12"]) == (telegram.problems, telegram.texts(5))


async def posted(telegram, **body) -> int:
    """The status of a sendMessage from a client that checks nothing."""
    async with aiohttp.ClientSession(telegram.base_url) as session:
        answer = await session.post(f"/bot{TOKEN}/sendMessage", **body)
        answer.release()
        return answer.status


REFUSED = {
    "outside": [{"type": "bold", "offset": 0, "length": 5}],
    "cut symbol": [{"type": "bold", "offset": 0, "length": 2}],
    "far": [{"type": "date_time", "offset": 0, "length": 1, "unix_time": 2_000_000_000, "date_time_format": "r"}],
    "too many": [{"type": "bold", "offset": 0, "length": 1}] * 101,
}


@pytest.mark.parametrize("entities", REFUSED.values(), ids=REFUSED)
async def test_entities_that_telegram_refuses_are_refused(telegram, bot, entities):
    with pytest.raises(BadRequest):
        await bot.send_message(5, "a🕰", api_kwargs={"entities": entities})
    assert [] == telegram.texts(5)


async def test_a_text_that_is_too_long_is_refused(telegram, bot):
    with pytest.raises(BadRequest, match="too long"):
        await bot.send_message(5, "🕰" * 2049)


async def test_a_chat_that_removed_the_bot_refuses_it(telegram, bot):
    telegram.remove_bot(telegram.world.chats[5])
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(5, "x")


async def test_an_offset_forgets_what_lies_before_it(telegram, bot):
    for text in "abc":
        telegram.say(telegram.world.chats[5], text)
    first, second, _ = await bot.get_updates()
    assert ["b", "c"] == [u.message.text for u in await bot.get_updates(offset=second.update_id)]
    assert ["b", "c"] == [u.message.text for u in await bot.get_updates(offset=first.update_id)]


async def test_a_poll_waits_for_news(telegram, bot):
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(bot.get_updates(timeout=5))
        await asyncio.sleep(0.02)
        telegram.say(telegram.world.chats[5], "news")
    assert ["news"] == [update.message.text for update in polling.result()]


async def test_a_second_poll_ends_the_first(telegram, bot):
    async with open_bot(TOKEN, telegram.base_url) as other, asyncio.TaskGroup() as group:
        first = group.create_task(_conflict_of(bot))
        await asyncio.sleep(0.02)
        await other.get_updates()
    assert "terminated by other getUpdates request" in first.result()


async def _conflict_of(bot) -> str:
    with pytest.raises(Conflict) as conflict:
        await bot.get_updates(timeout=5)
    return str(conflict.value)


async def test_messages_are_deleted_pinned_and_edited(telegram, bot):
    first, second = await bot.send_message(5, "a"), await bot.send_message(5, "b")
    assert await bot.pin_chat_message(5, second.message_id)
    assert await bot.delete_message(5, first.message_id)
    await bot.edit_message_text("c", 5, second.message_id)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("c", 5, second.message_id)
    assert (["c"], {5: second.message_id}, []) == (telegram.texts(5), telegram.world.pinned, telegram.problems)


async def test_the_rest_of_what_a_bot_asks_is_answered(telegram, bot):
    assert ("reprieve_bot", "Ada", "left") == (
        (await bot.get_me()).username,
        (await bot.get_chat(5)).first_name,
        (await bot.get_chat_member(5, 9)).status,
    )
    assert await bot.set_my_commands([("help", "Help")], language_code="zh")
    assert ["help"] == [command.command for command in await bot.get_my_commands(language_code="zh")]
    assert await bot.answer_callback_query("1")
    assert [] == telegram.problems
