"""Templates and lines as HTML. Everything is escaped; nothing is marked as safe by hand."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.render.plain_format import visible
from bot.web.told import address, iso

_FOLDER = Path(__file__).parent / "templates"


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"iso": iso, "visible": visible, "web": address}
    return made
