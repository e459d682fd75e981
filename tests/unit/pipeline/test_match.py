from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.domain.matter import Docket
from bot.pipeline.match import Topic, find, find_document
from tests import make


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("tiktok goes dark", Topic("tiktok")),
        ("字节跳动回应停运", Topic("字节跳动")),
        ("The MyTikTokers club", None),
        ("特朗普推迟TikTok禁令", Topic("TikTok")),
        ("Weather tomorrow", None),
    ],
)
def test_find_names_the_term_that_stands_in_the_item(title: str, expected: Topic | None) -> None:
    assert find(make.item(title=title), make.matter()) == expected


def test_find_reads_the_summary_too() -> None:
    assert find(make.item(title="App ban", summary="TikTok said so"), make.matter()) == Topic("TikTok")


@pytest.mark.parametrize(("title", "expected"), [("TikTok law", Topic("TikTok", "law")), ("TikTok dance", None)])
def test_find_demands_a_context_word_when_the_pack_does(title: str, expected: Topic | None) -> None:
    assert find(make.item(title=title), make.matter(context={"en": ("law", "ban")})) == expected


@pytest.mark.parametrize(
    ("title", "url", "expected"),
    [
        ("24-1113 Cask v. FERC", "https://ecf.cadc.uscourts.gov/docs1/01208491112", Topic("24-1113")),
        ("24-1113", "https://ecf.cadc.uscourts.gov/docs1/01208491112", Topic("24-1113")),
        ("24-1113 Cask v. FERC", "https://ecf.ca2.uscourts.gov/docs1/00209229396", None),
        ("24-11130 Cask v. FERC", "https://ecf.cadc.uscourts.gov/docs1/01208491112", None),
        ("Cask v. FERC (24-1113)", "https://ecf.cadc.uscourts.gov/docs1/01208491112", None),
        ("24-1113 was the vote", "https://harbor.example/ecf.cadc.uscourts.gov/", None),
        ("1:25-cv-00417 Pell v. Dunmore", "https://ecf.cofc.uscourts.gov/doc1/4", Topic("1:25-cv-00417")),
        ("24-77 Cask v. FERC", "https://www.supremecourt.gov/DocketPDF/24/24-77/1/a.pdf", Topic("24-77")),
        ("22-5043 TikTok v. DOJ", "https://ecf.cadc.uscourts.gov/docs1/01208491100", None),
    ],
)
def test_find_knows_an_entry_by_court_and_docket_number(title: str, url: str, expected: Topic | None) -> None:
    dockets = (Docket("cadc", "24-1113"), Docket("scotus", "24-77"), Docket("uscfc", "1:25-cv-00417"))
    matter = make.matter(dockets=dockets, context={"en": ("divest",)})
    assert find(make.item(title=title, url=url), matter) == expected


def test_find_document_compares_addresses_and_never_titles_when_two_orders_share_one() -> None:
    june = make.document("june", date(2025, 9, 17), datetime(2025, 6, 19, tzinfo=UTC))
    september = make.document("september", date(2025, 12, 16), datetime(2025, 9, 16, tzinfo=UTC))
    matter = make.matter(documents=(june, september))
    item = make.item(title="Extending the Delay", url="https://gov.example/september/?utm_source=feed")
    assert find_document(item, matter) == september


def test_find_document_is_none_when_the_address_is_new() -> None:
    assert find_document(make.item(title="Extending the Delay"), make.matter()) is None


@pytest.mark.parametrize(
    ("url", "aliases", "number"),
    [
        ("https://www.courtlistener.com/docket/7/x/?order_by=desc#entry-3", (), "24-1113"),
        ("https://www.courtlistener.com/docket/8/x/?order_by=desc#entry-3", ("cadc/24-1113/no/3",), "24-1113"),
        ("https://www.courtlistener.com/docket/8/x/?order_by=desc#entry-3", ("cafc/24-1113/no/3",), None),
        ("https://www.courtlistener.com/docket/77/x/?order_by=desc#entry-3", (), None),
    ],
)
def test_entry_of_a_docket_that_the_matter_has_as_a_source_is_on_topic(url, aliases, number):
    by_id = make.source("one", kind="courtlistener", url="https://www.courtlistener.com/docket/7/feed/")
    sought = "https://www.courtlistener.com/?court=cadc&docket_number=24-1113"
    matter = make.matter(sources=(by_id, make.source("two", kind="courtlistener", url=sought)))
    topic = find(make.item("e", "24-1113 Harbor Inc. v. Roe", url=url, aliases=aliases), matter)
    assert number == (topic.term if topic else None)
