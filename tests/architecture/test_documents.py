"""The documents say what the code does."""

import re

import pytest

from bot.cli.main import VERBS
from bot.sources.registry import KINDS
from handlers.command import Command
from handlers.commands import COMMANDS
from tests.architecture.code import ROOT

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
DOCUMENTS = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")}


def rows_in(name: str) -> list[str]:
    """The rows of the README's table between the two marks of a name."""
    return README.split(f"<!-- {name}: begin -->")[1].split(f"<!-- {name}: end -->")[0].strip().splitlines()[2:]


def usage_of(command: Command) -> str:
    return command.name + "".join(f" {a.name}" if a.is_required else f" [{a.name}]" for a in command.arguments)


def test_readme_lists_the_commands_as_the_table_has_them():
    assert [f"| `/{usage_of(c)}` | {c.help['en']} |" for c in COMMANDS] == rows_in("COMMANDS")


def test_readme_lists_the_verbs_as_the_command_line_has_them():
    assert [f"| `reprieve {verb}` | {what} |" for verb, what in VERBS.items()] == rows_in("VERBS")


def test_readme_lists_every_source_kind():
    assert [] == [kind for kind in KINDS if f"| `{kind}` |" not in README]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_make_targets_that_are_named_exist(name):
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", DOCUMENTS[name], re.MULTILINE))
    assert {a or b for a, b in named} - targets == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_are_named_exist(name):
    paths = re.findall(r"`((?:bot|handlers|tests)/[\w./-]*\w)`", DOCUMENTS[name]) + re.findall(
        r"\]\((?!https?:)([^)#]+)\)", DOCUMENTS[name]
    )
    assert [p for p in paths if not (ROOT / p).exists() and not (ROOT / f"{p}.py").exists()] == []
