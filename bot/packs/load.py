"""Which packs there are, and the Matters they make; everything wrong in any of them is reported at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from bot.domain.errors import ConfigError, PackError
from bot.domain.matter import Matter
from bot.packs.schema import Pack
from bot.toml_file import problems_of, read, unknown_key

DEFAULT_MATTERS = ("tiktok",)
_SHIPPED = Path(__file__).parent


def load_packs(names: Sequence[str], own_folder: Path | None, kinds: Collection[str]) -> tuple[Matter, ...]:
    """The matters of these packs; without names the shipped default and every pack of the operator's own folder.

    Shape: an own pack takes the place of a shipped one of the same name; `kinds` are the source kinds there are.
    Raises: PackError with the problems of all packs.
    """
    own = _packs_in(own_folder) if own_folder else {}
    known = _packs_in(_SHIPPED) | own
    wanted = list(dict.fromkeys(names or (*DEFAULT_MATTERS, *own)))
    problems = [f"matters: there is no pack “{n}”; {unknown_key(n, known)}" for n in wanted if n not in known]
    matters = []
    for name in wanted:
        if name in known:
            try:
                matters.append(load_pack(known[name], kinds))
            except PackError as error:
                problems += error.problems
    if problems:
        raise PackError(problems)
    return tuple(matters)


def load_pack(path: Path, kinds: Collection[str]) -> Matter:
    """The matter that a pack file declares. Raises: PackError."""
    try:
        file = read(path)
    except ConfigError as error:
        raise PackError(error.problems) from error
    try:
        pack = Pack.model_validate(file.values, context={"kinds": sorted(kinds)})
    except ValidationError as error:
        raise PackError(problems_of(error, Pack, file)) from error
    if pack.id != path.stem:
        raise PackError([f"{file.where(('id',))}: “id” is {pack.id}, but the file is {path.name}; make them the same."])
    return pack.made()


def _packs_in(folder: Path) -> dict[str, Path]:
    return {p.stem: p for p in _sorted(folder.glob("*.toml"))} if folder.is_dir() else {}


def _sorted(paths: Iterable[Path]) -> list[Path]:
    return sorted(p for p in paths if not p.name.startswith("."))
