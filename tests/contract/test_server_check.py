"""A server that could forget what it acknowledged is refused, with the setting to change."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis import Redis

from bot.domain.errors import StoreError, StoreInUseError, StoreSettingsError
from bot.store.keys import Key
from bot.store.redis_store import open_store
from bot.store.valkey.process import binary

GOOD = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}


@contextlib.asynccontextmanager
async def server(folder: Path, **changes: str) -> AsyncIterator[str]:
    """A Valkey with these settings changed; underscores stand for dashes."""
    settings = GOOD | {name.replace("_", "-"): value for name, value in changes.items()}
    options = [word for name, value in settings.items() for word in (f"--{name}", *value.split())]
    socket = folder / "s"
    process = subprocess.Popen(  # noqa: ASYNC220  at once, before anything runs
        [str(binary()), "--port", "0", "--unixsocket", str(socket), "--dir", str(folder), *options],
        stdout=subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(10):
            while not socket.exists():  # noqa: ASYNC110  the server tells nobody when it listens
                await asyncio.sleep(0.01)
        yield f"unix://{socket}"
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"appendonly": "no"}, "appendonly is “no”; set it to “yes”"),
        ({"appendfsync": "everysec"}, "appendfsync is “everysec”; set it to “always”"),
        ({"maxmemory_policy": "allkeys-lru"}, "maxmemory-policy is “allkeys-lru”; set it to “noeviction”"),
        ({"replicaof": "127.0.0.1 1"}, "give the address of the primary"),
    ],
)
async def test_a_wrong_setting_is_refused_by_name(tmp_path: Path, changes: dict[str, str], named: str) -> None:
    async with server(tmp_path, **changes) as url:
        with pytest.raises(StoreSettingsError, match=named):
            async with open_store(url):
                pass


async def test_every_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    async with server(tmp_path, appendfsync="no", maxmemory_policy="volatile-ttl") as url:
        with pytest.raises(StoreSettingsError) as refused:
            async with open_store(url):
                pass
    assert len(refused.value.problems) == 2


async def test_a_good_server_is_taken_and_given_back(tmp_path: Path) -> None:
    async with server(tmp_path) as url:
        async with open_store(url) as store:
            assert store.unchecked == ()
        async with open_store(url):
            pass


async def test_a_server_that_hides_its_settings_is_taken_with_a_word_on_what_was_not_checked(tmp_path: Path) -> None:
    async with server(tmp_path, rename_command="CONFIG hidden") as url, open_store(url) as store:
        assert len(store.unchecked) == 1


async def test_data_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    async with server(tmp_path) as url:
        Redis.from_url(url).set(Key.SCHEMA, 99)
        with pytest.raises(StoreSettingsError, match="newer Reprieve"):
            async with open_store(url):
                pass


async def test_a_second_instance_on_one_server_is_refused_while_the_first_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.instance._RENEW_S", 0.05)
    monkeypatch.setattr("bot.store.instance._LOOK_S", 0.3)
    async with server(tmp_path) as url, open_store(url):
        with pytest.raises(StoreInUseError, match="Another Reprieve runs on this store"):
            async with open_store(url):
                pass


async def test_an_instance_that_was_taken_over_claims_nothing_more(tmp_path: Path) -> None:
    async with server(tmp_path) as url, open_store(url) as first, open_store(url, is_sole=True):
        with pytest.raises(StoreInUseError):
            await first.outbox.claim()


async def test_a_server_that_is_not_there_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="did not answer"):
        async with open_store(f"unix://{tmp_path}/nothing"):
            pass
