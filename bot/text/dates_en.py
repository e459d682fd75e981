"""Stated ends and lengths in English."""

from __future__ import annotations

import re
from datetime import date

from bot.domain.event import Anchor
from bot.text.stated import End, Length, agreed, day_from

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<{0}y>(?:19|20)\d\d)"
_DAY = r"(?P<{0}d>\d{{1,2}})(?:st|nd|rd|th)?"
_SHAPES = {
    "a": rf"{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR})?",
    "b": rf"{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?",
    "c": rf"{_YEAR}-(?P<{{0}}n>\d\d)-(?P<{{0}}d>\d\d)",
    "e": r"(?P<{0}n>\d{{1,2}})[/-](?P<{0}d>\d{{1,2}})[/-](?P<{0}y>(?:19|20)?\d\d)(?!\d)",
}
_DATE = "(?:" + "|".join(shape.format(key) for key, shape in _SHAPES.items()) + ")"
_CLOCK = (
    r"(?:(?:midnight|noon|(?:the )?(?:close of business|end of the day)|\d{1,2}(?::\d\d)? ?[ap]\.?m\.?)"
    r"(?: ?\(?(?:[ecmp][sd]?t|eastern|utc|gmt|local time)\)?)?,? (?:on )?)?"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
_LEAD = rf"(?:at )?{_CLOCK}(?:on )?{_WEEKDAY}"
_STRONG = re.compile(
    rf"\b(?:until|till|through|to and including|no later than|not later than|(?:from|extend\w*|postpon\w*|push\w*"
    rf"|mov\w+|delay\w*|motion)\b[^.;]{{0,120}}? to) {_LEAD}(?P<date>{_DATE})",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"\b(?:due(?: on or before| by| on)?|on or before|by|deadline(?: for [^.:;]{1,40})?(?: is| of| to|:)?"
    rf"|expires?(?: on)?) {_LEAD}(?P<date>{_DATE})",
    re.IGNORECASE,
)

_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {
    "a": 1, "an": 1, "another": 1, "hundred": 100,
    **{w: n for n, w in enumerate(_ONES, 1)},
    **{w: n * 10 for n, w in enumerate(_TENS, 2)},
}  # fmt: skip
_WORD = "|".join(sorted((*_ONES, *_TENS), key=len, reverse=True))
_HUNDREDS = rf"(?:an?|one|two|three|four) hundred(?: and)?(?:[ -](?:{_WORD})){{0,2}}"
_NUMBER = rf"(?P<n>\d{{1,4}}|{_HUNDREDS}|(?:{_WORD})(?:[ -](?:{_WORD}))?)"
_UNIT = r"(?P<unit>day|week|month|year)"
_MORE = r"(?:more|additional|extra|further|other|calendar|full)"
_CUE = r"by|for|within|an additional|another|additional|further|extra|give\w*|grants?(?:ed)?|gets?|wins?|buys?|of"
_ABOUT = r"(?:up to|at least|not less than|no more than|about|another|an additional|an extra)"
_CUED = re.compile(
    rf"\b(?:{_CUE}) (?:a |an )?(?:period of )?(?:{_ABOUT} )?"
    rf"(?:{_NUMBER}|(?P<one>an?|another)) (?:\(\d+\) )?(?:{_MORE} )?{_UNIT}s?\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(rf"\b(?P<one>another|extra|additional) {_UNIT}\b", re.IGNORECASE)
_BARE = re.compile(
    r"\b(?:delay|postpone|extend|defer)\w* [^.,;:]{1,80}?(?<!\bafter)(?<!\bin)(?<!\blast)(?<!\bpast)(?<!\bby)(?<!\bfor)"
    rf" {_NUMBER} {_UNIT}s?(?=$|[.,;\n]| (?:to|until|amid|while|as)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"\b{_NUMBER} {_MORE} {_UNIT}s?\b", re.IGNORECASE)
_FROM = re.compile(
    rf"\b{_NUMBER} (?:\(\d+\) )?{_UNIT}s?(?= (?:from|after|following) (?:the )?(?:date|today|now|signing|issuance))",
    re.IGNORECASE,
)
_TERMS = (
    r"extensions?|reprieve|delay|pause|grace|stay|truce|freeze|moratorium|postponement|stop-?gap|funding|plan"
    r"|continuing|cr|bill|window|waiver|exemption|suspension|ban|license|period"
)
_HYPHENED = re.compile(
    rf"\b(?:{_NUMBER}|(?P<one>an?))[ -]{_UNIT}s?(?:-long)?,? (?:\w+[ ,]+){{0,2}}?(?:{_TERMS})\b", re.IGNORECASE
)
_GAVE = re.compile(
    rf"\b(?:gives?|gave|grants?|granted|hands?) (?:[\w'&.-]+ ){{1,4}}?{_NUMBER} (?:{_MORE} )?{_UNIT}s?\b", re.IGNORECASE
)
_LENGTHS = (_CUED, _COUNTED, _ANOTHER, _FROM, _HYPHENED, _BARE, _GAVE)
_SIGNING = r"date of (?:this|the|its|his) (?:order|proclamation|memorandum|signing|issuance)"
_SIGNED = re.compile(
    rf"[^.;]{{0,30}}?\b(?:from|of|after|following) (?:the )?"
    rf"(?:{_SIGNING}|today|now|signing|date hereof|date of issuance|issuance|publication)",
    re.IGNORECASE,
)
_PAST = re.compile(r" (?:ago|old|after|before|earlier|later|into|long)\b(?! (?:the )?(?:date|signing))", re.IGNORECASE)
_LONG_PAST = re.compile(r" (?:ago|old|earlier|later|into|long)\b", re.IGNORECASE)
_GIVEN = re.compile(r"for\b", re.IGNORECASE)
_RENEWAL = re.compile(
    r"\b(?:extend\w*|extension|postpone\w*|push\w* back|put\w* off|delay\w* the deadline)\b", re.IGNORECASE
)
_MORE_TIME = re.compile(r"\b(?:another|additional|more|extra|further|extensions?)\b", re.IGNORECASE)
_REACH = 80


def find_end(text: str, on: date | None) -> End | None:
    """The last day that the text states. Words such as "until" count before "due" and "by"."""
    strong = _ends(_STRONG, text, on)
    renewed = [end for end in strong if _RENEWAL.search(text, max(0, end.span[0] - _REACH), end.span[0])]
    if strong:
        return agreed(renewed) or agreed(strong)
    weak = _ends(_WEAK, text, on)
    return weak[0] if weak else None


def _ends(cue: re.Pattern[str], text: str, on: date | None) -> list[End]:
    found = []
    for match in cue.finditer(text):
        day = _day(match, on)
        if day:
            found.append(End(day, match.span()))
    return found


def _day(match: re.Match[str], on: date | None) -> date | None:
    groups = match.groupdict()
    key = next(k for k in _SHAPES if groups.get(f"{k}d"))
    year = groups.get(f"{key}y")
    month = groups.get(f"{key}n") or str(_MONTHS.index(groups[f"{key}m"][:3].lower()) + 1)
    return day_from(_year(year) if year else None, int(month), int(groups[f"{key}d"]), on)


def _year(written: str) -> int:
    return int(written) if len(written) > 2 else 2000 + int(written)  # noqa: PLR2004  "16" is 2016


def find_length(text: str) -> Length | None:
    """The first length that the text states as a term."""
    found = [m for pattern in _LENGTHS for m in pattern.finditer(text) if _is_term(m)]
    if not found:
        return None
    match = min(found, key=lambda m: (m.start("unit"), m.start()))
    iso = f"P{_number(match)}{match['unit'][0].upper()}"
    return Length(_in_days(iso), _anchor(match), match.span())


def _is_term(match: re.Match[str]) -> bool:
    is_given = _GIVEN.match(match.group())
    return not (_LONG_PAST if is_given else _PAST).match(match.string, match.end())


def _number(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return _number_from(groups["n"]) if groups.get("n") else 1


def _number_from(written: str) -> int:
    """90 · ninety · seventy-five · one hundred and twenty."""
    if written.isdigit():
        return int(written)
    total = 0
    for word in re.split(r"[ -]", written.lower()):
        value = _WORDS.get(word, 0)
        total = (total or 1) * value if word == "hundred" else total + value
    return total


def _in_days(iso: str) -> str:
    """Weeks as days: every other length of a legal term is kept as it is written."""
    return f"P{int(iso[1:-1]) * 7}D" if iso.endswith("W") else iso


def _anchor(match: re.Match[str]) -> Anchor | None:
    if _SIGNED.match(match.string, match.end()):
        return Anchor.SIGNED
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    is_more = _MORE_TIME.search(match.group()) or _RENEWAL.search(before + match.group())
    return Anchor.DEADLINE if is_more else None
