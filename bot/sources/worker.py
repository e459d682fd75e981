"""Parsing that cannot hurt: small bodies here, all others in a child process that is killed when it takes too long."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from types import TracebackType
from typing import Self

from bot.domain.errors import MalformedError, SourceError
from bot.domain.item import Parsed
from bot.domain.source import SourceSpec
from bot.sources.registry import KINDS
from bot.sources.wire import LENGTH, READY, decode_parsed, encode_request

WALL_S = 2.0
INLINE_BYTES = 12 * 1024
"""Below this the worst body known (nested tags that only feedparser reads) takes under 50 ms; a real one, one."""

_N_CHILDREN = 2
_START_S = 30.0
_STOP_S = 1.0
_MAX_ANSWER = 64 * 1024 * 1024


class ParseWorker:
    """Parses bodies for sources without ever holding the loop; open it with `async with`.

    Shape: children start when first needed, at most `n_children`; a killed one is replaced by the next request.
    """

    def __init__(
        self, *, wall_s: float = WALL_S, n_children: int = _N_CHILDREN, inline_bytes: int = INLINE_BYTES
    ) -> None:
        self._wall_s = wall_s
        self._inline_bytes = inline_bytes
        self._slots = asyncio.Semaphore(n_children)
        self._idle: list[_Child] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            await self._idle.pop().stop()

    async def parse(self, kind: str, body: bytes, spec: SourceSpec) -> Parsed:
        """What `kind` finds in the body. Raises: SourceError when the body takes too long or kills its parser."""
        if len(body) <= self._inline_bytes:
            return KINDS[kind].parse(body, spec)
        async with self._slots:
            child = self._take() or await _Child.start()
            try:
                async with asyncio.timeout(self._wall_s):
                    answer = await child.ask(encode_request(kind, spec), body)
                parsed = decode_parsed(answer)
            except TimeoutError as err:
                raise SourceError(_advice(spec, f"it took longer than {self._wall_s:g} seconds to read")) from err
            except (asyncio.IncompleteReadError, OSError, MalformedError) as err:
                raise SourceError(_advice(spec, "its reader died of it")) from err
            else:
                self._idle.append(child)
                return parsed
            finally:
                if child not in self._idle:
                    await child.kill()

    def _take(self) -> _Child | None:
        while self._idle:
            child = self._idle.pop()
            if child.is_alive:
                return child
        return None


class _Child:
    """One parsing process and its pipes."""

    def __init__(self, process: Process, requests: asyncio.StreamWriter, answers: asyncio.StreamReader) -> None:
        self._process = process
        self._requests = requests
        self._answers = answers

    @classmethod
    async def start(cls) -> Self:
        """A child that is ready to parse. It inherits no environment: tokens stay with the parent."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot.sources.parse_child"),
            stdin=PIPE,
            stdout=PIPE,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,
        )
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("pipes were asked for and not given")
        child = cls(process, process.stdin, process.stdout)
        try:
            async with asyncio.timeout(_START_S):
                if await child._answer() == READY:
                    return child
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            pass  # told below, with what to do
        await child.kill()
        raise SourceError("The parsing process does not start. Its own message stands in the log above.")

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, head: bytes, body: bytes) -> bytes:
        self._requests.writelines((LENGTH.pack(len(head)), head, LENGTH.pack(len(body)), body))
        await self._requests.drain()
        return await self._answer()

    async def stop(self) -> None:
        """Closes the pipe, at which the child ends; kills it if it does not."""
        self._requests.close()
        try:
            async with asyncio.timeout(_STOP_S):
                await self._process.wait()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def _answer(self) -> bytes:
        (length,) = LENGTH.unpack(await self._answers.readexactly(LENGTH.size))
        if length > _MAX_ANSWER:
            raise OSError("the answer is longer than any parse result")
        return await self._answers.readexactly(length)


def _advice(spec: SourceSpec, what: str) -> str:
    return f"{spec.outlet} answered with a body that cannot be used: {what}. It is tried again later."
