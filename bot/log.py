"""Structured logs for every library alike, with secrets masked in whatever is written, tracebacks included."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

import structlog
from structlog.typing import Processor

MASK = "•••"
_LOUD_LIBRARIES = ("httpx", "httpcore", "telegram", "discord", "aiohttp.access", "apscheduler", "asyncio")
"""Libraries whose INFO is noise; httpx would even write the Telegram token, which stands in its addresses."""


def configure(level: str, style: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Sends all logs, structlog's and the standard library's, to one stream (stderr) in one shape.

    Shape: `style` is `console`, `json`, or `auto`: console on a terminal, JSON elsewhere.
    """
    stream = stream or sys.stderr
    is_console = style == "console" or (style == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Masking(_renderers(stream, is_console=is_console), secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _LOUD_LIBRARIES:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.filter_by_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_FOREIGN: list[Processor] = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class _Masking(structlog.stdlib.ProcessorFormatter):
    """Masks in the finished line: a secret may stand in a message, a value, or deep in a traceback."""

    def __init__(self, renderers: list[Processor], secrets: Iterable[str]) -> None:
        super().__init__(processors=renderers, foreign_pre_chain=_FOREIGN)
        held = {form for s in secrets if s for form in (s, quote(s, safe=""), json.dumps(s)[1:-1])}
        self._secrets = sorted(held, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, MASK)
        return line


def _renderers(stream: TextIO, *, is_console: bool) -> list[Processor]:
    tidy = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if is_console:
        # Plain tracebacks: the rich ones print local variables, wrapped so that a secret in them escapes the mask.
        return [
            tidy,
            structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback),
        ]
    return [tidy, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("reprieve").critical("stopped by an unexpected error", exc_info=(kind, error, trace))
