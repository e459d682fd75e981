"""Shared by every test: the environment of whoever runs them does not reach them."""

import os

import pytest

pytest_plugins = ["tests.valkey"]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token or a data folder of the person who runs the tests must never be used by one."""
    for name in [n for n in os.environ if n.startswith("REPRIEVE_")]:
        monkeypatch.delenv(name)
