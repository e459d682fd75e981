import io
import json
import logging
import sys
import warnings

import pytest
import structlog

from bot import log

TOKEN = "123456:SEC/RET-token"


@pytest.fixture
def out():
    """A stream that all logs go to."""
    return io.StringIO()


def failing(text: str) -> None:
    raise ValueError(text)


def rows(out: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_both_logging_libraries_write_one_shape(out):
    log.configure("INFO", "json", [], out)
    structlog.get_logger("ours").info("polled", source="whitehouse")
    logging.getLogger("theirs").warning("slow %s", "host", extra={"took": 3})
    ours, theirs = rows(out)
    assert ("polled", "info", "ours", "whitehouse") == (ours["event"], ours["level"], ours["logger"], ours["source"])
    assert ("slow host", "warning", "theirs", 3) == (theirs["event"], theirs["level"], theirs["logger"], theirs["took"])
    assert ours["timestamp"].endswith("Z")


@pytest.mark.parametrize("style", ["json", "console"])
def test_secret_is_masked_wherever_it_stands(out, style):
    log.configure("DEBUG", style, [TOKEN, ""], out)
    structlog.get_logger("a").info(f"GET /bot{TOKEN}/getMe", url="/bot123456%3ASEC%2FRET-token/getMe", n={"k": [TOKEN]})
    for logger in (structlog.get_logger("b"), logging.getLogger("c")):
        try:
            failing(f"no answer from {TOKEN}")
        except ValueError:
            logger.exception("failed")
    assert "RET-token" not in out.getvalue()
    assert 5 <= out.getvalue().count(log.MASK)


def test_traceback_on_a_terminal_shows_no_variables(out):
    log.configure("INFO", "console", [], out)
    not_registered = "hunter2"
    try:
        failing("x")
    except ValueError:
        structlog.get_logger("a").exception("failed")
    assert not_registered not in out.getvalue()


def test_libraries_that_write_addresses_are_kept_quiet(out):
    log.configure("DEBUG", "json", [], out)
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("telegram.ext").warning("conflict")
    assert ["conflict"] == [r["event"] for r in rows(out)]


def test_quieter_levels_are_left_out(out):
    log.configure("WARNING", "json", [], out)
    structlog.get_logger("a").info("no")
    structlog.get_logger("a").warning("yes")
    logging.getLogger("b").info("no")
    assert ["yes"] == [r["event"] for r in rows(out)]


def test_uncaught_error_and_warning_reach_the_log_masked(out):
    log.configure("INFO", "json", [TOKEN], out)
    error = ValueError(TOKEN)
    sys.excepthook(ValueError, error, None)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"odd {TOKEN}", stacklevel=1)
    crash, warning = rows(out)
    assert ("critical", f"ValueError: {log.MASK}") == (crash["level"], crash["exception"])
    assert f"odd {log.MASK}" in warning["event"]


def test_interrupt_from_the_keyboard_is_no_error(out):
    log.configure("INFO", "json", [], out)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "" == out.getvalue()
