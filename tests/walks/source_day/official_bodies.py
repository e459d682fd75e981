"""Answers of the government's own services."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.walks.source_day.entries import Entry
from tests.walks.source_day.feed_bodies import Style, rfc_822

_EASTERN = ZoneInfo("America/New_York")


def federal_register(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    rows = [
        {
            "document_number": f"2025-{e.number}",
            "title": e.text,
            "html_url": f"https://www.federalregister.gov/documents/2025/07/15/2025-{e.number}/notice",
            "publication_date": f"{e.at.astimezone(_EASTERN):%Y-%m-%d}",
        }
        for e in entries
    ]
    return json.dumps({"count": len(rows), "results": rows}).encode()


def congress(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    rows = [
        {
            "actionDate": f"{e.at.astimezone(_EASTERN):%Y-%m-%d}",
            "actionTime": f"{e.at.astimezone(_EASTERN):%H:%M:%S}",
            "text": e.text,
            "sourceSystem": {"code": 2, "name": "House floor actions"},
        }
        for e in entries
    ]
    return json.dumps({"actions": rows, "pagination": {"count": len(rows)}}).encode()


def govinfo(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    """In no order, as the feeds are."""
    shuffled = sorted(entries, key=lambda e: e.number % 7)
    items = "".join(
        f"<item><title>FR-2025-{e.number} - {e.text}</title>"
        f"<link>https://www.govinfo.gov/app/details/FR-2025-{e.number}</link>"
        f"<guid>https://www.govinfo.gov/app/details/FR-2025-{e.number}</guid><pubDate>{rfc_822(e)}</pubDate></item>"
        for e in shuffled
    )
    return f"{style.head}<rss version='2.0'><channel><title>GovInfo</title>{items}</channel></rss>".encode()


def supreme_court(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    """One docket, the oldest entry first, with a stamp that is new each day."""
    number = site.rpartition("/")[2].removesuffix(".json")
    rows = [
        {
            "Date": f"{e.at.astimezone(_EASTERN):%b %d %Y}",
            "Text": e.text,
            "Links": [
                {
                    "Description": "Main Document",
                    "File": "paper.pdf",
                    "DocumentUrl": f"https://www.supremecourt.gov/DocketPDF/24/{number}/{e.number}/paper.pdf",
                }
            ],
        }
        for e in reversed(entries)
    ]
    newest = max((e.at for e in entries), default=None)
    stamp = f"{newest + timedelta(hours=1):%m/%d/%Y}" if newest else ""
    docket = {"CaseNumber": f"{number} ", "PetitionerTitle": "Larkspur LLC, Petitioner", "sJsonCreationDate": stamp}
    return json.dumps(docket | {"RespondentTitle": "Harbor Ferries", "ProceedingsandOrder": rows}).encode()
