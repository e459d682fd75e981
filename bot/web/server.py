"""The bot's own web server: started and stopped with the bot, on loopback unless told otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.web import headers, health, metrics_page
from bot.web.answers import Shelf
from bot.web.health import HealthFacts
from bot.web.inbox import Door, add_door
from bot.web.inbox_websub import HubDoor, add_hub_door
from bot.web.metrics_page import Network
from bot.web.pages.routes import add_pages
from bot.web.plugs.routes import add_plugs
from bot.web.records import Records


def application(
    facts: HealthFacts,
    exposition: Callable[[], bytes],
    metrics_allow: Sequence[Network],
    doors: Iterable[Door] = (),
    hub_door: HubDoor | None = None,
    records: Records | None = None,
) -> web.Application:
    app = web.Application(client_max_size=64 * 1024)
    app.on_response_prepare.append(headers.guard)
    app.router.add_get("/healthz", health.handler(facts))
    app.router.add_get("/readyz", health.ready(facts))
    app.router.add_get("/metrics", metrics_page.handler(exposition, metrics_allow))
    for door in doors:
        add_door(app, door)
    if hub_door is not None:
        add_hub_door(app, hub_door)
    if records is not None:
        shelf = Shelf(records.clock)
        add_plugs(app, records, shelf)
        add_pages(app, records, shelf)
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Answers while the block runs; gives the port, a free one when `port` is 0.

    Raises: OSError when the address cannot be listened on.
    """
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
