from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deadline import Reminder
from bot.domain.errors import MalformedError
from bot.domain.ids import DeadlineId, MatterId
from bot.domain.matter import Docket
from bot.store.codec import DEADLINE, EVENT, FOLLOW, STORY, SUBSCRIPTION, instant, micros, reminder_from
from tests.contract.given import change, event, reminder_event, story, subscription
from tests.contract.test_follows import follow
from tests.make import deadline, report

INSTANTS = st.datetimes(datetime(1970, 1, 2), datetime(2254, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the zone is drawn
NAMES = st.text(alphabet=st.characters(exclude_characters="|", exclude_categories=["Cs"]), min_size=1)


@given(INSTANTS)
def test_an_instant_is_exact(at: datetime) -> None:
    assert instant(float(micros(at))) == at


@given(NAMES, NAMES, st.integers(1, 99), st.integers(-3600, 10**8), INSTANTS)
def test_a_reminder_is_what_its_id_says(matter: str, name: str, version: int, offset_s: int, at: datetime) -> None:
    reminder = Reminder(MatterId(matter), DeadlineId(name), version, timedelta(seconds=offset_s), at)
    assert reminder_from(reminder.id, float(micros(at))) == reminder


@pytest.mark.parametrize(
    ("codec", "value"),
    [
        (EVENT, event(change=change())),
        (EVENT, reminder_event()),
        (STORY, story(reports=(report(published_at=None), report("desk")), change=change())),
        (STORY, story(reports=(report(aliases=("eo/14310",), signed_on=date(2025, 6, 19)),))),
        (DEADLINE, deadline(supersedes=3)),
        (SUBSCRIPTION, subscription(reminders=(timedelta(minutes=-15), timedelta(days=30)))),
        (SUBSCRIPTION, subscription(reminders=())),
        (FOLLOW, follow()),
        (FOLLOW, follow(docket=Docket("dcd", "1:25-cv-00400"))),
    ],
)
def test_a_value_comes_back_as_it_was(codec, value) -> None:
    assert codec.decode(codec.encode(value)) == value


def test_a_story_that_was_stored_before_papers_had_days_and_names_is_readable() -> None:
    old = STORY.encode(story()).replace(',"aliases":[]', "").replace(',"signed_on":null', "")
    assert ("signed_on" not in old, story()) == (True, STORY.decode(old))


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        ('"version":1', '"version":"1"'),
        ('"version":1', '"version":1.5'),
        ('"is_whole_day":true', '"is_whole_day":"yes"'),
        ('"status":"pending"', '"status":"postponed"'),
        ('"due_at":"2025-01-20T04:59:00Z"', '"due_at":"2025-01-20T04:59:00"'),
        ('"due_at":"2025-01-20T04:59:00Z"', '"due_at":"soon"'),
        ('"name":"Divest-or-ban deadline"', '"name":null'),
        ('"zone":"America/New_York",', ""),
    ],
)
def test_a_value_that_encode_could_not_have_written_is_refused(was: str, is_now: str) -> None:
    body = DEADLINE.encode(deadline())
    assert was in body
    with pytest.raises(MalformedError):
        DEADLINE.decode(body.replace(was, is_now))


def test_a_value_of_an_older_version_without_a_later_field_is_read() -> None:
    body = STORY.encode(story()).replace(',"is_unconfirmed":false', "")
    assert STORY.decode(body) == story()


def test_another_zone_is_the_same_instant() -> None:
    at = datetime(2025, 1, 19, 23, 59, tzinfo=timezone(timedelta(hours=-5)))
    assert DEADLINE.decode(DEADLINE.encode(deadline(due_at=at))).due_at == at.astimezone(UTC)
