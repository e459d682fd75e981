"""Congress.gov: what was done about one bill, action by action."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.ids import ItemKey, digest
from bot.domain.item import Item, Parsed, Problem
from bot.domain.source import SourceSpec, Trust
from bot.sources.feeds.entry import MAX_ENTRIES
from bot.sources.feeds.items import MAX_TITLE_CHARS
from bot.sources.kind import Credential, SourceKind
from bot.sources.net.locations import with_parameters
from bot.sources.official.json_answer import day, failed, read, text
from bot.text.clean import one_line

_EASTERN = ZoneInfo("America/New_York")
_PAGE = re.compile(
    r"https://(?:www\.)?congress\.gov/bill/(\d+)(?:st|nd|rd|th)-congress/([a-z-]+)/(\d+)(?:/[^?#]*)?", re.IGNORECASE
)
_WHOLE_BILL = re.compile(r"(/v3/bill/\d+/[a-z]+/\d+)/?(?=[?#]|$)", re.IGNORECASE)
_BILL = re.compile(r"/v3/bill/(\d+)/([a-z]+)/(\d+)", re.IGNORECASE)
_TYPES: dict[str, tuple[str, str]] = {
    "hr": ("H.R.", "house-bill"),
    "s": ("S.", "senate-bill"),
    "hjres": ("H.J.Res.", "house-joint-resolution"),
    "sjres": ("S.J.Res.", "senate-joint-resolution"),
    "hconres": ("H.Con.Res.", "house-concurrent-resolution"),
    "sconres": ("S.Con.Res.", "senate-concurrent-resolution"),
    "hres": ("H.Res.", "house-resolution"),
    "sres": ("S.Res.", "senate-resolution"),
}
"""How a bill's type is written before its number, and in the address of its page."""

_ENACTED = re.compile(r"(?:Signed by President|Became (?:Public|Private) Law)\b")
_IN_RECORD = re.compile(
    r"\((?:text|consideration)[^()]*\)|\bCR [HSE]\d+(?:-\d+)?(?:, [HSE]\d+(?:-\d+)?)*", re.IGNORECASE
)
_MARKS = re.compile(r"[^\w/-]+")
_MOST = "250"


def address(url: str) -> str:
    """Where to ask for a bill's actions, in JSON, as many as one answer may hold. Shape: a page's address will do."""
    if page := _PAGE.match(url):
        types = {name: short for short, (_, name) in _TYPES.items()}
        if short := types.get(page[2].lower()):
            url = f"https://api.congress.gov/v3/bill/{page[1]}/{short}/{page[3]}/actions"
    url = _WHOLE_BILL.sub(r"\1/actions", url)
    return with_parameters(url, [("format", "json"), ("limit", _MOST)])


def parse(body: bytes, spec: SourceSpec) -> Parsed:
    """The actions on one bill, the newest first.

    Shape: `published_at` is the time of the action in Washington, its day's first minute where only a day is given.
    Source: api.congress.gov v3 bill actions, and an answer of it for 117 H.R. 21; read 2026-11-24.
    """
    answer, flaw = read(body)
    if flaw:
        return failed(flaw)
    rows = answer.get("actions")
    if not isinstance(rows, list):
        return failed("it is JSON, but no list of a bill's actions")
    bill = _bill(answer, spec)
    if bill is None:
        return failed("it does not say which bill it is about")
    found = [_item(row, *bill) for row in rows[:MAX_ENTRIES]]
    flaws = [Problem(f"action {n}", "it has no text or no day; skipped") for n, it in enumerate(found, 1) if not it]
    return Parsed(_told_apart([it for it in found if it]), tuple(flaws), _name(*bill))


def _bill(answer: dict[str, Any], spec: SourceSpec) -> tuple[str, str, str] | None:
    """Congress, type and number of the bill: as the answer repeats the request, else as the request was."""
    request = answer.get("request")
    named = tuple(text(request, name).lower() for name in ("congress", "billType", "billNumber"))
    if all(named) and named[1] in _TYPES:
        return (named[0], named[1], named[2])
    asked = _BILL.search(address(spec.url))
    return (asked[1], asked[2].lower(), asked[3]) if asked and asked[2].lower() in _TYPES else None


def _name(congress: str, kind: str, number: str) -> str:
    return f"{_TYPES[kind][0]} {number} ({_ordinal(congress)} Congress)"


def _item(row: Any, congress: str, kind: str, number: str) -> Item | None:
    said, on = text(row, "text"), day(row, "actionDate")
    if not said or on is None:
        return None
    bill = f"{congress}/{kind}/{number}"
    known_by = digest("action", on.isoformat(), _system(row), _meant(said))
    page = f"https://www.congress.gov/bill/{_ordinal(congress)}-congress/{_TYPES[kind][1]}/{number}/all-actions"
    at = datetime.combine(on, _clock(text(row, "actionTime")), _EASTERN).astimezone(UTC)
    return Item(
        key=ItemKey(f"{bill}/{known_by}"),
        title=one_line(f"{_name(congress, kind, number)}: {said}", MAX_TITLE_CHARS),
        url=f"{page}#{known_by}",  # one page shows them all: without this, two actions would pass for one page twice
        published_at=at,
        # The signature and the law's number are two actions and one event.
        aliases=(f"bill/{bill}/enacted",) if _ENACTED.match(said) else (),
    )


def _system(row: Any) -> str:
    """Who wrote the action down: both chambers and the Library of Congress record some of them, each in its words."""
    return text(row.get("sourceSystem"), "code") if isinstance(row, dict) else ""


def _meant(said: str) -> str:
    """The words of an action without what is filled in and put right later: places in the Congressional Record."""
    return _MARKS.sub(" ", _IN_RECORD.sub(" ", said)).strip().casefold()


def _told_apart(items: list[Item]) -> tuple[Item, ...]:
    """The items with a number on every key that stood before: the oldest of two equal actions keeps the plain key."""
    n_uses: Counter[ItemKey] = Counter()
    apart = []
    for item in reversed(items):
        n_uses[item.key] += 1
        n = n_uses[item.key]
        apart.append(replace(item, key=ItemKey(f"{item.key}#{n}")) if n > 1 else item)
    apart.reverse()
    return tuple(sorted(apart, key=_when, reverse=True))


def _when(item: Item) -> datetime:
    return item.published_at or datetime.min.replace(tzinfo=UTC)


def _clock(written: str) -> time:
    try:
        return time.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        return time()


def _ordinal(congress: str) -> str:
    n = int(congress) if congress.isdecimal() else 0
    is_teen = n % 100 in (11, 12, 13)
    return f"{congress}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


KIND = SourceKind(
    name="congress",
    parse=parse,
    trust=Trust.OFFICIAL,
    min_interval=timedelta(minutes=15),
    keys="bill, day, who recorded the action, its words without places in the Congressional Record",
    robots="The API is made for programs: 5,000 requests an hour with a free key; its answers are half an hour old.",
    address=address,
    credential=Credential(
        setting="congress",
        origin="https://api.congress.gov",
        header="X-Api-Key",
        sign_up="https://api.congress.gov/sign-up/",
    ),
)
