"""The Federal Register: which address is asked, and what its documents are known by."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.sources.official.federal_register import address, parse
from tests.shared import shared_dir
from tests.unit.sources.support import spec_for

API = "https://www.federalregister.gov/api/v1/"


def asked(url: str) -> tuple[str, set[str]]:
    """Where is asked, and the parameters but for the stamp."""
    place, _, query = address(url).partition("?")
    return place, {part for part in query.split("&") if not part.startswith("_=")}


def item(**row: object):
    values = {"document_number": "2031-1", "title": "A Title", "publication_date": "2031-06-24"} | row
    (found,) = parse(json.dumps({"count": 1, "results": [values]}).encode(), spec_for(kind="federal_register")).items
    return found


@pytest.mark.parametrize(
    "url",
    [
        f"{API}documents.json?conditions%5Bterm%5D=TikTok",
        f"{API}documents?conditions%5Bterm%5D=TikTok",
        f"{API}documents.json?conditions%5Bterm%5D=TikTok&fields[]=title&fields%5B%5D=dates",
        "https://www.federalregister.gov/documents/search?conditions%5Bterm%5D=TikTok#top",
    ],
)
def test_documents_are_asked_for_with_number_and_signing_day_whatever_address_was_copied(url: str):
    place, parameters = asked(url)
    assert (f"{API}documents.json", True) == (place, {"conditions%5Bterm%5D=TikTok", "order=newest"} <= parameters)
    assert {"fields%5B%5D=executive_order_number", "fields%5B%5D=signing_date"} <= parameters
    assert 1 == sum("title" in parameter for parameter in parameters)


@pytest.mark.parametrize(
    "url",
    [
        f"{API}public-inspection-documents/current.json",
        "https://www.federalregister.gov/public-inspection/current",
        "https://www.federalregister.gov/public-inspection",
    ],
)
def test_public_inspection_is_asked_for_past_caches(url: str):
    assert f"{API}public-inspection-documents/current.json?_=" == address(url)[:-8]
    assert address(url) != address(url)


def test_a_query_keeps_its_own_order():
    assert "order=newest" not in asked(f"{API}documents.json?order=relevance")[1]


def test_the_stamp_is_in_no_link_of_an_item():
    body = json.dumps({"count": 1, "results": [{"document_number": "2031-1", "title": "A Title"}]}).encode()
    spec = spec_for(address(f"{API}documents.json"), "federal_register")
    assert ["https://www.federalregister.gov/d/2031-1"] == [found.url for found in parse(body, spec).items]


def test_documents_of_the_real_answer_are_known_by_their_numbers():
    (path,) = (shared_dir("data") / "federal_register").glob("*.json")
    parsed = parse(path.read_bytes(), spec_for(kind="federal_register"))
    assert (10, ()) == (len(parsed.items), parsed.problems)
    assert [(item.key, f"fr/{item.key}") for item in parsed.items] == [(i.key, i.aliases[0]) for i in parsed.items]
    assert all(item.key in item.url for item in parsed.items)


@pytest.mark.parametrize("number", ["14310", 14310])
def test_an_order_has_its_number_and_the_day_it_was_signed(number: object):
    found = item(executive_order_number=number, signing_date="2031-06-19")
    assert (("fr/2031-1", "eo/14310"), date(2031, 6, 19)) == (found.aliases, found.signed_on)
    assert "Executive Order 14310 of June 19, 2031" == found.summary


@pytest.mark.parametrize(
    ("printed", "title", "alias"),
    [
        ("Executive Orders: Extending It (EO 14258)", "Extending It", "eo/14258"),
        ("Extending It (Executive Order 14258 of April 4, 2025)", "Extending It", "eo/14258"),
        ("EXECUTIVE ORDERS: Extending It (E.O. 14258)", "Extending It", "eo/14258"),
        ("Amending Executive Order 14258", "Amending Executive Order 14258", None),
        ("Extending It (Correction)", "Extending It (Correction)", None),
    ],
)
def test_a_title_is_the_orders_own_and_the_number_beside_it_is_its_name(printed: str, title: str, alias: str | None):
    found = item(title=printed)
    assert (title, alias) == (found.title, next((name for name in found.aliases if name.startswith("eo/")), None))


@pytest.mark.parametrize(
    "row", [{"correction_of": f"{API}documents/2031-1"}, {"correction_of": None}, {"correction_of": ""}]
)
def test_a_correction_is_a_document_of_its_own_that_names_what_it_corrects(row: dict[str, object]):
    found = item(document_number="C1-2031-1", **row)
    assert ("C1-2031-1", ("fr/C1-2031-1", "fr/2031-1")) == (found.key, found.aliases)
    assert "Corrects document 2031-1." == found.summary


def test_a_withdrawal_is_a_new_version_of_the_same_item():
    before = item()
    after = item(editorial_note="A letter requesting withdrawal was received.", publication_date=None)
    assert (before.key, True) == (after.key, before.mark != after.mark)
    assert ("Retracted before publication: A Title", None) == (after.title, after.published_at)
