"""Court feeds, and CourtListener's feed, search and webhooks of the same dockets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from tests.walks.source_day.entries import Entry, Filed
from tests.walks.source_day.feed_bodies import Style

_PACIFIC = ZoneInfo("America/Los_Angeles")
_HEAD = "<?xml version='1.0' encoding='ISO-8859-1'?>\n"


def district_court(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    """What CM/ECF lists: each filing with a guid that opens nothing, and a link to its document."""
    items = "".join(
        f"<item><title>{e.filed.docket.number} {escape(e.filed.name)}  </title>"
        f"<link>{site}/cgi-bin/DktRpt.pl?{e.filed.id}</link>"
        f"<description>{escape(f'[{e.short}] ({_anchor(e, site)})')}</description>"
        f"<guid>{site}/cgi-bin/DktRpt.pl?{e.filed.id}&amp;{e.number}</guid><pubDate>{style.dated(e)}</pubDate></item>"
        for e in entries
        if e.filed
    )
    return _channel(site, style, items)


def appellate_court(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    """No numbers, and a zone name of winter."""
    report = f"{site}/n/beam/servlet/TransportRoom?servlet=DocketReportFilter.jsp&amp;caseNum="
    items = "".join(
        f"<item><title>{e.filed.docket.number} {escape(e.filed.name)}</title>"
        f"<link>{report}{e.filed.docket.number}</link><description>{escape(_appellate_text(e, site))}</description>"
        f"<guid>{report}{e.filed.docket.number}&amp;partId={e.number}</guid>"
        f"<pubDate>{style.dated(e)}</pubDate></item>"
        for e in entries
        if e.filed
    )
    return _channel(site, style, items)


def courtlistener_feed(site: str, entries: Sequence[Entry], style: Style) -> bytes:
    """A docket's Atom feed, dated by the day of filing at midnight Pacific."""
    filed = next((e.filed for e in entries if e.filed), None)
    if filed is None:
        return b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Docket updates for nothing</title></feed>'
    items = "".join(
        f"<entry><title>Entry #{e.number}</title><link href='{_page(e, filed)}' rel='alternate'/>"
        f"<id>{_page(e, filed)}</id><published>{_filed_on(e)}T00:00:00-07:00</published>"
        f"<summary type='html'>{escape(e.text)}</summary>"
        f"<link rel='enclosure' href='https://ecf.{filed.docket.court_id}.uscourts.gov/doc1/{document_id(e)}'/></entry>"
        for e in entries
    )
    title = f"<title>Docket updates for {escape(filed.name)}, {filed.docket.number}</title>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{title}{items}</feed>'.encode()


def docket_alert(entries: Sequence[Entry]) -> dict[str, Any]:
    """The event that CourtListener pushes for new entries."""
    webhook = {"version": 2, "event_type": 1, "date_created": "2025-07-15T10:00:00-07:00", "deprecation_date": None}
    return {"payload": {"results": [_alerted(e, e.filed) for e in entries if e.filed]}, "webhook": webhook}


def disabled_alert(filed: Filed) -> dict[str, Any]:
    """The event that tells of an alert that was switched off."""
    payload = {"old_alerts": [], "disabled_alerts": [{"docket": filed.id}]}
    return {"payload": payload, "webhook": {"version": 2, "event_type": 4, "deprecation_date": None}}


def found_docket(filed: Filed) -> bytes:
    """The search's answer to a docket number."""
    return json.dumps({"results": [_docket(filed)]}).encode()


def found_entries(filed: Filed, entries: Sequence[Entry], after: str | None) -> bytes:
    """The search's answer to a docket's id: some of its documents, and where the next ones are."""
    return json.dumps({"next": after, "results": [_docket(filed) | _document(e, filed) for e in entries]}).encode()


def document_id(entry: Entry) -> str:
    return f"0351{entry.number:07}"


def _filed_on(entry: Entry) -> str:
    return f"{(entry.dated_at or entry.at).astimezone(_PACIFIC):%Y-%m-%d}"


def _channel(site: str, style: Style, items: str) -> bytes:
    head = (
        f"<title>District of Harbor - Recent Entries</title><link>{site}</link><description>{style.about}</description>"
    )
    return f"{_HEAD}<rss version='2.0'><channel>{head}{items}</channel></rss>".encode("iso-8859-1")


def _anchor(entry: Entry, site: str) -> str:
    return f'<a href="{site}/doc1/{document_id(entry)}?caseid=1&de_seq_num={entry.number}">{entry.number}</a>'


def _appellate_text(entry: Entry, site: str) -> str:
    return f"[{entry.short}] (<a href='{site}/docs1/{document_id(entry)}'>Document</a>)"


def _page(entry: Entry, filed: Filed) -> str:
    return f"https://www.courtlistener.com/docket/{filed.id}/{filed.slug}/?order_by=desc#entry-{entry.number}"


def _alerted(entry: Entry, filed: Filed) -> dict[str, Any]:
    return {
        "id": 400_000_000 + entry.number,
        "docket": filed.id,
        "date_filed": _filed_on(entry),
        "description": entry.text,
        "entry_number": entry.number,
        "recap_documents": [
            {
                "id": 200_000_000 + entry.number,
                "absolute_url": f"/docket/{filed.id}/{entry.number}/{filed.slug}/",
                "pacer_doc_id": document_id(entry),
                "document_type": 1,
                "description": entry.short,
            }
        ],
        "recap_sequence_number": f"{_filed_on(entry)}.{entry.number}",
    }


def _docket(filed: Filed) -> dict[str, Any]:
    named = {"docket_id": filed.id, "caseName": filed.name}
    return named | {"docketNumber": filed.docket.number, "court_id": filed.docket.court_id}


def _document(entry: Entry, filed: Filed) -> dict[str, Any]:
    return {
        "docket_entry_id": 400_000_000 + entry.number,
        "entry_number": entry.number,
        "entry_date_filed": _filed_on(entry),
        "description": entry.text,
        "pacer_doc_id": document_id(entry),
        "attachment_number": None,
        "absolute_url": f"/docket/{filed.id}/{entry.number}/{filed.slug}/",
    }
