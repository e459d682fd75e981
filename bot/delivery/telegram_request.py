"""PTB's way to the Bot API over aiohttp: one HTTP stack in the process, and a token that never reaches a log."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# Without it PTB warns at every pause Telegram asks for; with it, pauses are timedeltas.
os.environ.setdefault("PTB_TIMEDELTA", "1")

CONNECT_S = 4.0
ANSWER_S = 10.0
_KEPT_OPEN_S = 15.0
"""Shorter than any server's patience: a message sent into a closing connection would be in doubt."""

_READ_BY_PTB = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
    }
)


class NotTakenError(NetworkError):
    """Telegram surely has not taken the request: no connection came about, or a server before it turned it away."""


class AiohttpRequest(BaseRequest):
    """The transport of python-telegram-bot 22; reads no environment, follows no redirect, uploads no file."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return ANSWER_S

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=_KEPT_OPEN_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=False,
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_: Any,
        **_other_timeouts: Any,
    ) -> tuple[int, bytes]:
        """Status and body. Raises: NotTakenError when surely nothing arrived, else NetworkError or TimedOut."""
        if self._session is None:
            raise NotTakenError("The connection to Telegram is not open")
        form = request_data.json_parameters if request_data else None
        # A long poll names its own time.
        wait_s = read_timeout if isinstance(read_timeout, float | int) else ANSWER_S
        timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_S, sock_read=wait_s)
        # aiohttp's errors tell the address, and the token stands in it: none of them may be chained.
        try:
            async with self._session.request(method, url, data=form, timeout=timeout, allow_redirects=False) as answer:
                return _checked(answer.status, await answer.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotTakenError(f"Telegram cannot be reached ({type(error).__name__})") from None
        except TimeoutError:
            raise TimedOut("Telegram did not answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"The connection to Telegram broke ({type(error).__name__})") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """PTB's own logs a page of HTML with a traceback whenever a proxy is in trouble. Raises: TelegramError."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("The answer does not come from Telegram")
        return answer


@asynccontextmanager
async def open_bot(token: str, base_url: str) -> AsyncIterator[Bot]:
    """A bot over this transport, one session for calls and one for the long poll. Nothing is asked yet: it opens, and
    messages can wait, while Telegram is down.
    """
    async with AiohttpRequest() as calls, AiohttpRequest() as poll:
        yield Bot(
            token,
            base_url=f"{base_url.rstrip('/')}/bot",
            base_file_url=f"{base_url.rstrip('/')}/file/bot",
            request=calls,
            get_updates_request=poll,
        )


def _checked(status: int, body: bytes) -> tuple[int, bytes]:
    """What PTB reads best itself: answers, and refusals that Telegram explains. It takes all others for in doubt."""
    is_telegrams = status in _READ_BY_PTB or (status == HTTPStatus.TOO_MANY_REQUESTS and b"retry_after" in body)
    if status < HTTPStatus.MULTIPLE_CHOICES or is_telegrams:
        return status, body
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NotTakenError(f"A server before Telegram turned the request away with status {status}")
    raise NetworkError(f"Telegram answered with status {status}")
