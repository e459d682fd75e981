"""The story's feeds over real HTTP on loopback: conditional answers, and an outlet that is down for a night."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.demo.feed_bodies import BODIES
from bot.demo.story import Feed, Story
from bot.ports import Clock


@dataclass(slots=True)
class Served:
    """What was asked for and what was answered, as the server's side saw it."""

    n_polls: int = 0
    n_unchanged: int = 0
    n_failed: int = 0
    n_bytes: int = 0


@dataclass(slots=True)
class FeedServer:
    """Serves each feed of the story at its own path, as it stands at the clock's time. Use as a context manager."""

    story: Story
    clock: Clock
    served: Served = field(default_factory=Served)
    base_url: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        for feed in self.story.feeds:
            app.router.add_get(feed.path, self._answer_for(feed))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}"
        self._runner = runner
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def _answer_for(self, feed: Feed) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            return self._answer(feed, request)

        return answer

    def _answer(self, feed: Feed, request: web.Request) -> web.Response:
        now = self.clock.now()
        self.served.n_polls += 1
        if self.story.is_down(feed.id, now):
            self.served.n_failed += 1
            return web.Response(status=503, text="Too many readers tonight.", headers={"Retry-After": "600"})
        publications = self.story.visible(feed.id, now)
        write, media_type = BODIES[feed.format]
        body = write(feed, publications)
        validators = _validators(body, max((p.at for p in publications), default=now))
        if _is_unchanged(request, validators):
            self.served.n_unchanged += 1
            return web.Response(status=304, headers=validators)
        self.served.n_bytes += len(body)
        return web.Response(body=body, content_type=media_type, charset="utf-8", headers=validators)


def _validators(body: bytes, changed_at: datetime) -> dict[str, str]:
    return {
        "ETag": f'"{sha256(body).hexdigest()[:16]}"',
        "Last-Modified": format_datetime(changed_at.astimezone(UTC), usegmt=True),
    }


def _is_unchanged(request: web.Request, validators: dict[str, str]) -> bool:
    """True when the reader holds this body; the ETag outranks the date (RFC 9110 13.1.3)."""
    asked = request.headers
    if "If-None-Match" in asked:
        return asked["If-None-Match"] == validators["ETag"]
    return asked.get("If-Modified-Since") == validators["Last-Modified"]
