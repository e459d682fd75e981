"""`reprieve healthcheck`: the container's question whether the bot does its work; standard library only."""

from __future__ import annotations

import http.client
import os
import sys
from pathlib import Path

from bot.config import load

_TIMEOUT_S = 5.0
_EVERY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104  compared with, not listened on


def healthcheck() -> int:
    """Ask the running bot's /healthz; exit code 0 when it is well, 1 when it is not or does not answer."""
    web = load(os.environ, Path.cwd()).web
    host = "127.0.0.1" if web.host in _EVERY_ADDRESS else web.host
    connection = http.client.HTTPConnection(host, web.port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        print(answer.read(4096).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException) as error:
        print(f"reprieve: nothing answers at {host}:{web.port} ({error}). Is the bot running?", file=sys.stderr)
        return 1
    finally:
        connection.close()
    return 0 if answer.status == http.HTTPStatus.OK else 1
