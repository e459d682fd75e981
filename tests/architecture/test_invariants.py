"""The invariants of ARCHITECTURE.md, as far as reading the source can hold them."""

import ast
import re

from tests.architecture.code import dotted, modules, modules_in

CORE = ("bot/domain", "bot/text", "bot/render", "bot/deadlines", "bot/pipeline")
CLOCKS = re.compile(
    r"(^|\.)(time\.(time|monotonic|perf_counter)(_ns)?|time\.sleep|datetime\.(now|utcnow|today)|date\.today)$"
)
FILE_CALLS = re.compile(r"(^|\.)(open|print|input|read_text|read_bytes|write_text|write_bytes)$")
OWN_DATA = {"bot/pipeline/lexicon/load.py"}
"""Reads the word lists beside it, once, when it is imported."""

MAY_CATCH_ALL = {"bot/loops/supervise.py", "handlers/dispatch.py"}
EXECUTORS = {"eval", "exec", "compile", "pickle", "shelve", "marshal", "dill", "cloudpickle", "jsonpickle"}


def test_i1_the_core_touches_no_file_and_no_terminal():
    found = [
        f"{m.name}:{line}: {name}"
        for m in modules_in(*CORE)
        if m.name not in OWN_DATA
        for line, name in m.calls()
        if FILE_CALLS.search(name)
    ]
    assert found == []


def test_i6_only_the_clock_reads_the_clock():
    found = [
        f"{m.name}:{line}: {name}"
        for m in modules()
        if m.name != "bot/loops/clock.py"
        for line, name in m.calls()
        if CLOCKS.search(name)
    ]
    assert found == []


def test_i6_only_deliver_sends():
    found = [
        f"{m.name}:{line}: {name}"
        for m in modules()
        if m.name != "bot/loops/deliver.py"
        for line, name in m.calls()
        if re.search(r"(^|\.)_?senders?(\[\]|\(\))?\.send$", name)
    ]
    assert found == []


def test_i8_only_the_two_supervisors_catch_everything():
    found = [
        f"{m.name}:{node.lineno}"
        for m in modules()
        if m.name not in MAY_CATCH_ALL
        for node in ast.walk(m.tree)
        if isinstance(node, ast.ExceptHandler) and _catches_all(node)
    ]
    assert found == []


def test_i9_nothing_stored_is_executed():
    found = [
        f"{m.name}:{line}: {name}"
        for m in modules()
        for line, name in (*m.calls(), *m.imports())
        if name.split(".")[0] in EXECUTORS
    ]
    assert found == []


def _catches_all(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(dotted(c) in ("Exception", "BaseException") for c in caught)
