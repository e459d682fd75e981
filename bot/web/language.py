"""Which language a reader wants: the one asked for in the address, else the browser's, else the bot's."""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import web

from bot.render.phrases import Phrases
from bot.web.records import Records

_MOST_WISHES = 20


def phrases_of(request: web.Request, records: Records) -> Phrases:
    """Shape: total; `zh-CN` and `zh-TW` are Chinese, as in chat."""
    asked = request.query.get("lang", "")
    wishes = [asked, *_accepted(request.headers.get("Accept-Language", ""))]
    known = {_base(lang) for lang in records.languages}
    return records.phrases(next((wish for wish in wishes if _base(wish) in known), records.lang))


def chosen(request: web.Request, phrases: Phrases) -> str:
    """The language that links must carry on, because the address itself names it; else empty."""
    asked = request.query.get("lang", "")
    return _base(phrases.lang) if asked and _base(asked) == _base(phrases.lang) else ""


def tag_of(phrases: Phrases) -> str:
    """The language as pages and feeds name it: `en`, `zh-Hans`."""
    return phrases.lang.replace("_", "-")


def _accepted(header: str) -> Iterator[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    ranked = []
    for part in header.split(",")[:_MOST_WISHES]:
        lang, _, weight = part.strip().partition(";")
        if lang and (rank := _weight(weight)) > 0:
            ranked.append((-rank, lang))
    return (lang for _, lang in sorted(ranked, key=lambda wish: wish[0]))


def _weight(text: str) -> float:
    if not text.strip():
        return 1.0
    try:
        return float(text.strip().removeprefix("q="))
    except ValueError:
        return 0.0


def _base(lang: str) -> str:
    return lang.replace("_", "-").partition("-")[0].casefold()
