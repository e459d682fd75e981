"""`reprieve opml`: a feed reader's list into a pack, and the watched sources into such a list."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import ValidationError

from bot.config import load
from bot.domain.errors import ConfigError, PackError
from bot.packs.load import load_packs
from bot.packs.opml import feeds_in, opml_text, pack_text
from bot.packs.schema import Pack
from bot.sources.registry import KINDS
from bot.toml_file import problem_of

_TITLE = "Sources that Reprieve watches"


def opml(
    file: Path | None = None,
    /,
    *,
    id: str = "",  # noqa: A002  the option is called so in a pack
    name: str = "",
    zone: str = "UTC",
    term: Annotated[tuple[str, ...], Parameter(negative=())] = (),
) -> int:
    """Print the feeds of an OPML file as a pack; without a file, print the watched sources as OPML.

    Save what is printed as ID.toml in your folder of packs, and add deadlines if there are any.

    Parameters
    ----------
    file
        The list as a feed reader exports it.
    id
        The name of the pack, such as ferry-ban.
    name
        What people see; by default the id.
    zone
        The time zone of whoever sets the deadline.
    term
        A word that must stand in an item; give the option once for each.
    """
    if file is None:
        settings = load(os.environ, Path.cwd())
        print(opml_text(_TITLE, load_packs(settings.matters, settings.packs, KINDS)), end="")
        return 0
    if not id or not term:
        raise ConfigError(["say what the pack is called and what it is about: --id ferry-ban --term ferry"])
    listed = feeds_in(file.read_bytes())
    text = pack_text(id, name or id, zone, term, listed.sources)
    _check(text)
    for problem in listed.problems:
        print(problem, file=sys.stderr)
    print(text, end="")
    return 0


def _check(text: str) -> None:
    """Raises: PackError: what is printed can be used as it is."""
    try:
        Pack.model_validate(tomllib.loads(text), context={"kinds": sorted(KINDS)})
    except ValidationError as error:
        raise PackError([problem_of(detail, Pack) for detail in error.errors()]) from error
