"""`reprieve parse`: what a source kind finds in a captured body."""

from __future__ import annotations

import asyncio
import json as jsonlib
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bot.domain.errors import ConfigError, SourceError
from bot.domain.ids import SourceId
from bot.domain.item import Item, Parsed, Problem
from bot.domain.source import SourceSpec
from bot.sources.kind import WHOLE_BODY
from bot.sources.registry import KINDS
from bot.sources.worker import ParseWorker
from bot.toml_file import unknown_key


def parse(kind: str, file: Path, /, *, json: Annotated[bool, Parameter(negative=())] = False, url: str = "") -> int:
    """Print the items that a source kind finds in a captured body.

    Problems go to stderr. Exit code 0 even for a broken body: what could be read is printed.

    Parameters
    ----------
    kind
        The source kind, for instance news_feed or whitehouse.
    file
        The body as it was served.
    json
        Print one JSON object a line: key, title, url, published_at, summary, authors; aliases, signed_on if known.
    url
        The address it was served from; relative links are resolved against it.
    """
    if kind not in KINDS:
        raise ConfigError([f"there is no source kind “{kind}”; {unknown_key(kind, KINDS)}"])
    spec = SourceSpec(SourceId("parse"), kind, url, KINDS[kind].trust, outlet=file.name)
    parsed = asyncio.run(_parsed(file.read_bytes(), spec))
    for problem in parsed.problems:
        print(f"{problem.where}: {problem.what}", file=sys.stderr)
    for item in parsed.items:
        print(_row(item) if json else _sentence(item))
    return 0


async def _parsed(body: bytes, spec: SourceSpec) -> Parsed:
    """As the bot parses it: a body that hangs or kills its parser is a problem like any other."""
    async with ParseWorker() as worker:
        try:
            return await worker.parse(spec.kind, body, spec)
        except SourceError as error:
            return Parsed((), (Problem(WHOLE_BODY, str(error)),))


def _row(item: Item) -> str:
    row = {
        "key": item.key,
        "title": item.title,
        "url": item.url,
        "published_at": item.published_at.isoformat() if item.published_at else None,
        "summary": item.summary,
        "authors": list(item.authors),
    }
    known = {"aliases": list(item.aliases), "signed_on": item.signed_on and item.signed_on.isoformat()}
    return jsonlib.dumps(row | {name: value for name, value in known.items() if value}, ensure_ascii=False)


def _sentence(item: Item) -> str:
    day = item.published_at.date().isoformat() if item.published_at else "no date   "
    return f"{day}  {item.title}  {item.url}"
