"""What gets installed is exact, hash-checked, and from nowhere in particular."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.architecture.code import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pinned(lock: str) -> dict[str, str]:
    """Each package of a lock file with its version."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ \\;]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


def normal(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_index_and_no_host(lock):
    assert [] == re.findall(r"^--.*|\w+://\S+", (ROOT / lock).read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_hashes(lock):
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert [] == [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_locks_hold_everything_that_is_declared():
    runtime = {normal(r) for r in PROJECT["project"]["dependencies"]}
    build = {normal(r) for r in PROJECT["dependency-groups"]["build"]}
    dev = {normal(r) for r in PROJECT["dependency-groups"]["dev"] if isinstance(r, str)}
    assert set() == (runtime | build) - set(pinned("requirements.lock"))
    assert set() == (runtime | build | dev) - set(pinned("requirements-dev.lock"))


def test_locks_agree_on_every_version():
    runtime, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert runtime == {name: dev.get(name, "") for name in runtime}


def test_build_backend_is_locked():
    assert {normal(r) for r in PROJECT["build-system"]["requires"]} <= set(pinned("requirements.lock"))


def test_setup_says_what_to_do_when_python_is_too_old(tmp_path: Path):
    for tool in ("bash", "env", "rm"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    ran = subprocess.run(
        [ROOT / ".ci" / "install", "requirements.lock", tmp_path / "venv"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": str(tmp_path), "HOME": os.environ.get("HOME", "")},
        text=True,
    )
    assert 1 == ran.returncode
    assert ran.stderr.startswith("Reprieve needs Python 3.11 or newer, and none was found.")
