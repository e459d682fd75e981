"""Texts in one shape for matching: lower case, simple quotes and dashes, simplified Chinese; places stay the same."""

from __future__ import annotations

from functools import lru_cache

from opencc import OpenCC

_SIMPLE = {
    "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'", "`": "'",
    "\u201c": '"', "\u201d": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ", "\t": " ", "\r": " ",
}  # fmt: skip
_FULL_WIDTH = {
    chr(c): chr(c - 0xFEE0) for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_HAN_FIRST, _HAN_LAST = 0x4E00, 0x9FFF


def folded(text: str) -> str:
    """The text for matching. Shape: as long as the text, so that a match quotes the text itself."""
    return text.translate(_table())


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Character by character, so that no place moves; a table costs less than a call of the converter for each text."""
    upper = {c: chr(c).lower() for c in range(0x41, 0x5B)}
    upper |= {ord(c): low.lower() for c, low in _FULL_WIDTH.items()}
    return {**_simplified(), **upper, **{ord(c): simple for c, simple in _SIMPLE.items()}}


def _simplified() -> dict[int, str]:
    traditional = [chr(c) for c in range(_HAN_FIRST, _HAN_LAST + 1)]
    simplified = OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    return {ord(old): new for old, new in zip(traditional, simplified, strict=True) if old != new and len(new) == 1}
