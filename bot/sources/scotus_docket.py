"""Supreme Court dockets: the JSON that the Court keeps for each case."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.ids import ItemKey, digest
from bot.domain.item import Item, Parsed, Problem
from bot.domain.source import SourceSpec, Trust
from bot.sources.feeds.decode import decode
from bot.sources.feeds.entry import MAX_ENTRIES
from bot.sources.feeds.items import MAX_SUMMARY_CHARS, MAX_TITLE_CHARS
from bot.sources.kind import WHOLE_BODY, SourceKind
from bot.text.clean import one_line
from bot.text.html_text import text_from
from bot.text.json_values import text as text_under
from bot.text.timestamps import instant_from
from bot.text.urls import absolute

_SITE = "https://www.supremecourt.gov"
_EASTERN = ZoneInfo("America/New_York")
_NOON = time(12)
_NUMBER = re.compile(r"\s*([0-9]{2}[-A-Z][0-9]{1,6})\b")
_ROLE = re.compile(r",? (?:petitioner|applicant|appellant|plaintiff|movant)s?\.?$", re.IGNORECASE)
_DOCUMENT_ID = re.compile(r"/DocketPDF/[^/]+/[^/]+/([0-9]{1,12})/", re.IGNORECASE)
_HREF = re.compile(r"""<a\s[^>]{0,200}?href\s*=\s*["']?([^"'<>\s]{1,2000})""", re.IGNORECASE)
_RANKS = {"main document": 0, "proof of service": 2, "certificate of word count": 2}
"""Which paper of an entry is the one to show; every other description stands between."""


def parse(body: bytes, spec: SourceSpec) -> Parsed:
    """The entries of one docket, the newest first; stamps of the file, counsel and their addresses are not read.

    Shape: `published_at` is noon in Washington on the entry's day, as the Court gives no time.
    Source: supremecourt.gov docket JSON as captured 2021 to 2025; read 2026-11-24.
    """
    if not body.strip():
        return _failed("it is empty")
    try:
        docket = json.loads(decode(body))
    except (ValueError, RecursionError):
        return _failed("it is no JSON; the Court sometimes answers with a web page in its place")
    number = _NUMBER.match(text_under(docket, "CaseNumber"))
    if number is None:
        return _failed("it is JSON, but no docket (no case number)")
    rows = docket.get("ProceedingsandOrder") or []
    if not isinstance(rows, list):
        return _failed("it is JSON, but no docket (no list of proceedings)")
    title = _title(number[1], docket)
    items = [_item(row, number[1], title, spec) for row in rows[-MAX_ENTRIES:]]
    found = _told_apart([item for item in items if item.summary])
    # The Court lists the oldest first, feeds the newest: items leave here as they leave a feed.
    return Parsed(tuple(reversed(found)), tuple(_flaws(items, len(rows) - len(items))), title)


def _failed(what: str) -> Parsed:
    return Parsed((), (Problem(WHOLE_BODY, what),))


def _title(number: str, docket: dict[str, Any]) -> str:
    """24-5 Acme Corp. v. Doe · 21-1397 In Re Grand Jury."""
    petitioner = _ROLE.sub("", text_from(text_under(docket, "PetitionerTitle"), MAX_TITLE_CHARS))
    respondent = text_from(text_under(docket, "RespondentTitle"), MAX_TITLE_CHARS)
    return one_line(f"{number} {' v. '.join(filter(None, (petitioner, respondent)))}", MAX_TITLE_CHARS)


def _told_apart(items: list[Item]) -> list[Item]:
    """The items with a number on every key that stood before: two equal entries of one day are two."""
    n_uses: Counter[ItemKey] = Counter()
    apart = []
    for item in items:
        n_uses[item.key] += 1
        n = n_uses[item.key]
        apart.append(replace(item, key=ItemKey(f"{item.key}#{n}")) if n > 1 else item)
    return apart


def _flaws(items: list[Item], n_left_out: int) -> list[Problem]:
    flaws = []
    if n_left_out:
        n_all = n_left_out + len(items)
        flaws.append(Problem("docket", f"of {n_all} entries only the {MAX_ENTRIES} newest were read"))
    for n, item in enumerate(items, n_left_out + 1):
        if not item.summary:
            flaws.append(Problem(f"entry {n}", "it has no text; skipped"))
        elif item.published_at is None:
            flaws.append(Problem(f"entry {n}", "its date cannot be read"))
    return flaws


def _item(row: Any, number: str, title: str, spec: SourceSpec) -> Item:
    markup, date = text_under(row, "Text"), text_under(row, "Date")
    text = text_from(markup, MAX_SUMMARY_CHARS)
    document = _document(row)
    page = f"{_SITE}/docket/docketfiles/html/public/{number}.html"
    cited = _HREF.search(markup, 0, MAX_SUMMARY_CHARS)
    link = document or (cited[1] if cited else "")
    said = _said_on(date, text)
    filing = _DOCUMENT_ID.search(document)
    return Item(
        # The filing's own number, which an edited text keeps; what has no document is known by its day and words.
        key=ItemKey(f"{number}/{filing[1] if filing else said}"),
        title=title,
        url=absolute(link, _SITE, spec.url) or page,
        summary=text,
        published_at=_noon(date),
        # An entry can gain its document later, and with it another key.
        aliases=(f"scotus/{number}/said/{said}",),
    )


def _document(row: Any) -> str:
    """The address of the paper that was filed, not of the certificates that came with it."""
    links = row.get("Links") if isinstance(row, dict) else None
    found = [link for link in links if text_under(link, "DocumentUrl")] if isinstance(links, list) else []
    ranked = sorted(found, key=lambda link: _RANKS.get(text_under(link, "Description").casefold(), 1))
    return text_under(ranked[0], "DocumentUrl") if ranked else ""


def _said_on(date: str, text: str) -> str:
    at = instant_from(date)
    day = at.date().isoformat() if at else one_line(date, MAX_TITLE_CHARS)
    return digest("docket entry", day, " ".join(text.split()).casefold())


def _noon(date: str) -> datetime | None:
    at = instant_from(date)
    return datetime.combine(at.date(), _NOON, _EASTERN).astimezone(UTC) if at else None


KIND = SourceKind(
    name="scotus_docket",
    parse=parse,
    trust=Trust.COURT,
    min_interval=timedelta(hours=1),
    min_interval_hot=timedelta(minutes=5),
    keys="case and number of the filed document, else case, day and text; equal entries of one day are counted",
    robots=(
        "robots.txt disallows /rss/, where these files lie: off unless you add such a source to a pack of your own. "
        "The Court also sends docket notifications by e-mail, free of charge."
    ),
)
