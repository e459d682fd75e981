"""Answers that are made once for many readers, and asked for again by their tag."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace

from aiohttp import web

from bot.domain.errors import StoreError
from bot.domain.ids import digest
from bot.ports import Clock

FRESH_FOR_S = 5.0
_OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A body with its kind. Shape: `tag` changes with the body and with nothing else."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        return digest("answer", self.body.decode())


@dataclass(frozen=True, slots=True)
class _Kept:
    answer: Answer
    tag: str
    made_at_s: float
    until_s: float


class Shelf:
    """Keeps each answer for a few seconds: a thousand readers cost what one does.

    While the store does not answer, the last answer is given; its Age says how old it is.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[Hashable, _Kept] = {}
        self._locks: defaultdict[Hashable, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def reply(self, request: web.Request, key: Hashable, make: Callable[[], Awaitable[Answer]]) -> web.Response:
        """The kept or newly made answer, or 304 for a reader who has it already.

        Shape: `key` is of a small set; nothing that a reader may freely choose is part of it.
        """
        try:
            kept = await self._get(key, make)
        except StoreError:
            return web.Response(status=503, text="The store does not answer. Try again in a minute.\n")
        known = {tag.value for tag in request.if_none_match or ()}
        headers = {
            "ETag": f'"{kept.tag}"',
            "Cache-Control": f"public, max-age={FRESH_FOR_S:.0f}",
            "Age": f"{self._clock.monotonic() - kept.made_at_s:.0f}",
            "Vary": "Accept-Language",
            **kept.answer.headers,
        }
        if known & {kept.tag, "*"}:
            return web.Response(status=304, headers=headers)
        return web.Response(body=kept.answer.body, headers=headers | {"Content-Type": kept.answer.content_type})

    async def _get(self, key: Hashable, make: Callable[[], Awaitable[Answer]]) -> _Kept:
        if (kept := self._fresh(key)) is not None:
            return kept
        async with self._locks[key]:
            return self._fresh(key) or await self._renewed(key, make)

    def _fresh(self, key: Hashable) -> _Kept | None:
        kept = self._kept.get(key)
        return kept if kept is not None and self._clock.monotonic() < kept.until_s else None

    async def _renewed(self, key: Hashable, make: Callable[[], Awaitable[Answer]]) -> _Kept:
        """Raises: StoreError when there is no older answer either."""
        now_s = self._clock.monotonic()
        before = self._kept.get(key)
        try:
            answer = await make()
            kept = _Kept(answer, answer.tag, now_s, now_s + FRESH_FOR_S)
        except StoreError:
            if before is None:
                raise
            kept = replace(before, until_s=now_s + FRESH_FOR_S)
        self._kept[key] = kept
        return kept


def open_to_all(body: bytes, content_type: str, **headers: str) -> Answer:
    """An answer that other sites' scripts may read too: there is nothing private in it."""
    return Answer(body, content_type, _OPEN_TO_ALL | {name.replace("_", "-"): value for name, value in headers.items()})
