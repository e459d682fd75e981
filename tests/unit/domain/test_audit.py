"""What an audit makes of the facts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audit.checks import (
    FAN_OUT_SLACK,
    LEASE_SLACK,
    LONGEST_WAIT,
    POLL_SLACK,
    AuditProblem,
    Check,
    problems_in,
)
from bot.domain.audit.facts import AuditFacts, Lapsed, WaitingFanOut
from bot.domain.delivery import Urgency
from bot.domain.ids import ChannelId, DeliveryId, EventId, SourceId
from tests.make import NOON

MOMENT = timedelta(microseconds=1)
QUIET = AuditFacts(NOON)
ONE = DeliveryId("abc")


def lapsed(age: timedelta) -> AuditFacts:
    return replace(QUIET, lapsed=(Lapsed(ONE, ChannelId("telegram:1:0"), NOON - age),))


def fanning_out(age: timedelta) -> AuditFacts:
    return replace(QUIET, fan_out=WaitingFanOut(EventId("e1"), NOON - age))


def unpolled(age: timedelta) -> AuditFacts:
    return replace(QUIET, polls={SourceId("wire"): NOON - age})


def reasons(facts: AuditFacts) -> list[tuple[Check, str]]:
    return [(p.check, p.reason) for p in problems_in(facts, NOON)]


def test_nothing_is_wrong_in_quiet_books():
    assert () == problems_in(QUIET, NOON)


@pytest.mark.parametrize("urgency", Urgency)
def test_message_may_wait_so_long_and_no_longer(urgency):
    longest = LONGEST_WAIT[urgency]
    assert [] == reasons(replace(QUIET, waiting={urgency: NOON - longest}))
    [(check, reason)] = reasons(replace(QUIET, waiting={urgency: NOON - longest - MOMENT}))
    assert Check.WAITING is check
    assert f"a {urgency.name.lower()} message has waited for {longest // timedelta(minutes=1)} min" == reason


def test_the_more_urgent_may_never_wait_longer():
    assert sorted(LONGEST_WAIT.values()) == [LONGEST_WAIT[urgency] for urgency in Urgency]


@pytest.mark.parametrize(
    ("facts", "slack", "reason"),
    [
        (lapsed, LEASE_SLACK, "nobody took over delivery abc, whose lease ended 1 min ago"),
        (fanning_out, FAN_OUT_SLACK, "event e1 has waited for its recipients for 2 min"),
        (unpolled, POLL_SLACK, "source wire should have been polled 10 min ago"),
    ],
)
def test_slack_is_given_and_no_more(facts, slack, reason):
    assert [] == reasons(facts(slack))
    assert [reason] == [r for _, r in reasons(facts(slack + MOMENT))]


def test_poll_that_is_still_ahead_is_no_problem():
    assert [] == reasons(unpolled(timedelta(hours=-6)))


def test_receipt_that_the_ledger_does_not_know_is_a_problem_each():
    found = reasons(replace(QUIET, unclosed=(ONE, DeliveryId("def"))))
    assert [Check.RECEIPT] * 2 == [check for check, _ in found]
    assert "abc" in found[0][1]


def test_flaw_in_the_books_is_told_as_it_is():
    assert (AuditProblem(Check.BOOKS, "a flaw", "a flaw"),) == problems_in(replace(QUIET, flaws=("a flaw",)), NOON)


def test_subject_stays_while_a_problem_lasts():
    first, later = (problems_in(unpolled(POLL_SLACK + timedelta(minutes=n)), NOON) for n in (1, 9))
    assert first[0].reason != later[0].reason
    assert first[0].subject == later[0].subject


def test_everything_wrong_is_told_at_once():
    facts = AuditFacts(
        NOON,
        waiting={Urgency.BREAKING: NOON - timedelta(days=1)},
        lapsed=lapsed(timedelta(days=1)).lapsed,
        fan_out=fanning_out(timedelta(days=1)).fan_out,
        unclosed=(ONE,),
        flaws=("a flaw",),
        polls=unpolled(timedelta(days=1)).polls,
    )
    assert list(Check) == [check for check, _ in reasons(facts)]
