"""`reprieve run`: live, until stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import uvloop
from rich.console import Console

from bot.app import App, open_app
from bot.config import Settings, load
from bot.delivery.console_sender import ConsoleSender, panel
from bot.domain.matter import Matter
from bot.log import configure
from bot.loops.clock import SystemClock
from bot.packs.load import load_packs
from bot.phrases import phrases_for
from bot.sources.registry import KINDS
from handlers.console_commands import answer


def run() -> int:
    """Watch and alert until stopped; without a chat token, on this terminal."""
    settings = load(os.environ, Path.cwd())
    matters = load_packs(settings.matters, settings.packs, KINDS)
    configure(settings.log.level, settings.log.format, settings.secrets)
    uvloop.run(_run(settings, matters))
    return 0


async def _run(settings: Settings, matters: Sequence[Matter]) -> None:
    has_chat = bool(settings.discord.token or settings.telegram.token)
    console = None if has_chat else Console(highlight=False)
    phrases = phrases_for(settings.lang)
    labels = {"edit": phrases("edited"), "reply": phrases("reply to")}
    sender = ConsoleSender(console, labels) if console else None
    async with open_app(settings, matters, SystemClock(), console=sender) as app:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, app.stop)
        async with asyncio.TaskGroup() as group:
            group.create_task(app.serve_web(), name="web")
            typing = None
            if console and _can_type():
                typing = group.create_task(_answer_typed(app, console, settings.lang), name="typing")
            await app.run()
            if typing:
                typing.cancel()


def _can_type() -> bool:
    """False for a service, whose standard input is a file or /dev/null: the event loop cannot wait for those."""
    mode = os.fstat(sys.stdin.fileno()).st_mode
    return sys.stdin.isatty() or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


async def _answer_typed(app: App, console: Console, lang: str) -> None:
    phrases = phrases_for(lang)
    console.print(phrases("No chat token is set: this terminal is the chat. Type /subscribe, /status or /help."))
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        reply = await answer(line.decode(errors="replace"), app.dispatcher, lang)
        if reply is not None:
            console.print(panel(reply.message))
