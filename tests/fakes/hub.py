"""A real hub on loopback, and the feed that names it: it confirms what it is asked for, signs and pushes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

CHALLENGE = "a-challenge-of-this-hub"


@dataclass
class Hub:
    """Shape: `asked` holds the forms it was sent; `answers` the status and body of each confirmation it asked for.

    `status` is its answer to a form; `lease_seconds` what it grants; `is_prompt` confirms before it answers the form.
    """

    session: aiohttp.ClientSession
    base: str = ""
    entries: str = ""
    status: int = 202
    lease_seconds: str = "864000"
    is_prompt: bool = False
    method: str = "sha256"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)

    @property
    def feed_url(self) -> str:
        return f"{self.base}/feed"

    def body(self, entries: str | None = None) -> bytes:
        links = f"<link rel='hub' href='{self.base}/hub'/><link rel='self' href='{self.feed_url}'/>"
        text = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Harbor</title>{links}"
        return f"{text}{self.entries if entries is None else entries}</feed>".encode()

    async def serve_feed(self, request: web.Request) -> web.Response:
        return web.Response(body=self.body(), content_type="application/atom+xml")

    async def take(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.status == 202 and self.is_prompt:
            await self.confirm()
        return web.Response(status=self.status, headers=self.headers)

    async def confirm(self, n: int = -1, **changes: str) -> tuple[int, str]:
        """Asks the subscriber whether he asked for this."""
        form = self.asked[n]
        query = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": CHALLENGE,
            "hub.lease_seconds": self.lease_seconds,
        } | {f"hub.{name}": value for name, value in changes.items()}
        async with self.session.get(form["hub.callback"], params=query) as response:
            self.answers.append((response.status, await response.text()))
        return self.answers[-1]

    def signature(self, body: bytes, n: int = -1) -> str:
        secret = self.asked[n].get("hub.secret", "").encode()
        return f"{self.method}={hmac.new(secret, body, getattr(hashlib, self.method)).hexdigest()}"

    async def push(self, entries: str, n: int = -1, **headers: str) -> int:
        """The status that the subscriber gives."""
        body = self.body(entries)
        given = {"X-Hub-Signature": self.signature(body, n), "Content-Type": "application/atom+xml"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.post(self.asked[n]["hub.callback"], data=body, headers=given) as response:
            return response.status


def entry(number: int, title: str) -> str:
    link = f"<id>tag:harbor.example,2025:{number}</id><link href='https://harbor.example/{number}'/>"
    return f"<entry>{link}<title>{title}</title><updated>2025-01-19T12:00:00Z</updated></entry>"


@asynccontextmanager
async def running_hub() -> AsyncIterator[Hub]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        hub = Hub(session)
        app = web.Application()
        app.router.add_get("/feed", hub.serve_feed)
        app.router.add_post("/hub", hub.take)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            hub.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield hub
        finally:
            await runner.cleanup()
