"""How long an answer says that it stays fresh: asking sooner only reaches the same copy in a cache."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r'(?:^|[\s,])max-age\s*=\s*"?(\d{1,9})', re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-(?:store|cache)(?:$|[\s,])", re.IGNORECASE)
_LONGEST = timedelta(days=1)


def max_age_of(headers: Mapping[str, str]) -> timedelta | None:
    """What is left of `Cache-Control: max-age`, else of `Expires`; None where neither says anything of use.

    Shape: more than nothing, at most a day.
    Source: RFC 9111, sections 4.2.1 and 5; read 2026-11-24.
    """
    control = headers.get("Cache-Control", "")
    if _NOT_KEPT.search(control):
        return None
    stated = _MAX_AGE.search(control)
    left = timedelta(seconds=int(stated[1]) - _age_s(headers)) if stated else _until_expiry(headers)
    return min(left, _LONGEST) if left > timedelta(0) else None


def _age_s(headers: Mapping[str, str]) -> int:
    age = headers.get("Age", "").strip()
    return int(age) if re.fullmatch(r"\d{1,9}", age, re.ASCII) else 0


def _until_expiry(headers: Mapping[str, str]) -> timedelta:
    """By the server's own clock, whatever ours says."""
    try:
        return parsedate_to_datetime(headers["Expires"]) - parsedate_to_datetime(headers["Date"])
    except (KeyError, ValueError, TypeError):
        return timedelta(0)
