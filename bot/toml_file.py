"""A TOML file, where each of its keys stands, and what is wrong with it as sentences a person can act on."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.domain.errors import ConfigError

Location = tuple[str | int, ...]
"""The way to a value: table and key names, and positions in arrays of tables."""

_NAME = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"({_NAME}(?:\s*\.\s*{_NAME})*)"
_HEADER = re.compile(rf"\s*(\[\[?)\s*{_DOTTED}\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*{_DOTTED}\s*=")
_TEXT_FENCE = re.compile(r'"""|' + "'''")
_AT_LINE = re.compile(r" ?\(at line (\d+), column (\d+)\)$")
_AT_END = re.compile(r" ?\(at end of document\)$")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file that was read. Shape: `lines` knows the line of every table and key that stands on a line of its own."""

    path: Path
    values: dict[str, Any]
    lines: dict[Location, int]

    def where(self, location: Location) -> str:
        """`file:line` of a value, or of the nearest thing around it."""
        for length in range(len(location), 0, -1):
            if line := self.lines.get(location[:length]):
                return f"{self.path}:{line}"
        return str(self.path)


def read(path: Path) -> TomlFile:
    """The file's values. Raises: ConfigError when it cannot be read or is not TOML."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ConfigError([f"{path} cannot be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path} is not UTF-8 text; save it as UTF-8."]) from error
    try:
        return TomlFile(path, tomllib.loads(text), _lines_of(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax_problem(path, str(error), len(text.splitlines()))]) from error


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was most probably meant, empty when none is near."""
    by_fold = {k.casefold(): k for k in known}
    found = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def unknown_key(key: str, known: Iterable[str]) -> str:
    """The half-sentence for a key that nobody knows: the one that was meant, else all there are."""
    known = sorted(known)
    guess = nearest(key, known)
    return f"did you mean “{guess}”?" if guess else f"known here: {', '.join(known)}."


def problem_of(detail: ErrorDetails, model: type[BaseModel]) -> str:
    """One finding of pydantic as a sentence without its subject: what is wrong, and what would be right."""
    key = next((step for step in reversed(detail["loc"]) if isinstance(step, str)), "")
    if detail["type"] == "extra_forbidden":
        return f"unknown key “{key}”; {unknown_key(key, keys_at(model, detail['loc'][:-1]))}"
    if detail["type"] == "missing":
        return f"“{key}” is missing; add it."
    message = detail["msg"].removeprefix("Value error, ").replace("Input should", "it should")
    ending = "" if message.endswith((".", "?")) else "."
    return f"“{key}”: {message}{ending}" if key else f"{message}{ending}"


def problems_of(error: ValidationError, model: type[BaseModel], file: TomlFile) -> list[str]:
    """Every finding about the file, each with file and line, in the order of the lines."""
    found = [(file.where(d["loc"]), problem_of(d, model)) for d in error.errors()]
    return [f"{where}: {problem}" for where, problem in sorted(found, key=lambda f: (_line(f[0]), f[1]))]


def keys_at(model: type[BaseModel], location: Location) -> list[str]:
    """The keys that a model knows at a location inside it."""
    for step in location:
        if isinstance(step, str):
            field = next((f for n, f in model.model_fields.items() if step in (n, f.alias)), None)
            inner = _model_in(field.annotation) if field else None
            if inner is None:
                return []
            model = inner
    return [f.alias or name for name, f in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model that an annotation such as `tuple[Source, ...]` or `Web | None` holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model_in(a))), None)


def _line(where: str) -> int:
    line = where.rpartition(":")[2]
    return int(line) if line.isdigit() else 0


def _syntax_problem(path: Path, message: str, last_line: int) -> str:
    if at := _AT_LINE.search(message):
        return f"{path}:{at.group(1)}: not valid TOML: {message[: at.start()]} (column {at.group(2)})."
    return f"{path}:{last_line}: not valid TOML: {_AT_END.sub('', message)} at the end of the file."


def _lines_of(text: str) -> dict[Location, int]:
    """Where each table and key stands; tomllib keeps no positions, so the lines are read once more for them."""
    lines: dict[Location, int] = {}
    table: Location = ()
    counts: dict[Location, int] = {}
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if line.count(fence) % 2 else fence
            continue
        if header := _HEADER.match(line):
            table = _table_from(header.group(2), header.group(1) == "[[", counts)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, *_names_in(key.group(1))), number)
        fence = _open_fence(line)
    return lines


def _table_from(name: str, is_array: bool, counts: dict[Location, int]) -> Location:  # noqa: FBT001  the two kinds of header
    """The location of a header; the position of an array's element is the number of its headers so far."""
    location: Location = ()
    for part in _names_in(name):
        location = (*location, part)
        if location in counts:
            location = (*location, counts[location])
    if not is_array:
        return location
    array = location[:-1] if isinstance(location[-1], int) else location
    counts[array] = counts.get(array, -1) + 1
    return (*array, counts[array])


def _names_in(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip(" \t\"'") for part in re.findall(_NAME, dotted))


def _open_fence(line: str) -> str:
    """The fence of a text over several lines that this line leaves open."""
    found = _TEXT_FENCE.search(line)
    return found.group() if found and line.count(found.group()) % 2 else ""
