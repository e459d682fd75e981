"""Who gets which page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web
from jinja2 import Environment

from bot.domain.matter import Matter
from bot.render.phrases import Phrases
from bot.web.answers import Answer, Shelf
from bot.web.language import chosen, phrases_of, tag_of
from bot.web.pages import files, markup
from bot.web.pages.view import view_of
from bot.web.records import Records

_HTML = "text/html; charset=utf-8"
_OTHER = {"en": ("zh", "中文"), "zh": ("en", "English")}
"""The language to switch to, and what it calls itself."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes the pages. Shape: `file_names` are the addresses of style, script and icon."""

    records: Records
    shelf: Shelf
    templates: Environment
    file_names: Mapping[str, str]

    async def overview(self, request: web.Request) -> web.Response:
        phrases, lang = self._language(request)

        async def make() -> Answer:
            views = [view_of(await self.records.dossier(m), phrases) for m in self.records.public()]
            return self._page("overview.html", phrases, lang, root="", path="", matters=views)

        return await self.shelf.reply(request, ("overview", phrases.lang, lang), make)

    async def matter(self, request: web.Request) -> web.Response:
        phrases, lang = self._language(request)
        matter = self.records.find(request.match_info["id"])
        if matter is None:
            page = self._page("missing.html", phrases, lang, root="../", path=None)
            return web.Response(status=404, body=page.body, headers={"Content-Type": _HTML})
        return await self.shelf.reply(
            request, ("matter", matter.id, phrases.lang, lang), self._made(matter, phrases, lang)
        )

    def _made(self, matter: Matter, phrases: Phrases, lang: str) -> Callable[[], Awaitable[Answer]]:
        async def make() -> Answer:
            view = view_of(await self.records.dossier(matter), phrases)
            path = f"matter/{matter.id}"
            return self._page("matter.html", phrases, lang, root="../", path=path, matter=view)

        return make

    def _language(self, request: web.Request) -> tuple[Phrases, str]:
        phrases = phrases_of(request, self.records)
        return phrases, chosen(request, phrases)

    def _page(self, name: str, phrases: Phrases, lang: str, **values: object) -> Answer:
        """Shape: every address in a page is relative, so it works below any path of a proxy."""
        other, other_name = _OTHER[phrases.lang.partition("_")[0]]
        text = self.templates.get_template(name).render(
            phrases=phrases,
            lang=tag_of(phrases),
            keep=f"?lang={lang}" if lang else "",
            other=other,
            other_name=other_name,
            files=self.file_names,
            public_url=self.records.public_url,
            **values,
        )
        return Answer(text.encode("utf-8", "replace"), _HTML, {"Content-Language": tag_of(phrases)})


def add_pages(app: web.Application, records: Records, shelf: Shelf) -> None:
    held = files.load()
    pages = Pages(records, shelf, markup.environment(), files.names(held))
    app.router.add_get("/", pages.overview)
    app.router.add_get("/matter/{id}", pages.matter)
    files.add_files(app, held)
