"""The Federal Register: documents as published, and those filed for public inspection days before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from bot.domain.ids import ItemKey
from bot.domain.item import Item, Parsed, Problem
from bot.domain.source import SourceSpec, Trust
from bot.sources.feeds.entry import MAX_ENTRIES
from bot.sources.feeds.items import MAX_SUMMARY_CHARS, MAX_TITLE_CHARS
from bot.sources.feeds.parse import parse_feed
from bot.sources.kind import SourceKind
from bot.sources.net.locations import past_caches, with_parameters
from bot.sources.official.json_answer import day, failed, read, text
from bot.text.clean import capped, one_line
from bot.text.official_names import names_for, order_number, register_number
from bot.text.timestamps import instant_from
from bot.text.urls import absolute

_SITE = "https://www.federalregister.gov"
_EASTERN = ZoneInfo("America/New_York")
_FIELDS = (
    *("abstract", "action", "correction_of", "dates", "document_number", "executive_order_number", "html_url"),
    *("publication_date", "signing_date", "subtype", "title", "type"),
)
"""The default answer leaves out an order's number and the day it was signed."""

_PAGES = (
    (re.compile(r"/documents/search(?:\.rss|\.json)?(?=[?#]|$)"), "/api/v1/documents.json"),
    (re.compile(r"/public-inspection(?:/current)?/?(?=[?#]|$)"), "/api/v1/public-inspection-documents/current.json"),
    (re.compile(r"/api/v1/documents(?=[?#]|$)"), "/api/v1/documents.json"),
)
"""Pages that people copy the address of, and where a program is answered: the site itself sends it to a CAPTCHA."""

_NUMBER = re.compile(r"[A-Z0-9]{1,6}(?:-[A-Z0-9]{1,8}){1,3}", re.IGNORECASE)
_CORRECTION = re.compile(r"[CR]\d{1,2}-(?=\d)", re.IGNORECASE)
_SERIES = re.compile(
    r"^(?:Executive Orders?|Proclamations?|Administrative Orders?|Memorand(?:um|ums|a)): *", re.IGNORECASE
)
_NOTE = re.compile(
    r" *\((?P<note>(?:EO|E\.O\.|Executive Order|Proc\.|Proclamation|Presidential Determination|Memorandum)(?!\w)"
    r"[^()]*)\)$",
    re.IGNORECASE,
)


def address(url: str) -> str:
    """Where to ask for what an address shows: the API, newest first, with all fields, past caches that lag an hour."""
    for page, answered in _PAGES:
        url = page.sub(answered, url, count=1)
    if "/documents.json" in url:
        if "order=" not in url:
            url = with_parameters(url, [("order", "newest")])
        asked = unquote(url)
        url += "".join(f"&fields%5B%5D={name}" for name in _FIELDS if f"fields[]={name}" not in asked)
    return past_caches(url)


def parse(body: bytes, spec: SourceSpec) -> Parsed:
    """The documents in an answer of the API, or in one of its feeds, in its own order.

    Shape: `published_at` is the filing for public inspection, else the first minute of the day of publication in
    Washington.
    Source: federalregister.gov/developers API v1, and answers of it as captured 2026-10-02; read 2026-11-24.
    """
    if body.lstrip().startswith((b"<?xml", b"<rss")):
        return _from_feed(parse_feed(body, spec, by_title=False))
    answer, flaw = read(body)
    if flaw:
        return failed(flaw)
    rows = answer.get("results", [] if answer.get("count") == 0 else None)
    if not isinstance(rows, list):
        return failed("it is JSON, but no list of documents")
    found = [_item(row) for row in rows[:MAX_ENTRIES]]
    flaws = [
        Problem(f"document {n}", "it has no number or no title; skipped") for n, it in enumerate(found, 1) if not it
    ]
    if "regular_filings_updated_at" in answer and isinstance(n_all := answer.get("count"), int) and n_all > len(rows):
        flaws.append(Problem("list", f"of {n_all} filed documents only {len(rows)} are listed"))
    return Parsed(_once(it for it in found if it), tuple(flaws), one_line(text(answer, "description"), MAX_TITLE_CHARS))


def _from_feed(parsed: Parsed) -> Parsed:
    """A feed of the same documents: their links hold the number that they are known by."""
    return replace(parsed, items=_once(_numbered(item) for item in parsed.items))


def _numbered(item: Item) -> Item:
    number = register_number(item.url)
    if not number:
        return item
    title, note = _title(item.title)
    return replace(
        item,
        key=ItemKey(number),
        title=title,
        aliases=names_for(register=_original(number), order=order_number(note)),
        signed_on=_signed_on(note),
    )


def _item(row: Any) -> Item | None:
    number = text(row, "document_number").upper()
    title, note = _title(one_line(text(row, "title") or text(row, "toc_doc"), MAX_TITLE_CHARS))
    if not _NUMBER.fullmatch(number) or not title:
        return None
    note = note or _title(one_line(text(row, "toc_doc") or text(row, "subject_2"), MAX_TITLE_CHARS))[1]
    order = text(row, "executive_order_number") or order_number(note)
    signed_on = day(row, "signing_date") or _signed_on(note)
    corrected = text(row, "correction_of").rstrip("/").rpartition("/")[2].upper() or _original(number)
    withdrawn = text(row, "editorial_note")
    if "withdraw" in withdrawn.casefold():
        # The words that readers of titles take for no act, and for one that is taken back.
        title = one_line(f"Retracted before publication: {title}", MAX_TITLE_CHARS)
    return Item(
        key=ItemKey(number),
        title=title,
        url=absolute(text(row, "html_url"), _SITE) or f"{_SITE}/d/{number}",
        summary=capped("\n".join(filter(None, _lines(row, order, signed_on, number, corrected))), MAX_SUMMARY_CHARS),
        published_at=instant_from(text(row, "filed_at")) or _midnight(day(row, "publication_date")),
        aliases=_aliases(number, corrected, order),
        signed_on=signed_on,
    )


def _lines(row: Any, order: str, signed_on: date | None, number: str, corrected: str) -> tuple[str, ...]:
    """What a document says besides its title. Left out: excerpts, which depend on who asks, and notes on later fate."""
    signed = f" of {signed_on:%B} {signed_on.day}, {signed_on.year}" if signed_on else ""
    return (
        f"Executive Order {order}{signed}" if order else "",
        f"Corrects document {corrected}." if corrected != number else "",
        text(row, "action"),
        text(row, "abstract"),
        text(row, "dates"),
        text(row, "editorial_note"),
    )


def _aliases(number: str, corrected: str, order: str) -> tuple[str, ...]:
    """Its own names, and those of the document it corrects: a correction belongs to the story of what it corrects."""
    own = names_for(register=number, order=order)
    return own if corrected == number else (*own, *names_for(register=corrected))


def _title(printed: str) -> tuple[str, str]:
    """The title as the White House has it, and what is printed behind it: “Extending the Delay”, “EO 14258”."""
    title = _SERIES.sub("", printed)
    note = _NOTE.search(title)
    return (title[: note.start()], note["note"]) if note else (title, "")


def _original(number: str) -> str:
    """The number of the document that this one corrects, its own when it corrects none."""
    return _CORRECTION.sub("", number)


def _signed_on(note: str) -> date | None:
    found = re.search(r"\bof ([A-Z][a-z]+ \d{1,2}, \d{4})$", note)
    at = instant_from(found[1]) if found else None
    return at.date() if at else None


def _midnight(on: date | None) -> datetime | None:
    return datetime.combine(on, time(), _EASTERN).astimezone(UTC) if on else None


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    """Each number once, as first listed: what waits for public inspection is listed on two days."""
    first: dict[ItemKey, Item] = {}
    for item in items:
        first.setdefault(item.key, item)
    return tuple(first.values())


KIND = SourceKind(
    name="federal_register",
    parse=parse,
    trust=Trust.OFFICIAL,
    min_interval=timedelta(minutes=2),
    keys="document number; a correction is a document of its own and names the one it corrects",
    robots=(
        "The API is open, without a key; robots meet a CAPTCHA on the site's pages, which are never asked. "
        "Public inspection is renewed at 8:45, 11:15, 14:00, 16:15 and 18:00 in Washington."
    ),
    address=address,
    min_interval_hot=timedelta(seconds=30),
)
