import asyncio

import pytest

from bot.cli.main import call
from bot.web.health import Health
from bot.web.server import application, serving


async def checked(health: Health) -> int:
    async def facts() -> Health:
        return health

    async with serving(application(facts, lambda: b"", ()), "127.0.0.1", 0) as port:
        with pytest.MonkeyPatch.context() as environ:
            environ.setenv("REPRIEVE_WEB__HOST", "0.0.0.0")  # noqa: S104  as in the container
            environ.setenv("REPRIEVE_WEB__PORT", str(port))
            return await asyncio.to_thread(call, ["healthcheck"])


async def test_bot_that_is_well_gives_0(capsys):
    assert 0 == await checked(Health(is_store_up=True, heartbeat_age_s=0, n_sources=1, n_sources_healthy=1, backlog=0))
    assert '"status": "ok"' in capsys.readouterr().out


async def test_bot_that_is_ill_gives_1(capsys):
    assert 1 == await checked(Health(is_store_up=False, heartbeat_age_s=0, n_sources=1, n_sources_healthy=1, backlog=0))
    assert '"is_store_up": false' in capsys.readouterr().out


def test_nothing_that_answers_gives_1_and_says_where_it_asked(capsys, monkeypatch, unused_tcp_port):
    monkeypatch.setenv("REPRIEVE_WEB__PORT", str(unused_tcp_port))
    assert 1 == call(["healthcheck"])
    assert f"nothing answers at 127.0.0.1:{unused_tcp_port}" in capsys.readouterr().err
