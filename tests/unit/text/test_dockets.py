from __future__ import annotations

import pytest

from bot.text.dockets import (
    court_id_for,
    docket_id_in,
    docket_number_from,
    docket_sought_in,
    document_id_from,
)

SITE = "https://www.courtlistener.com"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1:25-cv-00400", "1:25-cv-00400"),
        ("1:25-cv-00400-ABC", "1:25-cv-00400"),
        (" 1:25-cr-00009-ABC-DEF-2 ", "1:25-cr-00009"),
        ("24-1113", "24-1113"),
        ("18-bk-00079", "18-bk-00079"),
        ("5:18-~gr-00001", "5:18-~gr-00001"),
        ("24A587", "24A587"),
        ("22O65", "22O65"),
        ("24-1113, 24-1130", ""),
        ("Roe v. Harbor", ""),
        ("", ""),
    ],
)
def test_docket_number_is_told_from_what_follows_it(text: str, number: str):
    assert number == docket_number_from(text)


@pytest.mark.parametrize(
    ("url", "docket_id"),
    [
        (f"{SITE}/docket/68506893/feed/", "68506893"),
        (f"{SITE}/docket/68506893/tiktok/?order_by=desc#entry-12", "68506893"),
        (f"{SITE}/docket/68506893", "68506893"),
        (f"{SITE}/docket/68506893x/", ""),
        (f"{SITE}.example/docket/68506893/", ""),
        (f"{SITE}/opinion/68506893/", ""),
        ("https://elsewhere.example/docket/68506893/", ""),
    ],
)
def test_docket_is_found_in_an_address(url: str, docket_id: str):
    assert docket_id == docket_id_in(url)


@pytest.mark.parametrize(
    ("query", "sought"),
    [
        ("?court=cadc&docket_number=24-1113", ("cadc", "24-1113")),
        ("?type=r&docket_number=1%3A25-cv-00400-ABC&court=DCD", ("dcd", "1:25-cv-00400")),
        ("?docket_number=24-1113", None),
        ("?court=cadc", None),
        ("?court=c%2Fd&docket_number=24-1113", None),
        ("docket/7/?court=cadc&docket_number=24-1113", None),
    ],
)
def test_docket_that_an_address_seeks_is_its_court_and_number(query: str, sought: tuple[str, str] | None):
    assert sought == docket_sought_in(f"{SITE}/{query}")


def test_two_links_to_one_document_have_one_number():
    assert document_id_from("04519509006") == document_id_from("04509509006") == "04509509006"
    assert document_id_from("045") == "045"


def test_courts_that_call_themselves_otherwise_are_known():
    assert ("arb", "dcd") == (court_id_for("azb"), court_id_for("dcd"))
