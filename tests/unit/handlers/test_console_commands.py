from __future__ import annotations

import pytest

from bot.render.plain_format import plain
from handlers.console_commands import CONSOLE, answer
from tests.unit.handlers.desk import TIKTOK, opened


@pytest.mark.parametrize("line", ["/status tiktok", "status tiktok", "  /STATUS   TikTok law \n", "/状态"])
async def test_typed_line_is_answered_with_and_without_slash(line: str):
    counter = await opened()
    reply = await answer(line, counter.dispatcher, "en")
    assert reply is not None
    assert "TikTok law" == plain(reply.message).splitlines()[0]


@pytest.mark.parametrize("line", ["", "\n", "  ", "/", " / "])
async def test_empty_line_is_not_answered(line: str):
    counter = await opened()
    assert await answer(line, counter.dispatcher, "en") is None


async def test_who_types_manages_the_console():
    counter = await opened()
    await answer("/subscribe", counter.dispatcher, "zh")
    assert {TIKTOK.id} == set(await counter.followed(CONSOLE))
