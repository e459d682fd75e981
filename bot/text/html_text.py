"""Markup to plain text: what a reader would see, in lines."""

from __future__ import annotations

import re
from html import unescape

from bot.text.clean import lines

_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|head|template|noscript|iframe|object|svg|math)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
# Quotes may hide a ">"; possessive, so that no markup can make it slow, and a stray quote does not end the matter.
_INSIDE_TAG = r"""(?:[^<>"']++|"[^"]{0,2000}+"|'[^']{0,2000}+'|["'])*+"""
_BREAKS_LINE = re.compile(
    rf"</?(?:p|div|br|li|[uod]l|d[td]|h[1-6r]|t[rdh]|table|blockquote|pre|section|article|header|footer|figure)"
    rf"(?![\w-]){_INSIDE_TAG}>",
    re.IGNORECASE,
)
_TAG = re.compile(rf"<[a-zA-Z/!?]{_INSIDE_TAG}>")
_LINE_ENDS = re.compile(r"[\r\n]+")
_WINDOW = 4
"""Markup is read in windows of this many times the cap: whoever keeps 8,000 characters need not read a megabyte."""


def text_from(markup: str, cap: int) -> str:
    """The plain text of a piece of HTML: blocks on lines of their own, scripts and styles gone, entities decoded.

    Shape: at most `cap` characters, none invisible; text without markup only has its entities decoded.
    """
    if "<" not in markup:
        return lines(unescape(markup) if "&" in markup else markup, cap)
    window = cap * _WINDOW
    while True:
        text = lines(_stripped(markup[:window]), cap)
        if window >= len(markup) or len(text) >= cap:
            return text
        window *= 4


def _stripped(markup: str) -> str:
    text = _UNSEEN.sub(" ", markup)
    text = _LINE_ENDS.sub(" ", text)
    text = _BREAKS_LINE.sub("\n", text)
    text = _TAG.sub("", text)
    return unescape(text) if "&" in text else text
