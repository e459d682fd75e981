"""Papers of authorities that share a title: one act in two places, or two acts, by number and day of signing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.domain.ids import MatterId
from bot.domain.source import Trust
from bot.pipeline.cluster import find_story, opened
from tests import make

JUNE_19 = date(2025, 6, 19)


def paper(name: str, **changes: object):
    seen_at = datetime(2025, 6, 19, 18, tzinfo=UTC)
    return make.report(name, trust=Trust.OFFICIAL, title="Extending the Delay", seen_at=seen_at, **changes)


def are_one(first, second) -> bool:
    story = opened(first, make.verdict(), MatterId("tiktok"))
    return find_story(second, make.verdict(), (story,)) is not None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"signed_on": JUNE_19}, {"signed_on": JUNE_19}, True),
        ({"signed_on": JUNE_19}, {"signed_on": date(2025, 6, 20)}, False),
        ({"signed_on": JUNE_19}, {"published_at": datetime(2025, 6, 20, 1, tzinfo=UTC)}, True),
        ({"signed_on": JUNE_19}, {"published_at": datetime(2025, 6, 23, 15, tzinfo=UTC)}, True),
        ({"signed_on": JUNE_19}, {"published_at": datetime(2025, 7, 9, 15, tzinfo=UTC)}, False),
        ({"published_at": datetime(2025, 6, 1, 15, tzinfo=UTC)}, {"signed_on": JUNE_19}, False),
        ({"signed_on": JUNE_19}, {"published_at": None}, True),
        ({"aliases": ("eo/1",)}, {"aliases": ("eo/2",)}, False),
        ({"aliases": ("eo/1", "fr/1")}, {"aliases": ("fr/2",)}, True),
        ({}, {}, True),
    ],
)
def test_papers_of_one_title_are_one_act_unless_day_or_number_differ(first, second, expected):
    assert expected is are_one(paper("register", **first), paper("page", **second))


def test_a_press_report_joins_whatever_day_the_act_bears():
    press = make.report(
        "wire", published_at=datetime(2025, 8, 1, tzinfo=UTC), seen_at=datetime(2025, 6, 20, tzinfo=UTC)
    )
    assert are_one(paper("register", signed_on=JUNE_19), press)


def test_two_names_of_one_document_are_one_act_whatever_else_differs():
    first = paper("register", aliases=("fr/1",), signed_on=JUNE_19)
    assert are_one(first, paper("compilation", aliases=("fr/1",), signed_on=date(2025, 6, 21)))
