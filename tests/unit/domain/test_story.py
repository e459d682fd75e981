from __future__ import annotations

from bot.domain.event import AlertLevel, Stage
from bot.domain.ids import MatterId
from bot.domain.source import Trust
from bot.domain.story import Story
from bot.pipeline import cluster
from tests import make

TALK = make.verdict(stage=Stage.CONSIDERED, alert=AlertLevel.NOTABLE)


def risen(*later: make.Report) -> Story:
    """A story that began as talk at one outlet and then was reported as done."""
    talk = make.report("talker", "k0", stage=Stage.CONSIDERED, alert=AlertLevel.NOTABLE)
    story = cluster.opened(talk, TALK, MatterId("tiktok"))
    for report in later:
        story = cluster.merged(story, report, make.verdict())
    return story


def test_outlets_leave_out_who_only_said_that_it_might_come() -> None:
    assert risen(make.report("wire"), make.report("radio", "k2")).outlets == ("Wire", "Radio")


def test_primary_is_the_authority_even_when_the_press_was_first() -> None:
    story = risen(make.report("wire"), make.report("gov", "k2", trust=Trust.OFFICIAL))
    assert (story.primary.outlet, story.is_confirmed) == ("Gov", True)


def test_reached_at_is_when_the_stage_was_first_reported() -> None:
    story = risen(
        make.report("wire", seen_at=make.NOON + make.hours(2)),
        make.report("gov", "k2", trust=Trust.OFFICIAL, seen_at=make.NOON + make.hours(3)),
    )
    assert story.reached_at == make.NOON + make.hours(2)


def test_an_authority_that_spoke_at_an_earlier_stage_confirms_nothing() -> None:
    talk = make.report("gov", "k0", trust=Trust.OFFICIAL, stage=Stage.CONSIDERED)
    story = cluster.merged(cluster.opened(talk, TALK, MatterId("tiktok")), make.report("wire"), make.verdict())
    assert not story.is_confirmed
