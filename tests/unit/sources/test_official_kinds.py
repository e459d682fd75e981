"""Kinds that read the government's own services: what all of them share."""

from __future__ import annotations

import json

import pytest

from bot.cli.main import OK, call
from bot.domain.source import Trust
from bot.sources.registry import KINDS
from bot.text.official_names import names_for, order_number, register_number
from tests.unit.sources.official_golden import bodies


@pytest.mark.parametrize("kind", ["federal_register", "congress", "govinfo"])
def test_an_official_source_may_move_a_deadline(kind: str):
    assert Trust.OFFICIAL is KINDS[kind].trust


@pytest.mark.parametrize("kind", KINDS)
def test_a_captured_body_of_every_kind_can_be_read_from_the_command_line(kind: str, tmp_path, capsys):
    (tmp_path / "body").write_bytes(b"<html>an error page</html>")
    assert OK == call(["parse", kind, str(tmp_path / "body")])
    assert "body: " in capsys.readouterr().err


@pytest.mark.parametrize("body", [b for b in bodies() if "documents" in b.name], ids=lambda path: path.name)
def test_the_command_line_shows_what_an_item_is_called_elsewhere(body, capsys):
    assert OK == call(["parse", "federal_register", "--json", str(body)])
    first = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (["fr/2031-11754", "eo/15310"], "2031-06-19") == (first["aliases"], first["signed_on"])


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://www.federalregister.gov/documents/2025/06/24/2025-11754/further", "2025-11754"),
        ("https://www.federalregister.gov/d/2025-11754", "2025-11754"),
        ("https://www.federalregister.gov/d/C1-2025-11754", "C1-2025-11754"),
        ("https://www.federalregister.gov/d/E9-12345", "E9-12345"),
        ("https://www.federalregister.gov/public-inspection/2025-11754/executive-orders", "2025-11754"),
        ("https://www.federalregister.gov/api/v1/documents/2025-11754.json", "2025-11754"),
        ("https://www.govinfo.gov/app/details/FR-2025-09-30/2025-19139", "2025-19139"),
        ("https://www.govinfo.gov/content/pkg/FR-2025-09-30/html/2025-19139.htm", "2025-19139"),
        ("https://www.govinfo.gov/app/details/FR-2025-09-30", ""),
        ("https://www.federalregister.gov/documents/2025/06/24", ""),
        ("https://register.example/d/2025-11754", ""),
        ("", ""),
    ],
)
def test_the_number_of_a_document_stands_in_its_address(address: str, number: str):
    assert number == register_number(address)


@pytest.mark.parametrize(
    ("text", "number"),
    [("Executive Order 14310 of June 19", "14310"), ("EO 14310", "14310"), ("E.O. 14310", "14310"), ("Order 7", "")],
)
def test_the_number_of_an_order_stands_in_its_name(text: str, number: str):
    assert number == order_number(text)


def test_names_are_made_of_the_numbers_that_are_known():
    assert (("fr/1", "eo/2"), ("eo/2",), ()) == (names_for(register="1", order="2"), names_for(order="2"), names_for())
