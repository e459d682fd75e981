"""One row of a CM/ECF feed: which case, which document, what the court calls it, and what it is known by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from bot.domain.ids import digest
from bot.sources.feeds.entry import Entry
from bot.sources.feeds.items import MAX_SUMMARY_CHARS, MAX_TITLE_CHARS
from bot.sources.pacer.court_time import filed_at_from
from bot.text.clean import one_line
from bot.text.dockets import court_id_for, document_id_from, entry_names
from bot.text.html_text import text_from
from bot.text.urls import absolute

# 1:18-cv-03365 · 18-00079 · 22-3054 · 5:18-~gr-00001; the judges' initials or the defendant's number may follow.
_DOCKET = re.compile(r"((?:\d{1,2}[:-])?\d{2}-(?:~?[a-z]{2,4}-)?\d{1,6})(?:-\w{1,6}){0,4}(?:\s|$)", re.IGNORECASE)
_LINK = re.compile(
    r"""\(?<a\s[^>]{0,100}?href\s{0,9}=\s{0,9}(["'])(?P<url>[^"'<>]{1,1000})\1[^>]{0,100}>(?P<label>[^<]{0,100})</a>\)?"""
)
_EVENT = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*+\])*+)\]")
_DOCUMENT = re.compile(r"/docs?1/(\d{4,20})|show_case_doc\?(\d{1,8},\d{1,10})")
_CASE = re.compile(r"DktRpt\.pl\?(\d{1,12})|[?&]caseNum=([\w:-]{1,40})")
_SEQUENCE = re.compile(r"(DktRpt\.pl\?\d{1,12})[&-](\d{1,12})$|(caseNum=[\w:-]{1,40})&partId=(\d{1,12})$")
_COURT = re.compile(r"//ecf\.([\w-]{2,20})\.")


@dataclass(frozen=True, slots=True)
class Filing:
    """One row.

    Shape: rows of one filing share their `key`; `number` is empty where the court shows none; `aliases` name it as
    other sources of the docket do.
    """

    key: str
    docket: str
    case_name: str
    text: str
    number: str
    url: str
    filed_at: datetime | None
    aliases: tuple[str, ...] = ()


def filing_from(entry: Entry, *bases: str) -> Filing:
    """The filing that a row speaks of. Shape: total; what is no docket number is the case's name."""
    docket, case_name = _case(entry)
    body = entry.body[:MAX_SUMMARY_CHARS]
    link = _LINK.search(body)
    document = absolute(unescape(link["url"]), *bases) if link else ""
    number = link["label"].strip() if link else ""
    text = _text(body, case_name)
    filed_at = filed_at_from(entry.published)
    return Filing(
        key=_key(entry, docket or case_name, document, filed_at, text),
        docket=docket,
        case_name=case_name,
        text=text,
        number=number if number.isdecimal() else "",
        url=document or _docket_url(entry, *bases),
        filed_at=filed_at,
        aliases=tuple(_aliases(entry, docket, number, document)),
    )


def _case(entry: Entry) -> tuple[str, str]:
    title = one_line(text_from(entry.title, MAX_TITLE_CHARS), MAX_TITLE_CHARS)
    found = _DOCKET.match(title)
    return (found[1], title[found.end() :]) if found else ("", title)


def _text(body: str, case_name: str) -> str:
    """What the court calls the entry, in brackets: first or after the case's particulars; without any, all it says."""
    said = one_line(text_from(_LINK.sub("", body), MAX_SUMMARY_CHARS), MAX_SUMMARY_CHARS)
    events = [_EVENT.match(said)] if said.startswith("[") else list(_EVENT.finditer(said))
    event = events[-1] if events else None
    return event[1].strip() if event else said.removesuffix(case_name).strip()


def _key(entry: Entry, case: str, document: str, filed_at: datetime | None, text: str) -> str:
    """What tells a filing from every other; where all of it is missing, the words."""
    places = f"{entry.id} {entry.link}"
    court = _COURT.search(places)
    number = _CASE.search(places)
    part = _part(entry, document)
    return "/".join(
        (
            court[1].lower() if court else "",
            (number[1] or number[2]) if number else digest("case", case),
            part or ("" if filed_at else digest("entry", text)),
            filed_at.strftime("%Y%m%dT%H%M%SZ") if filed_at else "",
        )
    )


def _aliases(entry: Entry, docket: str, number: str, document: str) -> Iterator[str]:
    """What the filing is called elsewhere: by its number in the docket, and by its document's."""
    court = _COURT.search(f"{entry.id} {entry.link}")
    if court is None or not docket:
        return
    found = _DOCUMENT.search(document)
    documents = [found[1]] if found and found[1] else []
    yield from entry_names(f"{court_id_for(court[1].lower())}/{docket}", number, documents)


def _part(entry: Entry, document: str) -> str:
    """The document's number, else the entry's own in the docket; nyed gives text-only entries neither."""
    found = _DOCUMENT.search(document)
    if found and found[1]:
        return document_id_from(found[1])
    if found:
        return found[2]
    sequence = _SEQUENCE.search(entry.id)
    return f"#{sequence[2] or sequence[4]}" if sequence else ""


def _docket_url(entry: Entry, *bases: str) -> str:
    """The docket's page. A guid with the entry's number in it opens nothing, so that is taken off."""
    return absolute(_SEQUENCE.sub(r"\1\3", entry.link or entry.id), *bases)
