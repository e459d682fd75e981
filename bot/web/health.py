"""/healthz and /readyz: whether the bot does its work, as a status code for machines and a short JSON for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

MAX_HEARTBEAT_AGE_S = 30.0
MAX_AUDIT_AGE_S = 300.0


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of the running bot.

    Shape: `audit_problems` counts by check, None before the first audit. Units: `heartbeat_age_s` is the time since the
    loop last came round, `audit_age_s` since the last audit.
    """

    is_store_up: bool
    heartbeat_age_s: float
    n_sources: int
    n_sources_healthy: int
    backlog: int
    audit_age_s: float | None = None
    audit_problems: Mapping[str, int] | None = None

    @property
    def is_ok(self) -> bool:
        """False when nothing can be delivered. What a restart would not heal, as a failing source, does not count."""
        return self.is_store_up and self.heartbeat_age_s <= MAX_HEARTBEAT_AGE_S

    @property
    def parts(self) -> dict[str, bool]:
        """What must be well before this process is given work; an auditor that has not begun yet is no reason."""
        return {
            "store": self.is_store_up,
            "loops": self.heartbeat_age_s <= MAX_HEARTBEAT_AGE_S,
            "auditor": self.audit_age_s is None or self.audit_age_s <= MAX_AUDIT_AGE_S,
        }


HealthFacts = Callable[[], Awaitable[Health]]


def handler(facts: HealthFacts) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def healthz(_: web.Request) -> web.Response:
        health = await facts()
        body: dict[str, Any] = {"status": "ok" if health.is_ok else "failing", **asdict(health)}
        body |= {name: round(value, 1) for name, value in body.items() if isinstance(value, float)}
        return web.json_response(body, status=200 if health.is_ok else 503, headers={"Cache-Control": "no-store"})

    return healthz


def ready(facts: HealthFacts) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def readyz(_: web.Request) -> web.Response:
        parts = (await facts()).parts
        is_ready = all(parts.values())
        body = {"is_ready": is_ready, **{name: "ok" if is_well else "failing" for name, is_well in parts.items()}}
        return web.json_response(body, status=200 if is_ready else 503, headers={"Cache-Control": "no-store"})

    return readyz
