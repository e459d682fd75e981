"""Docket numbers as courts print them, and the addresses at which CourtListener keeps dockets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urlsplit

COURTLISTENER = "https://www.courtlistener.com"

# 1:25-cv-00400-ABC · 24-1113 · 24A587 · 22O65; the judges' initials or the defendant's number may follow.
_NUMBER = re.compile(
    r"((?:\d{1,2}:)?\d{2}-(?:~?[a-z]{2,4}-)?\d{1,6}|\d{2}[AMO]\d{1,5})(?:-\w{1,6}){0,4}", re.IGNORECASE
)
_PAGE = re.compile(rf"{re.escape(COURTLISTENER)}/docket/(\d{{1,12}})(?:[/?#]|$)")
_COURT = re.compile(r"[a-z0-9]{2,20}")
_MOST_NUMBERS = 1_000_000
"""Appellate entries have no number; what stands in its place is their document's, which is larger than any number."""

_COURT_ID_FOR = {"cofc": "uscfc", "azb": "arb", "neb": "nebraskab", "nysb-mega": "nysb", "supremecourt": "scotus"}


def docket_number_from(text: str) -> str:
    """The docket number without what follows it, or "" when the text is none."""
    found = _NUMBER.fullmatch(text.strip())
    return found[1] if found else ""


def docket_id_in(url: str) -> str:
    """CourtListener's id of the docket whose page, entry or feed stands at an address, or ""."""
    found = _PAGE.match(url)
    return found[1] if found else ""


def docket_sought_in(url: str) -> tuple[str, str] | None:
    """The court id and docket number that an address of CourtListener's search asks for."""
    if not url.startswith(f"{COURTLISTENER}/?"):
        return None
    asked = parse_qs(urlsplit(url).query)
    court_id = asked.get("court", [""])[0].strip().lower()
    number = docket_number_from(asked.get("docket_number", [""])[0])
    return (court_id, number) if number and _COURT.fullmatch(court_id) else None


def court_id_for(name: str) -> str:
    """CourtListener's id of the court that calls itself so in its addresses and in its documents' names."""
    return _COURT_ID_FOR.get(name, name)


def document_id_from(digits: str) -> str:
    """A document's number in the form in which two links to it are equal: its fourth digit tells which link it was."""
    return digits[:3] + "0" + digits[4:] if len(digits) > 3 else digits  # noqa: PLR2004  the fourth digit


def entry_names(docket: str, number: str, documents: Iterable[str]) -> Iterator[str]:
    """What a docket entry is called wherever it is listed: by its number and by its documents' numbers.

    Shape: `docket` is court id and number, `dcd/1:25-cv-00400`; `number` and `documents` are digits or else left out.
    """
    if number.isdecimal() and int(number) < _MOST_NUMBERS:
        yield f"{docket}/no/{number}"
    for document_id in dict.fromkeys(map(document_id_from, documents)):
        yield f"{docket}/doc/{document_id}"
