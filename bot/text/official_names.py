"""The names by which one official document is known in every place: `fr/2025-10284`, `eo/14310`."""

from __future__ import annotations

import re

_REGISTER = re.compile(
    r"https?://(?:www\.)?(?:"
    r"federalregister\.gov/(?:d/|documents/\d{4}/\d\d/\d\d/|public-inspection/|api/v1/documents/)"
    r"|govinfo\.gov/(?:app/details|link|content/pkg)/(?:fr/|FR-\d{4}-\d\d-\d\d/(?:html/|pdf/)?)"
    r")(?P<number>(?:[A-Z]\d-)?(?:E\d|\d{2,4})-\d{2,6})(?![\d-])"
)
_ORDER = re.compile(r"\b(?:Executive Orders?|E\.O\.|EO) (?:No\. ?)?(\d{4,5})\b", re.IGNORECASE)


def register_number(address: str) -> str:
    """The document number in an address of the Federal Register or of GovInfo, empty when it holds none."""
    found = _REGISTER.match(address)
    return found["number"] if found else ""


def order_number(text: str) -> str:
    """The number of the first executive order that a text names, empty when it names none."""
    found = _ORDER.search(text)
    return found[1] if found else ""


def names_for(*, register: str = "", order: str = "") -> tuple[str, ...]:
    """The aliases of the document with these numbers."""
    return tuple(f"{kind}/{number}" for kind, number in (("fr", register), ("eo", order)) if number)
