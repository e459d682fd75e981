"""Stated ends and lengths in Chinese (simplified)."""

from __future__ import annotations

import re
from datetime import date

from bot.domain.event import Anchor
from bot.text.stated import End, Length, agreed, day_from

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "\u3007": 0}
_NUMBER = r"\d{1,4}|[一二三四五六七八九十百两零〇]{1,6}"
_YEAR = r"(?P<y>(?:19|20)\d\d) ?年 ?"
_MONTH = r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2}) ?月 ?"
_DAY = r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3}) ?[日号]"
_DATE = rf"(?:{_YEAR})?{_MONTH}{_DAY}"
_OTHER_YEAR = r"(?<!明年)(?<!去年)(?<!次年)(?<!翌年)"
_STRONG = re.compile(rf"(?:至|到|迄|延长至|延期至|推迟至|截至|截止到?|限期) ?{_OTHER_YEAR}(?P<date>{_DATE})")
_WEAK = re.compile(
    rf"(?:将于|将在|须于|须在|需在|应在|应于|必须在|期限为|限期为|期限是) ?{_OTHER_YEAR}(?P<date>{_DATE})"
)
_BEFORE = re.compile(rf"{_OTHER_YEAR}(?P<date>{_DATE}) ?(?:之前|以前|前(?!后)|到期|期满|届满|截止)")

_NO_WEEKDAY = "(?![一二三四五六日])"
_UNIT = (
    rf"(?P<unit>天|日(?!元|本|圆|内瓦)|周(?!年){_NO_WEEKDAY}|星期{_NO_WEEKDAY}"
    r"|个月|年(?!代|度|级|初|底|\d))"
)
_UNITS = {"天": "D", "日": "D", "周": "W", "星期": "W", "个月": "M", "年": "Y"}
_TERM = (
    r"(?<![月第\d./一二三四五六七八九十百])"
    rf"(?:(?P<n>{_NUMBER})|(?P<half>半)) ?(?:个)?{_UNIT}(?!前|多前|来|以来|以上)"
)
_CUES = (
    r"延长|延期|展期|延后|再延|延|宽限|推迟|押后|暂缓|延迟|暂停|豁免|宽限期|给予|给|获|为期|停止执行|不执行"
    r"|封禁|封锁|屏蔽|冻结|禁用|禁止|禁令|实施|有效期"
)
_CUED = re.compile(rf"(?P<cue>{_CUES})[^，。；！？,;!?|]{{0,16}}?{_TERM}")
_FOLLOWED = re.compile(rf"{_TERM}(?:的)? ?(?:宽限|延期|内|禁令|临时|短期|期限|豁免|缓冲|延长|暂停|暂缓|停火|宽延)")
_LASTED = re.compile(r"(?:长达|持续|停摆|停摆了|已|第|历时|时隔|关门|近|逾|不到|过去|连续)$")
_SIGNED = re.compile(r"(?:自|从)[^，。]{0,8}(?:即日|今日|今天|签署|本令|命令)[^，。]{0,8}(?:起|后)")
_RENEWAL = re.compile(r"再[给获予次]|再度|又[给获]|延长|延期|展期|再延|延后|推迟|押后|宽延")


def find_end(text: str, on: date | None) -> End | None:
    """The last day that the text states. 至 and 到 count before 将于 and 前."""
    strong = _ends(_STRONG, text, on)
    if strong:
        return agreed(strong)
    weak = _ends(_WEAK, text, on) + _ends(_BEFORE, text, on)
    return weak[0] if weak else None


def _ends(cue: re.Pattern[str], text: str, on: date | None) -> list[End]:
    found = []
    for match in cue.finditer(text):
        year = int(match["y"]) if match["y"] else None
        day = day_from(year, _number_from(match["m"]), _number_from(match["d"]), on)
        if day:
            found.append(End(day, match.span()))
    return found


def find_length(text: str) -> Length | None:
    """The first length that the text states as a term; how long something has lasted is none."""
    found = [m for pattern in (_CUED, _FOLLOWED) for m in pattern.finditer(text) if _is_term(m)]
    if not found:
        return None
    match = min(found, key=lambda m: (m.start(), m.end()))
    return Length(_iso(match), _anchor(match), match.span())


def _is_term(match: re.Match[str]) -> bool:
    start = match.start("half") if match["half"] else match.start("n")
    is_year = match["unit"] == "年" and match["n"] is not None and len(match["n"]) == 4  # noqa: PLR2004  2025年 is a year
    return not is_year and not _LASTED.search(match.string[max(0, start - 4) : start].rstrip())


def _iso(match: re.Match[str]) -> str:
    unit = _UNITS[match["unit"]]
    if match["half"]:
        return "P6M" if unit == "Y" else "P15D"
    n = _number_from(match["n"])
    return f"P{n * 7}D" if unit == "W" else f"P{n}{unit}"


def _number_from(written: str) -> int:
    """90 · 九十 · 一百二十 · 两 · 十五."""
    if written.isdigit():
        return int(written)
    total, digit = 0, 0
    for char in written:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS.get(char, 0)
    return total + digit


def _anchor(match: re.Match[str]) -> Anchor | None:
    if _SIGNED.search(match.string):
        return Anchor.SIGNED
    from_before = match.string[max(0, match.start() - 2) : match.end()]
    return Anchor.DEADLINE if _RENEWAL.search(from_before) else None
