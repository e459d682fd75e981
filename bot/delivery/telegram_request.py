"""PTB's way to the Bot API over aiohttp: one HTTP stack in the process, and a token that never reaches a log."""

from __future__ import annotations

from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_S = 5.0
ANSWER_S = 10.0
_POLL_GRACE_S = 5.0


class NotConnectedError(NetworkError):
    """No connection came about: nothing was sent."""


class AiohttpRequest(BaseRequest):
    """The BaseRequest of python-telegram-bot 22, without proxies and without reading the environment."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return ANSWER_S

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False, cookie_jar=aiohttp.DummyCookieJar())

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
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises: NotConnectedError before anything was sent, else NetworkError or TimedOut."""
        if self._session is None:
            raise NotConnectedError("the connection to Telegram is not open yet")
        timeout = aiohttp.ClientTimeout(total=_total_s(read_timeout), sock_connect=CONNECT_S)
        try:
            async with self._session.request(method, url, data=_form(request_data), timeout=timeout) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotConnectedError("Telegram cannot be reached") from None  # its text would hold the token
        except TimeoutError:
            raise TimedOut("Telegram did not answer in time") from None
        except (aiohttp.ClientError, OSError):
            raise NetworkError("the connection to Telegram broke") from None  # its text would hold the token


def _total_s(read_timeout: Any) -> float:
    """A long poll names its own time; everything else gets ours."""
    return read_timeout + _POLL_GRACE_S if isinstance(read_timeout, int | float) else ANSWER_S


def _form(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None:
        return None
    if not data.multipart_data:
        return data.json_parameters
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
