"""How the house is kept: sizes, maps, imports, and nothing in it that belongs to one machine."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import PurePosixPath

import pytest

from tests.architecture.code import ROOT, modules

MAX_FILE_LINES = 350
MAX_FUNCTION_LINES = 50
MAX_FOLDER_FILES = 15
MACHINE = re.compile(
    r"(?<![\w.])/(?:home|root|Users|work)/[\w.-]+"
    r"|pythonhosted\.org|pypi\.org/simple|registry\.npmjs|artifactory|--index-url|--extra-index-url|--find-links",
)
TEXTS = {".py", ".toml", ".md", ".yml", ".yaml", ".lock", ".txt", ".lua", ".po", ".example", ".cfg", ""}


def test_files_stay_small():
    found = [f"{m.name}: {n} lines" for m in modules() if (n := len(m.text.splitlines())) > MAX_FILE_LINES]
    assert found == []


def test_functions_stay_small():
    found = [
        f"{m.name}:{f.lineno}: {f.name}, {n} lines"
        for m in modules()
        for f in m.functions()
        if (n := (f.end_lineno or f.lineno) - f.lineno + 1) > MAX_FUNCTION_LINES
    ]
    assert found == []


def test_folders_stay_small():
    sizes = Counter(str(PurePosixPath(m.name).parent) for m in modules())
    assert {folder: n for folder, n in sizes.items() if n > MAX_FOLDER_FILES} == {}


def test_every_folder_has_a_map_that_exports_nothing():
    wrong = {m.name: why for m in modules() if m.name.endswith("__init__.py") and (why := _fault_of_map(m.tree))}
    assert wrong == {}


def test_every_folder_is_a_package():
    folders = {PurePosixPath(m.name).parent for m in modules()}
    maps = {PurePosixPath(m.name).parent for m in modules() if m.name.endswith("__init__.py")}
    assert folders - maps == set()


def test_every_file_says_what_it_is_for():
    assert [m.name for m in modules() if not ast.get_docstring(m.tree)] == []


def test_nothing_is_left_unfinished():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bNotImplementedError\b")
    assert [m.name for m in modules() if marks.search(m.text)] == []


def test_nothing_belongs_to_one_machine():
    found = []
    for name in _tracked():
        path = ROOT / name
        if path.suffix in TEXTS and path.is_file() and name != "tests/architecture/test_house.py":
            lines = path.read_text("utf-8", errors="replace").splitlines()
            found += [f"{name}:{n}: {hit.group()}" for n, line in enumerate(lines, 1) if (hit := MACHINE.search(line))]
    assert found == []


def _fault_of_map(tree: ast.Module) -> str:
    docstring = ast.get_docstring(tree, clean=False)
    if docstring is None:
        return "no docstring"
    if len(tree.body) > 1:
        return "holds more than its docstring"
    n_lines = len(docstring.rstrip().splitlines()) + 1
    return "" if 3 <= n_lines <= 6 else f"its map has {n_lines} lines"


def _tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so there is no list of the project's files")
    return listed.stdout.split("\n")[:-1]
