"""Plain text with nothing invisible, reordering or broken in it."""

from __future__ import annotations

import re

ELLIPSIS = "\u2026"

# Windows-1252 bytes in a feed that claims Latin-1 arrive as C1 controls; browsers read them as these characters too.
_C1_AS_MEANT = {ord(byte): byte.encode("latin-1").decode("cp1252", "ignore") for byte in map(chr, range(0x80, 0xA0))}

_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1 controls
    "\u00ad\u034f\u115f\u1160\u180e\u3164\uffa0"  # drawn as nothing
    "\u200b-\u200d\u2060-\u2064\ufeff"  # zero width
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"  # surrogates, annotations, tags
    "]"
)
_PILED_MARKS = re.compile("([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")


def one_line(text: str, cap: int) -> str:
    """The text on one line, single spaces, at most `cap` characters."""
    return capped(" ".join(visible(text).split()), cap)


def lines(text: str, cap: int) -> str:
    """The text in lines, each with single spaces, none empty; at most `cap` characters."""
    text = visible(text)
    if "\n" not in text and "\r" not in text:
        return capped(" ".join(text.split()), cap)
    trimmed = (" ".join(line.split()) for line in text.splitlines())
    return capped("\n".join(line for line in trimmed if line), cap)


def visible(text: str) -> str:
    """The text without controls, zero-width and bidirectional characters, lone surrogates and piles of accents."""
    if text.isascii() and text.isprintable():
        return text
    if _UNWANTED.search(text):
        text = _UNWANTED.sub(_as_meant, text)
    return _PILED_MARKS.sub(r"\1", text)


def capped(text: str, cap: int) -> str:
    """The text itself, or its beginning with an ellipsis. Shape: at most `cap` characters."""
    return text if len(text) <= cap else text[: cap - 1].rstrip() + ELLIPSIS


def _as_meant(match: re.Match[str]) -> str:
    return _C1_AS_MEANT.get(ord(match.group()), "")
