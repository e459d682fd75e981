"""The demo notices when something went otherwise than in history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.story import shipped_story
from bot.demo.verify import breaking_of, problems
from bot.demo.witness import Receipt, Telling
from bot.demo.words import WORDS
from bot.domain.event import Action, AlertLevel, ReminderEvent, StoryEvent
from bot.domain.ids import DeadlineId, EventId, MatterId, StoryId

STORY = shipped_story()
AT = datetime(2025, 1, 20, tzinfo=UTC)
EVENT = StoryEvent(
    id=EventId("e"),
    matter_id=MatterId("tiktok"),
    story_id=StoryId("s"),
    action=Action.POST,
    level=AlertLevel.BREAKING,
    at=AT,
    reason="first report",
)
REMINDER = ReminderEvent(
    id=EventId("r"),
    matter_id=MatterId("tiktok"),
    deadline_id=DeadlineId("divest-or-ban"),
    version=1,
    offset=timedelta(hours=1),
    at=AT,
    late_by=timedelta(0),
)
REMINDED = Telling(Receipt(REMINDER, timedelta(0), is_edit=False), AT, "", frozenset())
EDITED = Telling(Receipt(EVENT, timedelta(0), is_edit=True), AT, "a title", frozenset())


def breaking(*tells: str, title: str = "a title") -> Telling:
    return Telling(Receipt(EVENT, timedelta(0), is_edit=False), AT, title, frozenset(tells))


AS_IN_HISTORY = (*(breaking(event) for event in STORY.told), EDITED, REMINDED)


def found(*tellings: Telling, moves=STORY.moves) -> list[str]:
    return list(problems(STORY, tellings, moves, WORDS["en"]))


def test_nothing_is_wrong_when_all_went_as_in_history():
    assert found(*AS_IN_HISTORY) == []


def test_missing_move_is_named_with_both_lists():
    (sentence,) = found(*AS_IN_HISTORY, moves=STORY.moves[:1])
    assert "should have moved to 2025-04-05, 2025-06-19" in sentence
    assert sentence.endswith("it moved to 2025-04-05. Please report this.")


def test_breaking_alert_about_nothing_is_a_false_alarm():
    (sentence,) = found(*AS_IN_HISTORY, breaking(title="Will TikTok survive?"))
    assert "“Will TikTok survive?”" in sentence


def test_event_that_nobody_was_told_of_is_named():
    (sentence,) = found(*(t for t in AS_IN_HISTORY if "dark" not in t.tells))
    assert sentence.startswith("No breaking alert told of dark")


@pytest.mark.parametrize(("left_out", "key"), [(EDITED, "no_edit"), (REMINDED, "no_reminder")])
def test_show_without_edit_or_reminder_is_incomplete(left_out, key):
    assert found(*(t for t in AS_IN_HISTORY if t is not left_out)) == [WORDS["en"][key]]


def test_edits_reminders_and_notable_messages_are_not_breaking():
    notable = replace(EVENT, level=AlertLevel.NOTABLE)
    quiet = Telling(Receipt(notable, timedelta(0), is_edit=False), AT, "", frozenset())
    assert breaking_of([EDITED, REMINDED, quiet]) == ()


def test_both_languages_say_the_same_things():
    assert WORDS["zh"].keys() == WORDS["en"].keys()
