"""Templates and lines as HTML. Everything is escaped; nothing is marked as safe by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.render.plain_format import visible
from bot.text.urls import absolute

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
    made.filters |= {"iso": iso, "visible": visible, "web": absolute}
    return made


def iso(at: datetime) -> str:
    """The instant as machines read it: `2025-01-20T04:59:00Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
