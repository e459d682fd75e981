from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.deadlines.chain import versions_at
from bot.domain.deadline import DeadlineStatus
from bot.domain.errors import PackError
from bot.domain.event import Anchor, EventType, Stage, StatedTerm
from bot.domain.matter import Docket
from bot.domain.source import Trust
from bot.packs.load import load_pack, load_packs

KINDS = ("news_feed", "whitehouse")
PACK = """\
id = "mine"
zone = "Europe/Berlin"
names = { en = "My matter" }
terms = { en = ["widget"], zh = ["小部件"] }

[[docket]]
court_id = "dcd"
number = "1:24-cv-01"

[[source]]
kind = "news_feed"
url = "https://example.org/feed"
trust = "press"
outlet = "Example"

[[deadline]]
id = "first"
names = { en = "First deadline", zh = "第一期限" }
due_on = 2026-03-29
authority = "Law 1"
link = "https://example.org/law"
decided_on = 2026-01-01

[[document]]
id = "Order 1"
title = "An order"
urls = ["https://example.org/order"]
signed_on = 2026-03-01
known_at = 2026-03-01T10:00:00+01:00
event = "extension"
stage = "ordered_or_happened"
length = "P30D"
anchor = "signed"
"""


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "mine.toml").write_text(PACK, "utf-8")
    return folder


def problems_with(folder: Path, old: str, new: str) -> list[str]:
    path = folder / "mine.toml"
    path.write_text(PACK.replace(old, new, 1), "utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(path, KINDS)
    return [p.removeprefix(f"{path}:") for p in caught.value.problems]


def test_pack_becomes_a_matter(own):
    made = load_pack(own / "mine.toml", KINDS)
    assert ("mine", {"en": "My matter"}, {"en": ("widget",), "zh": ("小部件",)}) == (made.id, made.names, made.terms)
    assert (Docket("dcd", "1:24-cv-01"),) == made.dockets
    [source] = made.sources
    assert ("news_feed", Trust.PRESS, "Example", "en", timedelta(minutes=5)) == (
        source.kind,
        source.trust,
        source.outlet,
        source.lang,
        source.interval,
    )
    [document] = made.documents
    assert StatedTerm(None, "P30D", Anchor.SIGNED, "Order 1") == document.term


def test_deadline_ends_with_its_day_in_its_own_zone(own):
    [deadline] = load_pack(own / "mine.toml", KINDS).deadlines
    assert datetime(2026, 3, 29, 21, 59, tzinfo=UTC) == deadline.due_at  # the night the clocks go forward
    assert "Europe/Berlin" == deadline.zone


def test_source_id_follows_from_kind_and_address_unless_given(own):
    first = load_pack(own / "mine.toml", KINDS).sources[0].id
    assert first == load_pack(own / "mine.toml", KINDS).sources[0].id
    (own / "mine.toml").write_text(PACK.replace('outlet = "Example"', 'outlet = "Example"\nid = "given"'), "utf-8")
    assert "given" == load_pack(own / "mine.toml", KINDS).sources[0].id


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("court_id", "court", "6: “court_id” is missing; add it."),
        ("court_id", "curt_id", "7: unknown key “curt_id”; did you mean “court_id”?"),
        (
            "Europe/Berlin",
            "Europe/Berln",
            "2: “zone”: Europe/Berln is no IANA time zone; did you mean “Europe/Berlin”?",
        ),
        ("news_feed", "newsfeed", "11: “kind”: unknown kind newsfeed; did you mean “news_feed”?"),
        ("press", "pres", "13: “trust”: it should be 'official', 'court', 'press' or 'social'."),
        (
            "https://example.org/feed",
            "example.org",
            "12: “url”: example.org is not a web address; write it in full, with https://.",
        ),
        (
            "https://example.org/feed",
            "https://u:p@example.org",
            "12: “url”: an address must not hold a user name or password.",
        ),
        ("2026-03-29", '"soon"', "19: “due_on”: it should be a valid date or datetime, input is too short."),
        (
            "due_on = 2026-03-29",
            "due_on = 2025-03-29",
            "16: “deadline”: decided_on (2026-01-01) lies after due_on (2025-03-29).",
        ),
        ("T10:00:00+01:00", "T10:00:00", "29: “known_at”: it should have timezone info."),
        (
            "P30D",
            "30 days",
            "32: “length”: 30 days is no ISO-8601 length of days, weeks, months or years, such as P75D.",
        ),
        ("P30D", "P", "32: “length”: P is no ISO-8601 length of days, weeks, months or years, such as P75D."),
        (
            'length = "P30D"\nanchor = "signed"',
            "",
            "24: “document”: an ordered extension needs until = a date, or length and anchor.",
        ),
        (
            'anchor = "signed"',
            "",
            "24: “document”: a length needs an anchor (signed or deadline), else nobody can count from it.",
        ),
        (
            'length = "P30D"',
            "until = 2026-04-01",
            "24: “document”: anchor says what a length counts from, but no length is given.",
        ),
        (
            'length = "P30D"',
            'length = "P30D"\nuntil = 2026-04-01',
            "24: “document”: P30D from 2026-03-01 ends on 2026-03-31, not on 2026-04-01.",
        ),
        ("2026-03-01T", "2026-02-01T", "24: “document”: known_at (2026-02-01) lies before signed_on (2026-03-01)."),
        ('id = "mine"', 'id = "other"', "1: “id” is other, but the file is mine.toml; make them the same."),
    ],
)
def test_broken_pack_is_refused_with_the_line_and_what_would_be_right(own, old, new, problem):
    assert problem in problems_with(own, old, new)


def test_extension_key_stage_and_event_are_checked(own):
    assert ["30: “event”"] == [p[:11] for p in problems_with(own, '"extension"', '"extention"')]


def test_two_sources_of_one_address_are_refused(own):
    source = PACK[PACK.index("[[source]]") : PACK.index("[[deadline]]")]
    [problem] = problems_with(own, source, source + source)
    assert "two entries of [[source]] are the same" in problem


def test_problems_of_all_packs_are_reported_at_once(own):
    (own / "broken.toml").write_text("id = ", "utf-8")
    (own / "mine.toml").write_text(PACK.replace("trust", "trst"), "utf-8")
    with pytest.raises(PackError) as caught:
        load_packs(["tiktk", "broken", "mine"], own, KINDS)
    assert [
        "matters: there is no pack “tiktk”; did you mean “tiktok”?",
        f"{own}/broken.toml:1: not valid TOML: Invalid value at the end of the file.",
        f"{own}/mine.toml:10: “trust” is missing; add it.",
        f"{own}/mine.toml:13: unknown key “trst”; did you mean “trust”?",
    ] == caught.value.problems


def test_own_packs_are_followed_beside_the_default_when_none_is_named(own):
    assert ["tiktok", "mine"] == [m.id for m in load_packs((), own, KINDS)]
    assert ["mine"] == [m.id for m in load_packs(["mine"], own, KINDS)]
    assert ["tiktok"] == [m.id for m in load_packs((), own / "absent", KINDS)]


def test_own_pack_takes_the_place_of_a_shipped_one(own):
    (own / "tiktok.toml").write_text(PACK.replace('id = "mine"', 'id = "tiktok"'), "utf-8")
    assert "My matter" == load_packs(["tiktok"], own, KINDS)[0].names["en"]


@pytest.fixture
def tiktok():
    return load_packs(["tiktok"], None, KINDS)[0]


def test_it_follows_the_three_cases(tiktok):
    assert {("scotus", "24-656"), ("scotus", "24-657"), ("cadc", "24-1113")} == {
        (d.court_id, d.number) for d in tiktok.dockets
    }


def test_it_reads_official_and_press_sources_in_both_languages(tiktok):
    assert {Trust.OFFICIAL, Trust.PRESS} == {s.trust for s in tiktok.sources}
    assert 2 <= sum(s.lang == "zh" for s in tiktok.sources)


def test_its_deadline_moves_five_times_and_is_met(tiktok):
    versions = versions_at(tiktok, datetime(2026, 6, 1, tzinfo=UTC))
    assert [
        (date(2025, 1, 19), DeadlineStatus.PENDING),
        (date(2025, 4, 5), DeadlineStatus.EXTENDED),
        (date(2025, 6, 19), DeadlineStatus.EXTENDED),
        (date(2025, 9, 17), DeadlineStatus.EXTENDED),
        (date(2025, 12, 16), DeadlineStatus.EXTENDED),
        (date(2026, 1, 23), DeadlineStatus.EXTENDED),
        (date(2026, 1, 23), DeadlineStatus.MET),
    ] == [((v.due_at - timedelta(hours=5)).date(), v.status) for v in versions]


def test_the_april_order_counts_from_when_it_could_be_read(tiktok):
    before = versions_at(tiktok, datetime(2025, 4, 8, 12, 0, tzinfo=UTC))
    after = versions_at(tiktok, datetime(2025, 4, 8, 13, 0, tzinfo=UTC))
    assert (2, 3) == (before[-1].version, after[-1].version)


def test_two_orders_share_a_title_and_no_address(tiktok):
    orders = [d for d in tiktok.documents if d.event is EventType.EXTENSION]
    assert 5 == len(orders)
    assert 4 == len({d.title for d in orders})
    assert {Stage.ORDERED_OR_HAPPENED} == {d.stage for d in orders}
    urls = [url for d in orders for url in d.urls]
    assert len(urls) == len(set(urls))
