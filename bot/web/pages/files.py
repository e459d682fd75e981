"""Style, script and icon, read once; their addresses change with their content, so browsers keep them for good."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from bot.domain.ids import digest
from bot.web.answers import Answer

_FOLDER = Path(__file__).parent / "static"
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def load() -> dict[str, Answer]:
    """Every file by its name in addresses: `page.3kq7.css`."""
    return {_name_of(path): _answer(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _KINDS}


def names(files: Mapping[str, Answer]) -> dict[str, str]:
    """The names in addresses by the names of the files: `page.css` is at `page.3kq7.css`."""
    return {f"{name.partition('.')[0]}.{name.rpartition('.')[2]}": name for name in files}


def add_files(app: web.Application, files: Mapping[str, Answer]) -> None:
    async def static(request: web.Request) -> web.Response:
        answer = files.get(request.match_info["name"])
        if answer is None:
            raise web.HTTPNotFound
        return web.Response(
            body=answer.body,
            headers={"Content-Type": answer.content_type, "Cache-Control": "public, max-age=31536000, immutable"},
        )

    app.router.add_get("/static/{name}", static)


def _answer(path: Path) -> Answer:
    return Answer(path.read_bytes(), f"{_KINDS[path.suffix]}; charset=utf-8")


def _name_of(path: Path) -> str:
    return f"{path.stem}.{digest('file', path.read_text('utf-8'), n_chars=8)}{path.suffix}"
