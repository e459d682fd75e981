"""Webhook events of CourtListener, written by hand."""

from __future__ import annotations

from typing import Any

DOCKET_ID = 70012345
SLUG = "larkspur-finch-llc-v-harbor-ferries"


def event(kind: int, payload: object, version: int = 2) -> dict[str, Any]:
    webhook = {"version": version, "event_type": kind, "date_created": "2025-07-09T10:00:00-07:00"}
    return {"payload": payload, "webhook": webhook | {"deprecation_date": None}}


def docket_alert(*rows: dict[str, Any], version: int = 2) -> dict[str, Any]:
    return event(1, {"results": list(rows)}, version)


def row(number: int | None = 21, text: str = "ORDER staying the rule.", **changes: object) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": 440000000 + (number or 0),
        "docket": DOCKET_ID,
        "date_filed": "2025-07-08",
        "description": text,
        "date_created": "2025-07-08T14:21:40-07:00",
        "entry_number": number,
        "recap_documents": [document(number)],
        "pacer_sequence_number": 77,
        "recap_sequence_number": f"2025-07-08.{number or 0:03d}",
    }
    return values | changes


def document(number: int | None = 21, text: str = "Order", **changes: object) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": 214000000 + (number or 0),
        "description": text,
        "date_created": "2025-07-08T14:21:41-07:00",
        "absolute_url": f"/docket/{DOCKET_ID}/{number}/{SLUG}/" if number else "",
        "pacer_doc_id": "08811200345",
        "document_type": 1,
        "filepath_local": None,
        "document_number": str(number or ""),
        "attachment_number": None,
    }
    return values | changes


def search_alert(*results: dict[str, Any]) -> dict[str, Any]:
    return event(2, {"results": list(results), "alert": {"name": "stay"}})


def result(*documents: dict[str, Any], **changes: object) -> dict[str, Any]:
    values = {
        "docket_id": DOCKET_ID,
        "docketNumber": "1:25-cv-00417",
        "court_id": "hbd",
        "caseName": "Larkspur &amp; Finch LLC v. <mark>Harbor</mark> Ferries",
        "recap_documents": list(documents),
    }
    return values | changes


def found(
    number: int | None = 21, text: str = "ORDER <mark>staying</mark> the rule.", **changes: object
) -> dict[str, Any]:
    values = {
        "docket_entry_id": 440000000 + (number or 0),
        "entry_number": number,
        "entry_date_filed": "2025-07-08",
        "description": text,
        "short_description": "Order",
        "pacer_doc_id": "08811200345",
        "attachment_number": None,
        "absolute_url": f"/docket/{DOCKET_ID}/{number}/{SLUG}/",
    }
    return values | changes
