"""Who gets which calendar, feed or piece of the API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.domain.event import AlertLevel
from bot.domain.matter import Matter
from bot.render.phrases import Phrases
from bot.web.answers import Answer, Shelf, open_to_all
from bot.web.language import phrases_of
from bot.web.plugs import api, feeds
from bot.web.plugs.calendar import calendar
from bot.web.records import Records

_ICS = "text/calendar; charset=utf-8"
_ATOM = "application/atom+xml; charset=utf-8"
_JSON_FEED = "application/feed+json; charset=utf-8"
_JSON = "application/json; charset=utf-8"
_LEVELS = {"": AlertLevel.NOTABLE, "notable": AlertLevel.NOTABLE, "breaking": AlertLevel.BREAKING}
_NO_MATTER = "No matter of this name is watched here. /api/v1/matters lists those that are."
_NO_LEVEL = "This is no level. Ask for breaking or for notable."

Write = Callable[[feeds.Feed], bytes]


@dataclass(frozen=True, slots=True)
class Plugs:
    """Makes what other tools take."""

    records: Records
    shelf: Shelf

    async def ics(self, request: web.Request) -> web.Response:
        matter, phrases = self._matter(request), phrases_of(request, self.records)

        async def make() -> Answer:
            body = calendar(await self.records.dossier(matter), phrases)
            return open_to_all(body, _ICS, Content_Disposition=f'inline; filename="{matter.id}.ics"')

        return await self.shelf.reply(request, ("ics", matter.id, phrases.lang), make)

    async def atom(self, request: web.Request) -> web.Response:
        return await self._feed(request, feeds.atom, _ATOM)

    async def json_feed(self, request: web.Request) -> web.Response:
        return await self._feed(request, feeds.json_feed, _JSON_FEED)

    async def matters(self, request: web.Request) -> web.Response:
        async def make() -> Answer:
            dossiers = [await self.records.dossier(m) for m in self.records.public()]
            return open_to_all(api.matters_json(dossiers), _JSON)

        return await self.shelf.reply(request, "matters", make)

    async def matter(self, request: web.Request) -> web.Response:
        matter = self._matter(request)

        async def make() -> Answer:
            return open_to_all(api.matter_json(await self.records.dossier(matter)), _JSON)

        return await self.shelf.reply(request, ("matter.json", matter.id), make)

    async def description(self, request: web.Request) -> web.Response:
        async def make() -> Answer:
            return open_to_all(api.DESCRIPTION.read_bytes(), _JSON)

        return await self.shelf.reply(request, "openapi", make)

    async def _feed(self, request: web.Request, write: Write, content_type: str) -> web.Response:
        matter, phrases = self._matter(request), phrases_of(request, self.records)
        level = _LEVELS.get(request.query.get("level", ""))
        if level is None:
            raise _refusal(web.HTTPBadRequest, _NO_LEVEL)
        make = self._written(matter, level, phrases, write, content_type)
        return await self.shelf.reply(request, (content_type, matter.id, level, phrases.lang), make)

    def _written(
        self, matter: Matter, level: AlertLevel, phrases: Phrases, write: Write, content_type: str
    ) -> Callable[[], Awaitable[Answer]]:
        async def make() -> Answer:
            dossier = await self.records.dossier(matter)
            feed = feeds.feed_of(dossier, level, phrases, self.records.public_url)
            return open_to_all(write(feed), content_type, Content_Language=feed.lang)

        return make

    def _matter(self, request: web.Request) -> Matter:
        """Raises: HTTPNotFound."""
        matter = self.records.find(request.match_info["id"])
        if matter is None:
            raise _refusal(web.HTTPNotFound, _NO_MATTER)
        return matter


def add_plugs(app: web.Application, records: Records, shelf: Shelf) -> None:
    plugs = Plugs(records, shelf)
    for path, handler in (
        ("/matter/{id}.ics", plugs.ics),
        ("/matter/{id}/feed.atom", plugs.atom),
        ("/matter/{id}/feed.json", plugs.json_feed),
        ("/api/v1/matters", plugs.matters),
        ("/api/v1/matters/{id}", plugs.matter),
        ("/api/v1/openapi.json", plugs.description),
    ):
        app.router.add_get(path, handler)


def _refusal(kind: type[web.HTTPClientError], sentence: str) -> web.HTTPClientError:
    text = api.error_json(sentence).decode()
    return kind(text=text, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})
