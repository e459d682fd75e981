"""What a row of the command table is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.call import Handler


@dataclass(frozen=True, slots=True)
class Argument:
    """One word that may stand behind a command. Shape: `help` is keyed by language (`en`, `zh`)."""

    name: str
    help: Mapping[str, str]
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A row. Shape: `names` holds a platform's localised names, `help` at most 100 characters a language."""

    name: str
    help: Mapping[str, str]
    run: Handler
    arguments: tuple[Argument, ...] = ()
    is_manager_only: bool = False
    names: Mapping[str, str] | None = None
