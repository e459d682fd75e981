"""Plain text with nothing invisible, reordering or broken in it."""

from __future__ import annotations

import re

ELLIPSIS = "\u2026"

# Windows-1252 bytes in a feed that claims Latin-1 arrive as C1 controls; browsers read them as these characters too.
_C1_AS_MEANT = {ord(byte): byte.encode("latin-1").decode("cp1252", "ignore") for byte in map(chr, range(0x80, 0xA0))}

_UNPRINTABLE = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0 and C1 controls
    "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff"  # drawn as nothing
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"  # surrogates, annotations, tags
    "]"
)
_FILLERS = re.compile("[\u034f\u115f\u1160\u3164\uffa0]")
_MARKS = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILED_MARKS = re.compile(f"({_MARKS}{{2}}){_MARKS}+")


def one_line(text: str, cap: int) -> str:
    """The text on one line, single spaces, at most `cap` characters; letters carry at most two marks."""
    line = _visible(text)
    if not line.isascii():
        line = " ".join(_PILED_MARKS.sub(r"\1", _FILLERS.sub("", line)).split())
    return capped(line, cap)


def lines(text: str, cap: int) -> str:
    """The text in lines, each with single spaces, none empty; at most `cap` characters."""
    if "\n" not in text and "\r" not in text:
        return capped(_visible(text), cap)
    return capped("\n".join(filter(None, map(_visible, text.splitlines()))), cap)


def capped(text: str, cap: int) -> str:
    """The text itself, or its beginning with an ellipsis. Shape: at most `cap` characters."""
    return text if len(text) <= cap else text[: cap - 1].rstrip() + ELLIPSIS


def _visible(text: str) -> str:
    """The text with single spaces and without controls, zero-width and bidirectional characters, lone surrogates."""
    line = text.strip()
    if line.isprintable() and "  " not in line:  # nearly every line, and ten times faster than to rebuild it
        return line
    line = " ".join(line.split())
    if line.isprintable():
        return line
    return " ".join(_UNPRINTABLE.sub(_as_meant, line).split())


def _as_meant(match: re.Match[str]) -> str:
    return _C1_AS_MEANT.get(ord(match.group()), "")
