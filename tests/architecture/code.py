"""The project's own source as syntax trees, for tests about how it is written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Module:
    """One file of the product. Shape: `name` is its path from the root, with slashes."""

    name: str
    text: str
    tree: ast.Module

    def calls(self) -> Iterator[tuple[int, str]]:
        """Every call as its line and the dotted name that is called (`datetime.now`, `self._sender.send`)."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node.lineno, dotted(node.func)

    def imports(self) -> Iterator[tuple[int, str]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.lineno, node.module or ""

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Subscript):
        return f"{dotted(node.value)}[]"
    return f"{dotted(node.func)}()" if isinstance(node, ast.Call) else "?"


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the product, in the order of their names."""
    files = sorted(p for package in ("bot", "handlers") for p in (ROOT / package).rglob("*.py"))
    return tuple(_read(p) for p in files)


def modules_in(*folders: str) -> list[Module]:
    return [m for m in modules() if m.name.startswith(tuple(f"{f}/" for f in folders))]


def _read(path: Path) -> Module:
    text = path.read_text("utf-8")
    return Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text))
