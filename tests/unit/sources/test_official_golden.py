"""Every body in tests/golden/official against the items, problems and title that stand beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.sources.official_golden import FOLDER, bodies, parse, told


@pytest.mark.parametrize("body", bodies(), ids=lambda path: path.name)
def test_body_parses_to_what_is_expected(body: Path):
    expected = json.loads(body.with_name(f"{body.name}.expected.json").read_text("utf-8"))
    assert expected == told(parse(body))


@pytest.mark.parametrize("body", bodies(), ids=lambda path: path.name)
def test_items_share_a_key_only_when_they_are_equal(body: Path):
    distinct = set(parse(body).items)
    assert len(distinct) == len({item.key for item in distinct})


def test_no_expectation_is_left_without_its_body():
    expected = {path.name for path in FOLDER.glob("*.expected.json")}
    assert {f"{body.name}.expected.json" for body in bodies()} == expected
