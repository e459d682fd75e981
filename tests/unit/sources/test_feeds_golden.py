"""Every body in tests/golden/feeds against the items, problems and title that stand beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.item import Parsed
from bot.sources.registry import KINDS
from tests.unit.sources.support import spec_for

FOLDER = Path(__file__).parents[2] / "golden" / "feeds"
BODIES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


@pytest.mark.parametrize("body", BODIES, ids=lambda path: path.name)
def test_body_parses_to_what_is_expected(body: Path):
    expected = json.loads(body.with_name(f"{body.name}.expected.json").read_text("utf-8"))
    assert expected == _told(parse(body))


@pytest.mark.parametrize("body", BODIES, ids=lambda path: path.name)
def test_items_share_a_key_only_when_they_are_equal(body: Path):
    distinct = set(parse(body).items)
    assert len(distinct) == len({item.key for item in distinct})


def test_no_expectation_is_left_without_its_body():
    expected = {path.name for path in FOLDER.glob("*.expected.json")}
    assert {f"{body.name}.expected.json" for body in BODIES} == expected


def parse(body: Path) -> Parsed:
    kind = "whitehouse" if body.name.startswith("whitehouse") else "news_feed"
    lang = "zh" if body.name.startswith("zh_") else "en"
    return KINDS[kind].parse(body.read_bytes(), replace(spec_for(kind=kind), lang=lang))


def _told(parsed: Parsed) -> dict[str, object]:
    items = [
        {
            "key": item.key,
            "title": item.title,
            "url": item.url,
            "summary": item.summary,
            "published_at": item.published_at.isoformat() if item.published_at else None,
            "authors": list(item.authors),
        }
        for item in parsed.items
    ]
    return {
        "title": parsed.title,
        "items": items,
        "problems": [[problem.where, problem.what] for problem in parsed.problems],
    }
