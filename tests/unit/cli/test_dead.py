"""`reprieve dead` on a real Valkey, beside a bot and without one."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from bot.cli.main import call
from bot.domain.errors import StoreError
from bot.store.embedded import embedded_valkey, shared_valkey
from bot.store.redis_store import RedisStore, open_store
from bot.store.valkey.folder_lock import locked
from tests.contract.given import HERE, THERE, claim, commit, queue, reminder_event, story
from tests.contract.given import address as addressed

NEVER = "abcdefghijklmnopqrstuvwx"


async def _given_up(store: RedisStore, reason: str) -> str:
    delivery = await claim(store)
    await store.outbox.bury(delivery, reason)
    return delivery.id


async def _letters(url: str) -> list[str]:
    """A story and a reminder that were given up, the older first."""
    async with open_store(url, is_sole=True) as store:
        await commit(store, stories=(story(),))
        await queue(store)
        of_story = await _given_up(store, "Telegram refuses this message: too long")
        await commit(store, events=(reminder_event(),))
        await addressed(store, "r1", to=(THERE,))
        return [of_story, await _given_up(store, "its embed is refused")]


async def _claimed(url: str) -> set[str]:
    """What a bot on this store would send now."""
    claimed = set()
    async with open_store(url, is_sole=True) as store:
        while (delivery := await store.outbox.claim()) is not None:
            claimed.add(delivery.id)
    return claimed


@pytest.fixture
def url(valkey_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """An empty store that the settings name."""
    with Redis.from_url(valkey_url) as client:
        client.flushall()
    monkeypatch.setenv("REPRIEVE_REDIS_URL", valkey_url)
    monkeypatch.chdir(tmp_path)
    return valkey_url


def test_list_tells_where_what_why_and_since_when(url, capsys):
    older, newer = asyncio.run(_letters(url))
    assert 0 == call(["dead", "list", "--json"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [newer, older] == [row["id"] for row in rows]
    assert all(row.pop("since").endswith("Z") for row in rows)
    assert {
        "id": older,
        "platform": "telegram",
        "channel": HERE.id,
        "matter": "tiktok",
        "story": story().primary.title,
        "reason": "Telegram refuses this message: too long",
    } == rows[1]
    assert ("discord", "reminder of the deadline “divest”") == (rows[0]["platform"], rows[0]["story"])


def test_list_for_people_says_the_same(url, capsys):
    older, newer = asyncio.run(_letters(url))
    assert 0 == call(["dead", "list"])
    out = capsys.readouterr().out
    wanted = [older, newer, HERE.id, story().primary.title, "its embed is refused"]
    assert [] == [word for word in wanted if word not in out]


def test_list_of_nothing_says_so(url, capsys):
    assert 0 == call(["dead", "list"])
    assert "Nothing was given up.\n" == capsys.readouterr().out


def test_redrive_of_one_leaves_the_other(url, capsys):
    older, newer = asyncio.run(_letters(url))
    assert 0 == call(["dead", "redrive", older])
    assert capsys.readouterr().out.startswith("1 of 1 ")
    assert {older} == asyncio.run(_claimed(url))
    assert 0 == call(["dead", "list"])
    out = capsys.readouterr().out
    assert (True, False) == (newer in out, older in out)


def test_redrive_of_all_puts_every_letter_back(url, capsys):
    letters = asyncio.run(_letters(url))
    assert 0 == call(["dead", "redrive", "--all"])
    assert capsys.readouterr().out.startswith("2 of 2 ")
    assert set(letters) == asyncio.run(_claimed(url))


def test_redrive_of_all_when_there_are_none_is_no_error(url):
    assert 0 == call(["dead", "redrive", "--all"])


def test_redrive_of_what_is_no_letter_says_so(url, capsys):
    assert 1 == call(["dead", "redrive", NEVER])
    assert f"reprieve: {NEVER} is left alone: it is no dead letter, or its event is gone.\n" == capsys.readouterr().err


@pytest.mark.parametrize("words", [[], [NEVER, "--all"]])
def test_redrive_wants_ids_or_all(url, capsys, words):
    assert 2 == call(["dead", "redrive", *words])
    assert "or --all" in capsys.readouterr().err


async def test_bundled_store_of_a_running_bot_is_used_beside_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("REPRIEVE_DATA", str(tmp_path))
    async with embedded_valkey(tmp_path / "valkey") as url, open_store(url, is_sole=True) as store:
        await queue(store)
        letter = await _given_up(store, "too long")
        assert 0 == await asyncio.to_thread(call, ["dead", "redrive", letter])
        assert letter == (await claim(store)).id


def test_bundled_store_is_opened_when_no_bot_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("REPRIEVE_DATA", str(tmp_path))
    assert 0 == call(["dead", "list"])
    assert "Nothing was given up.\n" == capsys.readouterr().out


async def test_bundled_store_that_is_only_just_starting_is_asked_for_later(tmp_path):
    with locked(tmp_path / "bot.lock"), pytest.raises(StoreError, match="try again in a moment"):
        async with shared_valkey(tmp_path):
            pass
