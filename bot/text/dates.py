"""The new end that a text itself states: a date, or a length and the day it counts from; English and Chinese.

Relative days ("until Friday", "下月20日") state nothing: only the authority's calendar tells which day is meant.
"""

from __future__ import annotations

import re
from datetime import date

from bot.domain.event import StatedTerm
from bot.text import dates_en, dates_zh

_HAN = re.compile(r"[\u3400-\u9fff]")


def find_term(text: str, on: date | None) -> StatedTerm | None:
    """The term a text states, None when it states none.

    Shape: a month and day without a year are of the year of `on`, the item's date; two ends that differ state none.
    Chinese text must be simplified, English may be in any case; `phrase` is the text's own words.
    """
    language = dates_zh if _HAN.search(text) else dates_en
    end = language.find_end(text, on)
    length = language.find_length(text)
    if end is None and length is None:
        return None
    spans = [found.span for found in (end, length) if found]
    return StatedTerm(
        until=end.day if end else None,
        length=length.iso if length else None,
        anchor=length.anchor if length else None,
        phrase=text[slice(*spans[0])],
    )
