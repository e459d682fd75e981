"""CM/ECF feeds: every body in tests/golden/pacer, and the zones and identities that courts differ in."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.item import Item, Parsed
from bot.domain.source import Trust
from bot.sources.pacer.court_time import filed_at_from
from bot.sources.registry import KINDS
from tests.unit.sources.support import spec_for
from tests.unit.sources.test_i3_parsing_never_raises import check, damaged

FOLDER = Path(__file__).parents[2] / "golden" / "pacer"
BODIES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))
ROW = """<item><title>{title}</title><link>https://ecf.hbd.uscourts.gov/cgi-bin/DktRpt.pl?7</link>
<guid>https://ecf.hbd.uscourts.gov/cgi-bin/DktRpt.pl?7{sequence}</guid>
<description>{text}</description><pubDate>{at}</pubDate></item>"""


@pytest.mark.parametrize("body", BODIES, ids=lambda path: path.name)
def test_body_parses_to_what_is_expected(body: Path) -> None:
    expected = json.loads(body.with_name(f"{body.name}.expected.json").read_text("utf-8"))
    assert expected == _told(parse(body.read_bytes()))


def test_no_expectation_is_left_without_its_body() -> None:
    expected = {path.name for path in FOLDER.glob("*.expected.json")}
    assert {f"{body.name}.expected.json" for body in BODIES} == expected


@given(seed=st.integers(0, 2**32))
def test_damaged_feed_never_raises_and_keeps_items_apart(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  the same damage for the same seed
    check("pacer_rss", damaged(rng.choice(BODIES).read_bytes(), rng))


@given(
    st.text("[]<>a='\" /&;#-7", max_size=80),
    st.text("1:8-cv~gr -", max_size=40),
    st.sampled_from(("", "&amp;1", "-9", "&amp;partId=4")),
)
def test_odd_rows_never_raise(text: str, title: str, sequence: str) -> None:
    check("pacer_rss", rss(feed(title, escape(text), sequence) * 2 + feed(title, escape(text), sequence, at="")))


def test_kind_speaks_for_the_court() -> None:
    assert KINDS["pacer_rss"].trust is Trust.COURT


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Fri, 03 Feb 2023 11:52:07 EST", 16),
        ("Mon, 03 Jul 2023 11:52:07 EST", 15),
        ("Mon, 03 Jul 2023 11:52:07 EDT", 15),
        ("Mon, 03 Jul 2023 11:52:07 CST", 16),
        ("Mon, 03 Jul 2023 11:52:07 MST", 17),
        ("Mon, 03 Jul 2023 11:52:07 PST", 18),
        ("Mon, 03 Jul 2023 11:52:07 AKST", 19),
        ("Mon, 03 Jul 2023 11:52:07 HST", 21),
        ("Mon, 03 Jul 2023 11:52:07 AST", 15),
        ("Mon, 03 Jul 2023 11:52:07 ChST", 1),
        ("Mon, 03 Jul 2023 11:52:07 GMT", 11),
        ("Mon, 03 Jul 2023 11:52:07", 11),
    ],
)
def test_filed_at_is_the_regions_time_when_a_court_names_its_winter_zone(text: str, hour: int) -> None:
    at = filed_at_from(text)
    assert at is not None
    assert (hour, 52, 7, UTC) == (at.hour, at.minute, at.second, at.tzinfo)


@pytest.mark.parametrize("text", ["", "EST", "soon EST", "Mon, 33 Jul 2023 11:52:07 EST"])
def test_filed_at_is_none_when_it_means_no_instant(text: str) -> None:
    assert filed_at_from(text) is None


def test_item_keeps_its_key_when_the_court_rewords_the_entry_and_reassigns_the_judge() -> None:
    before = only(feed(title="1:25-cv-00417-ABC Pell v. Dunmore", text="[Order] "))
    after = only(feed(title="1:25-cv-00417-XYZ Pell v. Dunmore", text="[Amended Order] "))
    assert (before.key, before.title) == (after.key, after.title)
    assert before.fingerprint != after.fingerprint


def test_items_are_two_when_two_minute_orders_come_on_one_day() -> None:
    body = feed(sequence="", at="Wed, 09 Jul 2025 19:40:00 GMT") + feed(sequence="", at="Wed, 09 Jul 2025 19:41:00 GMT")
    assert [
        datetime(2025, 7, 9, 19, 40, tzinfo=UTC),
        datetime(2025, 7, 9, 19, 41, tzinfo=UTC),
    ] == [item.published_at for item in parse(rss(body)).items]


def test_items_are_told_apart_by_their_words_when_nothing_else_does() -> None:
    body = feed(sequence="", at="", text="[Order]") + feed(sequence="", at="", text="[Judgment]")
    assert [item.summary for item in parse(rss(body)).items] == ["Order", "Judgment"]


def test_item_bears_the_names_other_sources_know_it_by() -> None:
    text = '[Order] (&lt;a href="https://ecf.hbd.uscourts.gov/doc1/071114225"&gt;12&lt;/a&gt;)'
    item = only(feed("1:25-cv-00400-ABC Harbor v. Doe", text, "&amp;9"))
    assert item.aliases == ("hbd/1:25-cv-00400/no/12", "hbd/1:25-cv-00400/doc/071014225")


def test_summary_is_all_the_court_says_when_nothing_stands_in_brackets() -> None:
    item = only(feed(title="25-5214 Cask v. FERC", text="ORDER granting stay. Cask v. FERC"))
    assert item.summary == "ORDER granting stay."


def test_link_is_left_out_when_it_is_no_web_address() -> None:
    item = only(feed(text="[Order] (&lt;a href='javascript:alert(1)'&gt;4&lt;/a&gt;)"))
    assert ("Order (document 4)", "https://ecf.hbd.uscourts.gov/cgi-bin/DktRpt.pl?7") == (item.summary, item.url)


def feed(
    title: str = "1:25-cv-00417 Pell v. Dunmore",
    text: str = "[Minute Order] ",
    sequence: str = "&amp;14",
    at: str = "Wed, 09 Jul 2025 19:40:00 GMT",
) -> str:
    return ROW.format(title=title, text=text, sequence=sequence, at=at)


def rss(rows: str) -> bytes:
    return f'<rss version="2.0"><channel><title>Harbor</title>{rows}</channel></rss>'.encode()


def only(rows: str) -> Item:
    (item,) = parse(rss(rows)).items
    return item


def parse(body: bytes) -> Parsed:
    return KINDS["pacer_rss"].parse(body, spec_for("https://ecf.hbd.uscourts.gov/cgi-bin/rss_outside.pl", "pacer_rss"))


def _told(parsed: Parsed) -> dict[str, object]:
    items = [
        {
            "key": item.key,
            "title": item.title,
            "url": item.url,
            "summary": item.summary,
            "published_at": item.published_at.isoformat() if item.published_at else None,
        }
        for item in parsed.items
    ]
    return {"title": parsed.title, "items": items, "problems": [[p.where, p.what] for p in parsed.problems]}
