"""Docket entries as CourtListener's API has them: in docket alerts, and in search results."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.domain.matter import KnownDocket
from bot.sources.courtlistener.entry import DocketEntry, anchor_for, case_name_from, midnight
from bot.text.dockets import COURTLISTENER, court_id_for, docket_number_from
from bot.text.json_values import day, number, tables, text
from bot.text.urls import absolute

_MAIN_DOCUMENT = 1
_SLUG = re.compile(r"/docket/\d{1,12}/(?:[\w.-]{1,40}/){1,2}([\w-]{1,200})/?$")
_STORED = re.compile(r"gov\.uscourts\.([a-z0-9-]{2,20})\.")
_MARKED = re.compile(r"</?mark>")


def alerted(row: dict[str, Any]) -> DocketEntry | None:
    """The entry of a docket alert; None when it lacks what it is known by.

    Shape: a stub has no text yet, then its document's stands for it, as in the feeds. Attachments do not count.
    Source: https://github.com/freelawproject/courtlistener, cl/api/webhooks.py; read 2026-10-02.
    """
    docket_id, entry_id, n = number(row, "docket"), number(row, "id"), number(row, "entry_number")
    if not docket_id or not (n or entry_id):
        return None
    every = tables(row, "recap_documents")
    main = sorted(
        (d for d in every if number(d, "document_type") == _MAIN_DOCUMENT), key=lambda d: text(d, "date_created")
    )
    filed_on = day(row, "date_filed")
    return DocketEntry(
        docket_id=str(docket_id),
        anchor=anchor_for(n, entry_id),
        text=text(row, "description") or _first(text(d, "description") for d in main),
        filed_at=midnight(filed_on) if filed_on else None,
        slug=_first(_group(_SLUG, text(d, "absolute_url")) for d in every),
        court_id=court_id_for(_first(_group(_STORED, text(d, "filepath_local")) for d in every)),
        document_ids=tuple(filter(None, (text(d, "pacer_doc_id") for d in main))),
        sequence=text(row, "recap_sequence_number"),
    )


def searched(result: dict[str, Any]) -> list[DocketEntry]:
    """The entries in a result of the search: those of its documents, or the opinion that it is."""
    documents = tables(result, "recap_documents") or ([result] if number(result, "docket_entry_id") else [])
    if documents:
        return [entry for d in documents if (entry := _of_document(d, number(result, "docket_id")))]
    return [opinion] if (opinion := _opinion(result)) else []


def docket_in(result: dict[str, Any]) -> KnownDocket | None:
    """What a result of the search says of its docket; None when it is of none."""
    docket_id = number(result, "docket_id")
    case_name = case_name_from(text(result, "caseName"))
    if not docket_id or not case_name:
        return None
    found = docket_number_from(_MARKED.sub("", text(result, "docketNumber")))
    return KnownDocket(str(docket_id), text(result, "court_id"), found, case_name)


def _of_document(document: dict[str, Any], docket_id: int) -> DocketEntry | None:
    n, entry_id = number(document, "entry_number"), number(document, "docket_entry_id")
    if not docket_id or not (n or entry_id):
        return None
    filed_on = day(document, "entry_date_filed")
    is_main = not number(document, "attachment_number")
    return DocketEntry(
        docket_id=str(docket_id),
        anchor=anchor_for(n, entry_id),
        text=text(document, "description") or (text(document, "short_description") if is_main else ""),
        filed_at=midnight(filed_on) if filed_on else None,
        slug=_group(_SLUG, text(document, "absolute_url")),
        document_ids=(text(document, "pacer_doc_id"),) if is_main and text(document, "pacer_doc_id") else (),
    )


def _opinion(result: dict[str, Any]) -> DocketEntry | None:
    docket_id, cluster_id = number(result, "docket_id"), number(result, "cluster_id")
    if not docket_id or not cluster_id:
        return None
    filed_on = day(result, "dateFiled")
    snippets = (text(part, "snippet") for part in (*tables(result, "opinions"), result))
    return DocketEntry(
        docket_id=str(docket_id),
        anchor=f"opinion-{cluster_id}",
        text=f"Opinion. {_first((text(result, 'syllabus'), *snippets))}",
        filed_at=midnight(filed_on) if filed_on else None,
        page=absolute(text(result, "absolute_url"), COURTLISTENER),
    )


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _group(pattern: re.Pattern[str], value: str) -> str:
    found = pattern.search(value)
    return found[1] if found else ""
