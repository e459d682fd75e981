"""What can be known of the scripts without running them."""

from __future__ import annotations

import re
from pathlib import Path

import bot.store.scripts
from bot.store.keys import LIMITS, Key, lua_header
from bot.store.scripts import SCRIPTS

FOLDER = Path(bot.store.scripts.__file__).parent
TEXTS = {path.relative_to(FOLDER).as_posix(): path.read_text() for path in sorted((FOLDER / "lua").rglob("*.lua"))}
PYTHON = "".join(path.read_text() for path in FOLDER.glob("*.py"))


def test_scripts_name_only_keys_of_the_layout() -> None:
    known = {key.name.lower() for key in Key}
    named = {name for text in TEXTS.values() for name in re.findall(r"\bkey\.(\w+)", text)}
    assert named - known == set()


def test_every_key_of_the_layout_is_used() -> None:
    used = {name for text in TEXTS.values() for name in re.findall(r"\bkey\.(\w+)", text)}
    used |= {name.lower() for name in re.findall(r"\bKey\.(\w+)", PYTHON)}
    assert {key.name.lower() for key in Key} - used == set()


def test_no_script_spells_a_key() -> None:
    assert [name for name, text in TEXTS.items() if "rp:" in text] == []


def test_every_limit_is_used() -> None:
    text = "".join(TEXTS.values())
    assert [name for name in LIMITS if name not in text] == []


def test_every_script_is_called() -> None:
    assert [name for name in SCRIPTS if f'"{name}"' not in PYTHON] == []


def test_no_key_begins_like_the_family_of_another() -> None:
    families = [key for key in Key if key.endswith(":")]
    assert [(a, b) for a in families for b in Key if a != b and b.startswith(a)] == []


def test_every_script_says_what_it_does() -> None:
    assert [name for name, text in TEXTS.items() if not text.startswith("-- ")] == []


def test_a_script_of_another_text_has_another_name_on_the_server() -> None:
    shas = [script.sha for script in SCRIPTS.values()]
    assert len(set(shas)) == len(shas)


def test_the_layout_stands_before_every_script() -> None:
    assert [name for name, script in SCRIPTS.items() if not script.text.startswith(lua_header())] == []
