"""Shared by every test: neither the environment of whoever runs them nor the logs of another test reach it."""

import logging
import os
import sys
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

pytest_plugins = ["tests.valkey"]

# The test's own time limit is enough: a first example that waits for an import or a busy core is no failure.
settings.register_profile("reprieve", deadline=None)
settings.load_profile("reprieve")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token or a data folder of the person who runs the tests must never be used by one."""
    for name in [n for n in os.environ if n.startswith("REPRIEVE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A test that configures the logs, as every verb of the command line does, does so for itself."""
    root = logging.getLogger()
    handlers, level, hook, config = root.handlers[:], root.level, sys.excepthook, structlog.get_config()
    levels = {name: logger.level for name, logger in _loggers()}
    yield
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)
    for name, logger in _loggers():
        logger.setLevel(levels.get(name, logging.NOTSET))
    logging.captureWarnings(capture=False)
    structlog.configure(**config)


def _loggers() -> list[tuple[str, logging.Logger]]:
    known = logging.getLogger().manager.loggerDict
    return [(name, logger) for name, logger in known.items() if isinstance(logger, logging.Logger)]
