"""Makes text that is nearly XML parse as what its author meant."""

from __future__ import annotations

import re
import sys
from html.entities import html5

# The root element, under any prefix. What stands before it (blanks, warnings of a broken server, a wrong declaration,
# a DOCTYPE with its entity bombs) is not the feed.
_ROOT = re.compile(r"<(?:[\w-]{1,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_VERBATIM = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)
# Every ampersand but those of the plainest references, which are right as they stand.
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|\#[4-9]\d|\#[1-9]\d{2,3});)"
    r"(?:(?:\#(?P<decimal>\d{1,7})|\#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>[A-Za-z][A-Za-z0-9]{1,31}));)?"
)
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def repaired(text: str) -> str:
    """The document from its root on, without what XML forbids: controls, bare `&`, named and impossible entities.

    Shape: CDATA sections and comments stand as they were.
    """
    root = _ROOT.search(text)
    text = _FORBIDDEN.sub("", text[root.start() :] if root else text)
    parts = _VERBATIM.split(text)
    parts[::2] = [_AMPERSAND.sub(_entity, part) for part in parts[::2]]
    return "".join(parts)


def _entity(match: re.Match[str]) -> str:
    if match["name"]:
        meant = html5.get(f"{match['name']};")
        return "".join(_ESCAPED.get(c, c) for c in meant) if meant else f"&amp;{match[0][1:]}"
    if match["decimal"] or match["hex"]:
        code = int(match["decimal"] or match["hex"], 10 if match["decimal"] else 16)
        is_character = code <= sys.maxunicode and not _FORBIDDEN.match(chr(code))
        return match[0] if is_character else "\ufffd"
    return "&amp;"
