"""The Lua scripts, each with the key layout and the common functions before it, and the digest it is called by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.store.keys import lua_header

_FOLDER = Path(__file__).parent / "lua"
_COMMON = "common"


@dataclass(frozen=True, slots=True)
class Script:
    """Shape: `sha` is the SHA-1 the server knows the text by, so a changed script is another script."""

    text: str
    sha: str


def _load() -> dict[str, Script]:
    before = lua_header() + _text(_FOLDER / f"{_COMMON}.lua")
    return {
        path.relative_to(_FOLDER).with_suffix("").as_posix(): _script(before + _text(path))
        for path in sorted(_FOLDER.glob("*/*.lua"))
    }


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _script(text: str) -> Script:
    return Script(text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())


SCRIPTS = _load()
"""By name, such as `outbox/claim`."""
