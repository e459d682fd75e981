"""Markup to plain text: what a reader would see, in lines."""

from __future__ import annotations

import re
from html import unescape

from bot.text.clean import lines

# Quotes may hide a ">"; possessive, so that no markup can make it slow, and a stray quote does not end the matter.
_INSIDE_TAG = r"""[^<>"']*+(?:(?:"[^"]{0,2000}+"|'[^']{0,2000}+'|["'])[^<>"']*+)*+"""
_TAG = re.compile(
    r"<(?:"
    r"!--.*?(?:-->|\Z)"
    r"|(?P<unseen>script|style|head|template|noscript|iframe|object|svg|math)\b.*?(?:</(?P=unseen)\s*>|\Z)"
    r"|/?(?:(?P<block>p|div|br|li|[uod]l|d[td]|h[1-6r]|t[rdh]|table|blockquote|pre|section|article|header|footer|figure)"
    rf"(?![\w-])|[a-z!?]){_INSIDE_TAG}>"
    r")",
    re.DOTALL | re.IGNORECASE,
)
_WINDOW = 2
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
    text = _TAG.sub(_gap, markup.replace("\n", " ").replace("\r", " "))
    return unescape(text) if "&" in text else text


def _gap(tag: re.Match[str]) -> str:
    return "\n" if tag["block"] else ""
