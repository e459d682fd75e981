"""A feed's own date, in any shape feeds are known to use, as aware UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

MAX_CHARS = 100
FIRST_YEAR, LAST_YEAR = 1971, 2100
"""A feed that says 1970 or the year 9999 does not know; what was written before the epoch was not published online."""

# The form of nearly every RSS feed, read without the looser shapes: this is the busiest regular expression here.
_RFC_822 = re.compile(r"[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (GMT|[+-]\d{4})")
_TIME = r"(?P<h>\d{1,2}):?(?P<m>\d{2})(?::(?P<s>\d{1,2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?(?![a-z]))?"
_WEEKDAY = r"(?:[^\W\d]{2,9}[.,\s]+)?"
_ZONE = r"[\s(]*(?P<zone>[^\s)]*).*"
_MONTH_NAME = r"(?P<month>[a-z]{3,9})"
_AT_TIME = rf"(?:,?\s+(?:at\s+)?{_TIME})?{_ZONE}"
_DAY_FIRST = rf"{_WEEKDAY}(?P<D>\d{{1,2}})[\s-]+{_MONTH_NAME}\.?,?[\s-]+(?P<Y>\d{{4}}|\d\d){_AT_TIME}"
_MONTH_FIRST = rf"{_WEEKDAY}{_MONTH_NAME}\.?\s+(?P<D>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<Y>\d{{4}}){_AT_TIME}"
_YEAR_LAST = rf"{_WEEKDAY}{_MONTH_NAME}\s+(?P<D>\d{{1,2}})\s+{_TIME}\s+(?P<zone>[a-z]*)\s*(?P<Y>\d{{4}})"
_YEAR_FIRST = (
    rf"(?P<Y>\d{{4}})[-/.\u5e74](?P<M>\d{{1,2}})(?:[-/.\u6708](?P<D>\d{{1,2}})\u65e5?)?(?:[\sT]+{_TIME})?{_ZONE}"
)
# 2026年8月24日 星期一 下午3:05 · 2026年8月24日10时30分 · 2026-08-24 下午 03:05
_CHINESE = (
    r"(?=.*[\u5e74\u5348\u6668\u665a])(?P<Y>\d{4})\s*[\u5e74/.-]\s*(?P<M>\d{1,2})\s*[\u6708/.-]\s*(?P<D>\d{1,2})\s*"
    r"[\u65e5\u53f7]?\s*(?:[(\uff08]?(?:\u661f\u671f|\u5468|\u9031)\w[)\uff09]?)?\s*"
    r"(?:(?P<half>\u4e0a\u5348|\u4e0b\u5348|\u51cc\u6668|\u665a\u4e0a)?\s*(?P<h>\d{1,2})\s*[:\uff1a\u65f6\u6642\u70b9\u9ede]"
    rf"(?P<m>\d{{1,2}})?\s*(?:[:\uff1a\u5206](?P<s>\d{{1,2}})?\u79d2?)?)?{_ZONE}"
)
_DIGITS = r"(?P<Y>\d{4})(?P<M>\d\d)(?P<D>\d\d)(?:T?(?P<h>\d\d)(?P<m>\d\d)(?P<s>\d\d)(?P<zone>\S*))?"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE | re.DOTALL)
    for shape in (_DAY_FIRST, _MONTH_FIRST, _YEAR_LAST, _CHINESE, _YEAR_FIRST, _DIGITS)
)
_EPOCH = re.compile(r"(\d{10})(?:\d{3}|\.\d+)?")
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{1,2})?", re.IGNORECASE)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_ZONES_AT_HOUR: tuple[tuple[float, str], ...] = (
    *((-10, "hst"), (-9, "akst"), (-8, "pst akdt"), (-7, "mst pdt"), (-6, "cst mdt"), (-5, "est cdt"), (-4, "ast edt")),
    *((0, "ut utc gmt wet"), (1, "bst cet west"), (2, "cest eet"), (3, "eest msk"), (5.5, "ist"), (8, "hkt sgt awst")),
    *((9, "jst kst"), (10, "aest"), (11, "aedt"), (12, "nzst"), (13, "nzdt")),
)
"""Names as American feeds mean them: CST is Chicago. A zone nobody knows is read as the writer's own."""

CHINA = timezone(timedelta(hours=8))
_CHINESE_AFTERNOON = ("\u4e0b\u5348", "\u665a\u4e0a")
_ZONE_HOURS = {name: hours for hours, names in _ZONES_AT_HOUR for name in names.split()}


def instant_from(text: str, home: timezone = UTC) -> datetime | None:
    """The instant a feed's date means, or None when it means none.

    Units: aware UTC; a date without a time is its midnight, a time without a zone is in `home`. Where that is China,
    CST is its time.
    """
    text = text.strip()
    if not text or len(text) > MAX_CHARS:
        return None
    try:
        return _plausible(_read(text, home), home)
    except (ValueError, OverflowError):
        return None


def _read(text: str, home: timezone) -> datetime | None:
    if text[4:5] == "-":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # a looser spelling of the same, read below
    elif epoch := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    if usual := _RFC_822.fullmatch(text):
        day, month, year, hour, minute, second, zone = usual.groups()
        if number := _MONTHS.get(month.lower()):
            return datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=_zone(zone, home))
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            return _assembled(found.groupdict(), home)
    return None


def _assembled(parts: dict[str, str | None], home: timezone) -> datetime | None:
    month = _MONTHS.get((parts.get("month") or "")[:3].lower()) or int(parts.get("M") or 0)
    hour = _hour(int(parts["h"] or 0), (parts.get("half") or "").lower())
    # Hour 24 and second 60 exist in feeds; counted from midnight they need no special case.
    since_midnight = timedelta(hours=hour, minutes=int(parts["m"] or 0), seconds=int(parts["s"] or 0))
    if not month or since_midnight > timedelta(days=1):
        return None
    day = datetime(_year(parts["Y"] or ""), month, int(parts["D"] or 1), tzinfo=_zone(parts["zone"] or "", home))
    return day + since_midnight


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half.startswith(("p", *_CHINESE_AFTERNOON)) else 0)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004  a short year is one of two digits
        return year
    return year + (2000 if year < 69 else 1900)  # noqa: PLR2004  POSIX's turn of the century


@lru_cache(maxsize=256)
def _zone(text: str, home: timezone) -> timezone:
    if offset := _OFFSET.match(text):
        sign, hours, minutes = offset.groups()
        ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(ahead if sign == "+" else -ahead)
    name = text.strip(" .").lower()
    hours = None if name == "cst" and home is CHINA else _ZONE_HOURS.get(name)
    return home if hours is None else timezone(timedelta(hours=hours))


def _plausible(at: datetime | None, home: timezone) -> datetime | None:
    if at is None:
        return None
    at = (at.replace(tzinfo=home) if at.tzinfo is None else at).astimezone(UTC)
    return at.replace(microsecond=0) if FIRST_YEAR <= at.year <= LAST_YEAR else None
