"""The child process that parses: it may be killed at any moment, has little memory and time, and knows no secret.

Frames on both pipes are a length and that many bytes; a request is two (head, body), an answer is one.
"""

from __future__ import annotations

import contextlib
import resource
import sys
from typing import BinaryIO

from bot.sources.registry import KINDS
from bot.sources.wire import LENGTH, READY, decode_request, encode_parsed

MEMORY_BYTES = 768 * 1024 * 1024
CPU_S = 3
OPEN_FILES = 16


def main() -> None:
    """Answers requests until the pipe closes, which it does when the parent dies."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    _write(answers, READY)
    while (head := _read(requests)) is not None:
        body = _read(requests)
        if body is None:
            return
        _allow_cpu()
        kind, spec = decode_request(head)
        _write(answers, encode_parsed(KINDS[kind].parse(body, spec)))


def _limit(what: int, at_most: int) -> None:
    _, hard = resource.getrlimit(what)
    limit = at_most if hard == resource.RLIM_INFINITY else min(at_most, hard)
    with contextlib.suppress(ValueError):  # macOS has no limit on address space
        resource.setrlimit(what, (limit, limit))


def _allow_cpu() -> None:
    """A fresh allowance for each request: the limit counts from the start of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_S + 1, hard))


def _read(stream: BinaryIO) -> bytes | None:
    length = stream.read(LENGTH.size)
    if len(length) < LENGTH.size:
        return None
    return stream.read(LENGTH.unpack(length)[0])


def _write(stream: BinaryIO, data: bytes) -> None:
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


if __name__ == "__main__":
    main()
