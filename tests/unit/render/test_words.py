from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.deadline import DeadlineChange, DeadlineStatus
from bot.domain.event import AlertLevel, EventType, Stage
from bot.domain.message import Tone
from bot.domain.source import Trust
from bot.domain.story import Story
from bot.phrases import phrases_for
from bot.render.words import BETTER_WORDS, EVENTS, LEGAL_STATES, STAGES, badge, is_settled, tone_for
from tests import make
from tests.unit.render.messages import CHANGE, COURT, OFFICIAL, PRESS, a_report, a_story

DONE = Stage.ORDERED_OR_HAPPENED
THREE = tuple(a_report(name, name.title()) for name in ("one", "two", "three"))


def test_every_event_stage_and_state_has_a_word():
    assert (set(EventType), set(Stage), set(DeadlineStatus)) == (set(EVENTS), set(STAGES), set(LEGAL_STATES))


def test_no_pair_of_event_and_stage_reads_the_same_as_another():
    pairs = [(BETTER_WORDS.get((stage, event), STAGES[stage]), EVENTS[event]) for stage in Stage for event in EventType]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize("event", EventType)
def test_one_outlet_settles_nothing(event: EventType):
    assert not is_settled(a_story(PRESS, event=event))


@pytest.mark.parametrize("event", EventType)
@pytest.mark.parametrize("authority", [OFFICIAL, COURT])
def test_an_authority_settles_everything(event: EventType, authority: object):
    assert is_settled(a_story(PRESS, authority, event=event))  # type: ignore[arg-type]


@pytest.mark.parametrize(("n_outlets", "expected"), [(1, False), (2, False), (3, True)])
@pytest.mark.parametrize("event", [EventType.SHUTDOWN, EventType.EXTENSION, EventType.RULING])
def test_outlets_that_agree_settle_a_story_when_there_are_enough(
    event: EventType, n_outlets: int, *, expected: bool
) -> None:
    assert expected == is_settled(a_story(*THREE[:n_outlets], event=event))


def test_one_outlet_with_many_reports_is_still_one():
    reports = [replace(PRESS, item_key=f"k{n}") for n in range(5)]
    assert not is_settled(a_story(*reports, event=EventType.SHUTDOWN))


def test_an_authority_that_says_less_does_not_confirm():
    story = a_story(PRESS)
    talk = replace(OFFICIAL, stage=Stage.CONSIDERED, trust=Trust.OFFICIAL)
    assert "REPORTED · EXTENSION" == badge(replace(story, reports=(*story.reports, talk)), phrases_for("en"))


@pytest.mark.parametrize("stage", [s for s in Stage if s.is_final])
@pytest.mark.parametrize("event", EventType)
def test_a_decision_that_only_the_press_tells_is_badged_as_reported(event: EventType, stage: Stage):
    story = a_story(PRESS, event=event, stage=stage)
    assert badge(story, phrases_for("en")).startswith("REPORTED")
    assert badge(story, phrases_for("zh")).startswith("据报")


BRINGS_NO_TIME = replace(CHANGE, after=replace(CHANGE.after, due_at=make.FIRST_DUE - make.hours(48)))
MET = DeadlineChange(CHANGE.before, replace(CHANGE.before, version=2, status=DeadlineStatus.MET), "met")


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (a_story(OFFICIAL), Tone.REPRIEVE),
        (a_story(COURT, event=EventType.STAY), Tone.REPRIEVE),
        (a_story(PRESS), Tone.BREAKING),
        (a_story(OFFICIAL, stage=Stage.DENIED), Tone.BREAKING),
        (a_story(COURT, event=EventType.STAY, stage=Stage.LIFTED_OR_REVERSED), Tone.BREAKING),
        (a_story(COURT, event=EventType.RULING), Tone.BREAKING),
        (a_story(*THREE, event=EventType.RESTORATION), Tone.REPRIEVE),
        (a_story(*THREE, event=EventType.SHUTDOWN), Tone.BREAKING),
        (a_story(OFFICIAL, event=EventType.EXECUTIVE_ACTION, change=CHANGE), Tone.REPRIEVE),
        (a_story(OFFICIAL, change=BRINGS_NO_TIME), Tone.BREAKING),
        (a_story(OFFICIAL, event=EventType.DIVESTITURE_DEAL, change=MET), Tone.REPRIEVE),
    ],
)
def test_tone_is_a_reprieve_only_for_more_time_that_is_sure(story: Story, expected: Tone):
    assert expected is tone_for(story, AlertLevel.BREAKING)


def test_tone_of_quieter_news_is_notable():
    assert Tone.NOTABLE is tone_for(a_story(OFFICIAL), AlertLevel.NOTABLE)
