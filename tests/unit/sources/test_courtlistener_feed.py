"""Docket feeds of CourtListener: bodies written by hand, and what an entry is known by."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import SourceError
from bot.domain.item import Item, Parsed
from bot.domain.matter import KnownDocket
from bot.sources.courtlistener.docket_feed import KIND, docket_from
from bot.sources.courtlistener.entry import DocketEntry, case_name_from, items_from
from bot.sources.kind import WHOLE_BODY
from tests.unit.sources.support import spec_for

FOLDER = Path(__file__).parents[2] / "golden" / "courtlistener"
BODIES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))
FEED = "https://www.courtlistener.com/docket/70012345/feed/"
SOUGHT = "https://www.courtlistener.com/?type=r&court=hbd&docket_number=1:25-cv-00417"
DOCKET = KnownDocket("70012345", "hbd", "1:25-cv-00417", "Roe v. Harbor")


def parsed(name: str, url: str = FEED) -> Parsed:
    return KIND.parse((FOLDER / name).read_bytes(), spec_for(url, KIND.name))


def said(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A parse result without what a docket's feed never says."""
    return {name: value for name, value in pairs if name not in ("hints", "coverage", "signed_on", "authors")}


def entry(anchor: str = "entry-12", text: str = "ORDER.", **changes: object) -> DocketEntry:
    return DocketEntry("70012345", anchor, text, None, **changes)  # type: ignore[arg-type]


def item(anchor: str = "entry-12", text: str = "ORDER.", **changes: object) -> Item:
    return items_from([entry(anchor, text, **changes)], DOCKET)[0]


@pytest.mark.parametrize("body", BODIES, ids=lambda path: path.name)
def test_body_parses_to_what_is_expected(body: Path):
    expected = json.loads(body.with_name(f"{body.name}.expected.json").read_text("utf-8"))
    assert expected == json.loads(json.dumps(asdict(parsed(body.name), dict_factory=said), default=str))


def test_no_expectation_is_left_without_its_body():
    assert {f"{body.name}.expected.json" for body in BODIES} == {p.name for p in FOLDER.glob("*.expected.json")}


@pytest.mark.parametrize("name", ["empty.xml", "challenge.html"])
def test_answer_that_is_no_feed_is_a_failure(name: str):
    assert [WHOLE_BODY] == [problem.where for problem in parsed(name).problems]


def test_key_does_not_hold_the_parties_names_which_change():
    body = (FOLDER / "appellate.xml").read_bytes()
    renamed = KIND.parse(body.replace(b"harbor-inc-v-roe", b"harbor-inc-v-doe"), spec_for(FEED, KIND.name))
    assert [i.key for i in parsed("appellate.xml").items] == [i.key for i in renamed.items]


def test_day_of_filing_is_midnight_pacific_in_winter_and_summer():
    days = [i.published_at for i in parsed("district.xml").items]
    assert [datetime(2025, 7, 9, 7, tzinfo=UTC), datetime(2025, 1, 17, 8, tzinfo=UTC)] == [days[0], days[-1]]


def test_court_comes_from_the_pack_when_no_document_names_it():
    sought = "https://www.courtlistener.com/?court=hbb&docket_number=5:25-mc-00003"
    assert ((), ("hbb/5:25-mc-00003/no/1",)) == (
        parsed("long_name.xml").items[0].aliases,
        parsed("long_name.xml", sought).items[0].aliases,
    )


def test_feed_tells_what_its_docket_is_called():
    name = "Larkspur & Finch LLC v. Harbor Ferries"
    known = KnownDocket("70012345", "hbd", "1:25-cv-00417", name)
    assert known == docket_from(parsed("district.xml"), "70012345")


def test_feed_without_a_number_is_called_by_its_parties():
    known = docket_from(parsed("odd_entries.xml"), "70012345")
    assert KnownDocket("70012345", "", "", "In re Quillfeather") == known


def test_answer_that_is_no_feed_tells_no_name():
    assert docket_from(parsed("challenge.html"), "70012345") is None


@pytest.mark.parametrize(
    "url",
    [
        FEED,
        "https://www.courtlistener.com/docket/70012345/larkspur-finch-llc-v-harbor-ferries/",
        "https://www.courtlistener.com/docket/70012345/x/?order_by=desc#entry-3",
        "https://www.courtlistener.com/docket/70012345",
    ],
)
def test_any_address_of_a_docket_leads_to_its_feed(url: str):
    assert KIND.address(url) == FEED


def test_docket_named_by_its_number_needs_a_token():
    with pytest.raises(SourceError, match=r"courtlistener\.token"):
        KIND.address(SOUGHT)


def test_fuller_of_two_entries_of_one_number_counts():
    both = [entry(text="Order."), entry(text="ORDER staying the rule."), entry("entry-11")]
    assert ["ORDER staying the rule.", "ORDER."] == [i.summary for i in items_from(both, DOCKET)]


def test_entry_without_a_text_is_not_read_by_its_parties_names():
    assert ("Docket entry 12", "Docket minute entry 990") == (
        item(text="").summary,
        item("minute-entry-990", "").summary,
    )


def test_entry_is_known_by_number_document_and_sequence():
    found = item(document_ids=("04519518", "04509518"), sequence="2025-07-08.001")
    of_docket = "hbd/1:25-cv-00417"
    assert (f"{of_docket}/no/12", f"{of_docket}/doc/04509518", f"{of_docket}/seq/2025-07-08.001") == found.aliases


def test_case_name_is_cut_alike_however_much_of_it_is_told():
    whole = "Association for the Preservation of Extraordinarily Long Party Names and Others, Inc. v. Harbor Ferries"
    cut = "Association for the Preservation of Extraordinarily Long Party Names and\u2026"
    assert [cut, cut] == [case_name_from(whole), case_name_from(f"{whole[:92]}...")]


@given(st.binary(max_size=300))
def test_parse_never_raises_whatever_the_bytes(body: bytes):
    assert isinstance(KIND.parse(body, spec_for(FEED, KIND.name)), Parsed)


@given(st.text(max_size=200), st.text(max_size=80))
def test_parse_never_raises_whatever_the_link_and_title(link: str, title: str):
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": [{"url": FEED + link, "id": "1"}]}
    assert isinstance(KIND.parse(json.dumps(feed).encode(), spec_for(FEED, KIND.name)), Parsed)


def test_feed_in_which_no_entry_is_one_of_a_docket_is_a_failure():
    body = (FOLDER / "appellate.xml").read_bytes().replace(b"#entry-", b"#something-")
    problems = KIND.parse(body, spec_for(FEED, KIND.name)).problems
    assert "none of its entries is one of a docket" in [p.what for p in problems if p.where == WHOLE_BODY]
