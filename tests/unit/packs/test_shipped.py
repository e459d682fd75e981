"""The packs that come with the bot."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import bot.packs
from bot.deadlines.chain import current_of, versions_at
from bot.domain.deadline import DeadlineStatus
from bot.domain.matter import Matter
from bot.domain.source import SourceSpec
from bot.packs.load import DEFAULT_MATTERS, load_packs
from bot.pipeline.match import find
from bot.sources.registry import KINDS
from tests import make

NAMES = sorted(path.stem for path in Path(bot.packs.__file__).parent.glob("*.toml"))
MATTERS = {m.id: m for m in load_packs(NAMES, None, KINDS)}


def last_day(matter: Matter) -> date:
    return matter.deadlines[0].due_at.astimezone(ZoneInfo(matter.zone)).date()


def test_only_the_default_is_watched_when_the_settings_name_none():
    assert [*DEFAULT_MATTERS] == [m.id for m in load_packs((), None, KINDS)]
    assert {*DEFAULT_MATTERS} < set(MATTERS)


@pytest.mark.parametrize("name", NAMES)
def test_names_and_terms_are_in_both_languages(name):
    matter = MATTERS[name]
    assert [{"en", "zh"}] * 2 == [set(matter.names), set(matter.terms)]
    assert not matter.context or {"en", "zh"} == set(matter.context)
    assert [{"en", "zh"}] * len(matter.deadlines) == [set(d.names) for d in matter.deadlines]


@pytest.mark.parametrize("name", NAMES)
def test_sources_are_asked_by_https_and_not_faster_than_their_kind_allows(name):
    hasty = [
        s.url
        for s in MATTERS[name].sources
        if not s.url.startswith("https://") or s.interval < KINDS[s.kind].min_interval
    ]
    assert [] == hasty


@pytest.mark.parametrize("name", NAMES)
def test_no_source_lies_where_its_publisher_wants_no_robots(name):
    assert [] == [s.url for s in MATTERS[name].sources if "supremecourt.gov" in s.url or "news.google" in s.url]


def test_a_source_of_several_packs_is_the_same_in_each():
    specs: dict[str, set[SourceSpec]] = {}
    for source in (s for m in MATTERS.values() for s in m.sources):
        specs.setdefault(source.id, set()).add(source)
    assert {} == {sid: found for sid, found in specs.items() if len(found) > 1}


def test_the_deadlines_are_those_of_the_acts():
    assert {
        "us-government-funding": date(2026, 12, 11),
        "california-age-signals": date(2026, 12, 31),
        "tiktok": date(2025, 1, 19),
    } == {name: last_day(m) for name, m in MATTERS.items() if m.deadlines}


def test_a_deadline_without_documents_is_pending():
    versions = versions_at(MATTERS["us-government-funding"], datetime(2026, 11, 24, tzinfo=UTC))
    assert [DeadlineStatus.PENDING] == [d.status for d in current_of(versions)]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("us-government-funding", "Senate passes stopgap bill to avert government shutdown"),
        ("us-government-funding", "美国国会通过临时拨款法案，避免政府停摆"),
        ("scotus-orders", "Supreme Court pauses deportation order"),
        ("scotus-orders", "美国最高法院叫停禁令"),
        ("open-banking-rule", "CFPB reopens its open banking rule"),
        ("california-age-signals", "California's Digital Age Assurance Act faces a lawsuit"),
        ("california-age-signals", "加州年龄验证法遭起诉"),
        ("us-tariffs", "Trump delays tariffs on furniture"),
        ("us-tariffs", "特朗普宣布推迟加征关税"),
    ],
)
def test_an_item_about_the_matter_is_on_topic(name, title):
    assert find(make.item(title=title), MATTERS[name]) is not None


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("us-government-funding", "Plant shutdown costs Ohio town 300 jobs"),
        ("us-government-funding", "法国议会否决预算案"),
        ("scotus-orders", "A portrait of the Supreme Court's newest member"),
        ("open-banking-rule", "Brazil expands open banking"),
        ("california-age-signals", "Texas age verification law takes effect"),
        ("us-tariffs", "Canada lowers tariffs on bicycles"),
        ("us-tariffs", "欧盟对电动车加征关税"),
    ],
)
def test_an_item_about_something_near_it_is_off_topic(name, title):
    assert find(make.item(title=title), MATTERS[name]) is None


@pytest.mark.parametrize(
    ("name", "url", "title"),
    [
        (
            "open-banking-rule",
            "https://ecf.kyed.uscourts.gov/doc1/1",
            "5:24-cv-00304 Forcht Bank, N.A. v. Consumer Financial Protection Bureau",
        ),
        ("us-tariffs", "https://ecf.cafc.uscourts.gov/docs1/1", "25-1812 V.O.S. Selections, Inc. v. Trump"),
    ],
)
def test_an_entry_of_its_docket_is_on_topic(name, url, title):
    item = make.item(title=title, url=url, summary="Notice")
    assert find(item, MATTERS[name]) is not None
