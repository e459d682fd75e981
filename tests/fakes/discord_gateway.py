"""The gateway of the fake Discord: HELLO, IDENTIFY, heartbeats, dispatches, and resumed sessions with their replay."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 9, 10, 11
_HEARTBEAT_MS = 41_250
_BAD_TOKEN = 4004


@dataclass
class _Line:
    """One websocket, compressed as one stream when the client asked for it."""

    socket: web.WebSocketResponse
    deflate: Any

    async def say(self, op: int, data: Any = None, **more: Any) -> None:
        text = json.dumps({"op": op, "d": data, "s": None, "t": None, **more}).encode()
        if self.deflate is None:
            await self.socket.send_str(text.decode())
        else:
            await self.socket.send_bytes(self.deflate.compress(text) + self.deflate.flush(zlib.Z_SYNC_FLUSH))


@dataclass
class _Session:
    id: str
    line: _Line | None
    events: list[dict[str, Any]] = field(default_factory=list)

    async def dispatch(self, name: str, data: Any) -> None:
        event = {"t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(event)
        if self.line is not None:
            await self.line.say(DISPATCH, event["d"], t=event["t"], s=event["s"])


class Gateway:
    """Serves websockets. `said` holds what clients said but heartbeats; `ready_for` makes READY and what follows it."""

    def __init__(self, token: str, ready_for: Callable[[str], list[tuple[str, Any]]]) -> None:
        self.said: list[dict[str, Any]] = []
        self.sessions: dict[str, _Session] = {}
        self._token = token
        self._ready_for = ready_for
        self._news = asyncio.Condition()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        deflate = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        line = _Line(socket, deflate)
        await line.say(HELLO, {"heartbeat_interval": _HEARTBEAT_MS})
        async for packet in socket:
            if packet.type is WSMsgType.TEXT:
                await self._hear(line, json.loads(packet.data))
        for session in self.sessions.values():
            if session.line is line:
                session.line = None
        await self._tell()
        return socket

    async def dispatch(self, name: str, data: Any) -> None:
        """Sends an event to every session; one without a line gets it when it resumes."""
        for session in self.sessions.values():
            await session.dispatch(name, data)

    async def reconnect(self) -> None:
        """Asks every client to come back, as Discord does when it restarts a gateway."""
        await self._say_to_all(RECONNECT)

    async def invalidate(self, *, may_resume: bool) -> None:
        if not may_resume:
            for session in self.sessions.values():
                session.events.clear()
        await self._say_to_all(INVALID_SESSION, may_resume)

    async def close(self, code: int) -> None:
        for line in self._lines():
            await line.socket.close(code=code)

    async def until_said(self, op: int, n: int = 1) -> None:
        """Returns when clients have said `op` so many times."""
        async with self._news:
            await self._news.wait_for(lambda: sum(p["op"] == op for p in self.said) >= n)

    async def until_silent(self) -> None:
        """Returns when no session has a line any more."""
        async with self._news:
            await self._news.wait_for(lambda: not self._lines())

    def _lines(self) -> list[_Line]:
        return [s.line for s in self.sessions.values() if s.line is not None]

    async def _say_to_all(self, op: int, data: Any = None) -> None:
        for line in self._lines():
            await line.say(op, data)

    async def _hear(self, line: _Line, packet: dict[str, Any]) -> None:
        if packet["op"] == HEARTBEAT:
            await line.say(HEARTBEAT_ACK)
            return
        if packet["op"] == IDENTIFY:
            await self._identify(line, packet["d"])
        elif packet["op"] == RESUME:
            await self._resume(line, packet["d"])
        self.said.append(packet)
        await self._tell()

    async def _identify(self, line: _Line, data: dict[str, Any]) -> None:
        if data["token"] != self._token:
            await line.socket.close(code=_BAD_TOKEN)
            return
        session = _Session(f"session{len(self.sessions) + 1}", line)
        self.sessions[session.id] = session
        for name, event in self._ready_for(session.id):
            await session.dispatch(name, event)

    async def _resume(self, line: _Line, data: dict[str, Any]) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None or not session.events:
            await line.say(INVALID_SESSION, False)  # noqa: FBT003  the packet's own value
            return
        session.line = line
        for event in session.events[data["seq"] :]:
            await line.say(DISPATCH, event["d"], t=event["t"], s=event["s"])
        await line.say(DISPATCH, {}, t="RESUMED", s=len(session.events))

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()
