"""A real HTTP server on loopback that serves feeds as badly as the worst hosts do."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in; header names are in lower case."""

    path: str
    headers: Mapping[str, str]


Handler = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FeedHost:
    """Serves what its pages say, and remembers what it was asked. Use it in `async with`."""

    pages: dict[str, Handler] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        for task in list(self._tasks):
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._server.wait_closed()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while (request := await _read(reader)) is not None:
                self.requests.append(request)
                await self.pages.get(request.path, nothing_here)(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever asked hung up
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *rest = head.decode("latin-1").split("\r\n")
    pairs = (line.split(":", 1) for line in rest if ":" in line)
    return Request(first.split(" ")[1], {name.lower(): value.strip() for name, value in pairs})


def page(body: bytes = b"", status: int = 200, **headers: str) -> Handler:
    """One answer, always the same; `_` in a header's name stands for `-`."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        await _write(writer, status, body, headers)

    return answer


nothing_here = page(b"nothing here", status=404)


def changing(*answers: Handler) -> Handler:
    """One answer after the other; the last one stays."""
    left = list(answers)

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(request, writer)

    return answer


def conditional(body: bytes, etag: str) -> Handler:
    """An honest host: 304 to whoever has this ETag."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        is_known = request.headers.get("if-none-match") == etag
        await _write(writer, 304 if is_known else 200, b"" if is_known else body, {"ETag": etag})

    return answer


def redirect(target: str, status: int = 302) -> Handler:
    """To somewhere else, for ever if it leads back here."""
    return page(status=status, Location=target)


def gzip_bomb(n_bytes: int) -> bytes:
    """So many zero bytes, compressed about a thousand times."""
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1 << 20)
    return b"".join((*(packer.compress(block) for _ in range(n_bytes >> 20)), packer.flush()))


async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
    """A body without end, as fast as it is taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n<rss><channel>")
    while True:
        writer.write(b"<item><title>more</title></item>" * 512)
        await writer.drain()


async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
    """A byte now and then: never silent, never done."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def hang(request: Request, writer: asyncio.StreamWriter) -> None:
    """Takes the request and never answers."""
    await asyncio.Event().wait()


async def hang_up(request: Request, writer: asyncio.StreamWriter) -> None:
    """Takes the request and closes the connection."""
    writer.transport.abort()
    raise ConnectionResetError


async def short(request: Request, writer: asyncio.StreamWriter) -> None:
    """Promises more than it sends."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n<rss>")
    await writer.drain()
    writer.transport.close()
    raise ConnectionResetError


async def not_http(request: Request, writer: asyncio.StreamWriter) -> None:
    """Speaks something else."""
    writer.write(b"220 mail.example ESMTP ready\r\n")
    await writer.drain()


async def _write(writer: asyncio.StreamWriter, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    lines = [f"HTTP/1.1 {status} It", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    length = [] if status == 304 else [f"Content-Length: {len(body)}"]
    writer.write("\r\n".join((*lines, *length, "", "")).encode("latin-1") + body)
    await writer.drain()
