"""The invariants of ARCHITECTURE.md, as far as reading the source can hold them."""

import ast
import re

from handlers.commands import COMMANDS
from tests.architecture.code import ROOT, dotted, modules, modules_in

CORE = ("bot/domain", "bot/text", "bot/render", "bot/deadlines", "bot/pipeline", "bot/polling")
CLOCKS = re.compile(
    r"(^|\.)(time\.(time|monotonic|perf_counter)(_ns)?|time\.sleep|datetime\.(now|utcnow|today)|date\.today)$"
)
FILE_CALLS = re.compile(r"(^|\.)(open|print|input|read_text|read_bytes|write_text|write_bytes)$")
OWN_DATA = {"bot/pipeline/lexicon/load.py"}
"""Reads the word lists beside it, once, when it is imported."""

READS_AND_SCRIPTS = {
    *("aclose", "config_get", "eval", "evalsha", "exists", "from_url", "get", "hget", "hgetall", "hlen", "hmget"),
    *("hvals", "info", "llen", "lrange", "mget", "ping", "pipeline", "scan_iter", "scard", "script_load", "sismember"),
    *("smembers", "smismember", "time", "type", "zcard", "zcount", "zmscore", "zrange", "zrangebyscore", "zscore"),
}
ANSWERS_START = {"help"}
"""Every Telegram chat begins with /start, which is no command of ours: it is answered by this one."""

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


def test_i4_the_store_writes_through_scripts_alone():
    found = [
        f"{m.name}:{line}: {name}"
        for m in modules_in("bot/store")
        for line, name in m.calls()
        if (command := re.search(r"(?:^|[._])redis\.(\w+)$", name)) and command.group(1) not in READS_AND_SCRIPTS
    ]
    # The layout's number is written once, before anything else is there.
    assert ["bot/store/server_check.py"] == [f.split(":")[0] for f in found]


def test_i5_validators_are_written_with_their_items_or_when_nothing_is_new():
    scripts = ROOT / "bot" / "store" / "lua"
    writing = {p.relative_to(scripts).as_posix() for p in scripts.rglob("*.lua") if "'etag'" in p.read_text("utf-8")}
    assert {"items/commit.lua", "items/note_unchanged.lua"} == writing


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


def test_i7_no_platform_writes_a_command_of_its_own():
    names = {name for c in COMMANDS for name in (c.name, *c.names.values())}
    found = [
        f"{m.name}:{node.lineno}: {node.value}"
        for m in modules_in("handlers")
        if m.name.endswith("_commands.py")
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Constant) and node.value in names - ANSWERS_START
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
