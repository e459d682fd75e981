"""A lease step by step, and what a hub may make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.domain.ids import SourceId
from bot.domain.source import Habits, HubLease, HubLink, HubMode
from bot.polling import hubs
from bot.polling.hubs import CONFIRMED_WITHIN, LONGEST, SHORTEST
from tests.make import NOON

LINK = HubLink("https://hub.example/", "https://harbor.example/feed")
OTHER = HubLink("https://other.example/", "https://harbor.example/feed")
SECOND, MINUTE, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "days"))
SUBSCRIBE, UNSUBSCRIBE = HubMode.SUBSCRIBE, HubMode.UNSUBSCRIBE
NEW = HubLease(SourceId("harbor"), LINK, "c", "s", NOON)
ASKED = hubs.asked(NEW, NOON)


def held(lasts: timedelta = 10 * DAY) -> HubLease:
    lease = hubs.confirmed(ASKED, SUBSCRIBE, LINK.topic, lasts, NOON)
    assert lease is not None
    return lease


def learnt(before: HubLease | None, link: HubLink | None) -> HubLease | None:
    numbers = count()
    return hubs.learnt(before, SourceId("harbor"), link, NOON, lambda: f"chance {next(numbers)}")


def test_first_hub_that_a_feed_names_is_asked_at_once():
    assert HubLease(SourceId("harbor"), LINK, "chance 0", "chance 1", NOON) == learnt(None, LINK)


def test_same_hub_again_changes_nothing():
    assert (None, None) == (learnt(held(), LINK), learnt(None, None))


def test_another_hub_begins_anew_with_another_callback_and_secret():
    lease = learnt(held(), OTHER)
    assert HubLease(SourceId("harbor"), OTHER, "chance 0", "chance 1", NOON, held().version + 1) == lease


def test_feed_that_names_no_hub_any_more_is_given_up_and_taken_back():
    left = learnt(held(), None)
    assert left is not None
    assert not left.is_wanted
    assert learnt(left, None) is None
    back = learnt(left, LINK)
    assert back is not None
    assert (back.is_wanted, back.callback, back.ends_at) == (True, "c", held().ends_at)


def test_request_counts_as_failed_until_it_is_confirmed():
    assert (SUBSCRIBE, NOON, 1) == (ASKED.asked, ASKED.asked_at, ASKED.n_fails)
    assert (0, "") == (held().n_fails, held().problem)


def test_lease_is_renewed_at_four_fifths_of_its_time():
    assert (NOON + 8 * DAY, NOON + 10 * DAY) == (held().next_ask_at, held().ends_at)


def test_long_lease_is_held_to_its_bound():
    assert (NOON + LONGEST, NOON + LONGEST * 0.8) == (held(365 * DAY).ends_at, held(365 * DAY).next_ask_at)


def test_lease_that_is_too_short_is_not_agreed():
    assert hubs.confirmed(ASKED, SUBSCRIBE, LINK.topic, SHORTEST - SECOND, NOON) is None


@pytest.mark.parametrize(
    ("mode", "topic", "after"),
    [
        (SUBSCRIBE, "https://harbor.example/other", MINUTE),
        (SUBSCRIBE, "", MINUTE),
        (UNSUBSCRIBE, LINK.topic, MINUTE),
        ("", LINK.topic, MINUTE),
        (SUBSCRIBE, LINK.topic, CONFIRMED_WITHIN),
        (SUBSCRIBE, LINK.topic, -SECOND),
    ],
)
def test_only_what_was_asked_for_is_agreed_and_only_for_a_while(mode: str, topic: str, after: timedelta):
    assert hubs.confirmed(ASKED, mode, topic, DAY, NOON + after) is None


def test_nothing_is_agreed_that_was_never_asked_for():
    assert hubs.confirmed(NEW, SUBSCRIBE, LINK.topic, DAY, NOON) is None


def test_confirmation_may_be_repeated_within_its_time():
    assert hubs.confirmed(held(), SUBSCRIBE, LINK.topic, DAY, NOON + CONFIRMED_WITHIN - SECOND) is not None
    assert hubs.confirmed(held(), SUBSCRIBE, LINK.topic, DAY, NOON + CONFIRMED_WITHIN) is None


def test_end_is_agreed_only_where_it_was_asked_for():
    assert hubs.confirmed(held(), UNSUBSCRIBE, LINK.topic, DAY, NOON) is None
    left = hubs.unwanted(held(), NOON)
    assert left is not None
    assert hubs.confirmed(left, UNSUBSCRIBE, LINK.topic, DAY, NOON) is None
    ended = hubs.confirmed(hubs.asked(left, NOON), UNSUBSCRIBE, LINK.topic, timedelta(0), NOON)
    assert ended is not None
    assert hubs.is_over(ended, NOON)


def test_waits_double_up_to_a_day_while_a_hub_refuses():
    lease, waits = NEW, []
    for _ in range(9):
        lease = hubs.refused(hubs.asked(lease, NOON), "no", None, NOON)
        waits.append((lease.next_ask_at - NOON) / MINUTE)
    assert [10, 20, 40, 80, 160, 320, 640, 1280, 1440] == waits


def test_hub_that_asks_for_a_pause_is_given_it():
    refused = hubs.refused(ASKED, "busy", 2 * DAY, NOON)
    assert (NOON + 2 * DAY, "busy", None) == (refused.next_ask_at, refused.problem, refused.asked)


def test_refused_renewal_leaves_what_was_promised():
    refused = hubs.refused(hubs.asked(held(), NOON + 8 * DAY), "no", None, NOON + 8 * DAY)
    assert hubs.is_live(refused, NOON + 9 * DAY)
    assert not hubs.is_live(refused, NOON + 10 * DAY)


def test_request_that_was_never_confirmed_tells_what_to_check():
    assert "" == ASKED.problem
    assert "web.public_url" in hubs.asked(ASKED, NOON + DAY).problem
    assert "" == hubs.asked(held(), NOON + DAY).problem


def test_denied_lease_ends_and_is_asked_for_a_day_later():
    denied = hubs.denied(held(), LINK.topic, "quota", NOON)
    assert denied is not None
    assert (False, NOON + DAY, "the hub denies it: quota") == (
        hubs.is_live(denied, NOON),
        denied.next_ask_at,
        denied.problem,
    )
    assert hubs.denied(held(), OTHER.hub, "quota", NOON) is None


def test_lease_is_due_when_its_time_has_come_or_the_clock_was_set_back():
    assert [False, True] == [hubs.is_due(held(), NOON + wait) for wait in (7 * DAY, 8 * DAY)]
    assert hubs.is_due(held(), NOON - DAY)


def test_hub_carries_a_source_while_it_pushes_what_polls_would_find():
    pushed = hubs.pushed(held(), NOON + MINUTE)
    silent, missed, late = (Habits(arrivals=a) for a in ((), (NOON + 2 * MINUTE,), (NOON,)))
    later = NOON + 5 * MINUTE
    assert [True, False, True] == [hubs.carries(pushed, habits, later) for habits in (silent, missed, late)]
    assert [False, False, False] == [hubs.carries(lease, silent, later) for lease in (None, ASKED, held())]
    assert not hubs.carries(pushed, silent, NOON + 10 * DAY)


def test_every_step_is_another_version():
    steps = [NEW, ASKED, held(), hubs.pushed(held(), NOON), hubs.unwanted(hubs.pushed(held(), NOON), NOON)]
    assert [1, 2, 3, 4, 5] == [step.version for step in steps if step]
    assert hubs.unwanted(replace(NEW, is_wanted=False), NOON) is None
