import json
from dataclasses import replace
from ipaddress import ip_network

import aiohttp
import pytest

from bot.web.health import Health
from bot.web.metrics_page import _is_allowed
from bot.web.server import application, serving

WELL = Health(is_store_up=True, heartbeat_age_s=0.21, n_sources=9, n_sources_healthy=8, backlog=2)
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


async def answer(path: str, health: Health = WELL, allow=LOOPBACK) -> tuple[int, str, str]:
    async def facts() -> Health:
        return health

    app = application(facts, lambda: b"reprieve_polls_total 1.0\n", allow)
    async with (
        serving(app, "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
        session.get(path) as response,
    ):
        return response.status, response.headers["Content-Type"], await response.text()


async def test_healthz_says_ok_when_the_bot_works():
    status, _, text = await answer("/healthz")
    assert 200 == status
    assert {
        "status": "ok",
        "is_store_up": True,
        "heartbeat_age_s": 0.2,
        "n_sources": 9,
        "n_sources_healthy": 8,
        "backlog": 2,
        "audit_age_s": None,
        "audit_problems": None,
    } == json.loads(text)


async def test_healthz_shows_what_the_audit_found_and_stays_ok():
    found = {"waiting": 1, "receipt": 3}
    status, _, text = await answer("/healthz", replace(WELL, audit_age_s=12.345, audit_problems=found))
    shown = json.loads(text)
    assert (200, "ok", 12.3, found) == (status, shown["status"], shown["audit_age_s"], shown["audit_problems"])


@pytest.mark.parametrize("ill", [{"is_store_up": False}, {"heartbeat_age_s": 31.0}])
async def test_healthz_fails_when_nothing_could_be_delivered(ill):
    status, _, text = await answer("/healthz", replace(WELL, **ill))
    assert (503, "failing") == (status, json.loads(text)["status"])


async def test_healthz_stays_ok_when_sources_fail():
    status, _, _ = await answer("/healthz", replace(WELL, n_sources_healthy=0))
    assert 200 == status


async def test_metrics_are_served_to_loopback():
    status, kind, text = await answer("/metrics")
    assert (200, "reprieve_polls_total 1.0\n") == (status, text)
    assert kind.startswith("text/plain; version=")


async def test_metrics_are_refused_to_others():
    status, _, text = await answer("/metrics", allow=(ip_network("10.0.0.0/8"),))
    assert 403 == status
    assert "polls" not in text


@pytest.mark.parametrize(
    ("peer", "is_allowed"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.1.1.1", False), ("", False), (None, False)],
)
def test_peer_is_compared_as_the_address_it_is(peer, is_allowed):
    assert is_allowed == _is_allowed(peer, LOOPBACK)


async def test_other_paths_are_not_found():
    status, _, _ = await answer("/")
    assert 404 == status
