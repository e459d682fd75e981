"""What is wrong in the books: a promise each, and how long it may be late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.audit.facts import AuditFacts
from bot.domain.delivery import Urgency

LEASE_SLACK = timedelta(minutes=1)
FAN_OUT_SLACK = timedelta(minutes=2)
POLL_SLACK = timedelta(minutes=10)
LONGEST_WAIT = {
    # Telegram takes 30 messages a second: one event for 10,000 of its chats needs nearly six minutes.
    Urgency.BREAKING: timedelta(minutes=10),
    Urgency.REMINDER: timedelta(minutes=10),
    Urgency.NOTABLE: timedelta(minutes=30),
    Urgency.UPDATE: timedelta(hours=1),
}


class Check(StrEnum):
    WAITING = "waiting"
    LEASE = "lease"
    FAN_OUT = "fan_out"
    RECEIPT = "receipt"
    BOOKS = "books"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """A promise that is not kept. Shape: `subject` stays the same while the problem lasts, `reason` is a sentence."""

    check: Check
    subject: str
    reason: str


def problems_in(facts: AuditFacts, now: datetime) -> tuple[AuditProblem, ...]:
    """Everything that is wrong. Units: `now` is of the bot's clock, by which sources are polled."""
    return (
        *_waiting(facts),
        *_lapsed(facts),
        *_fan_out(facts),
        *(AuditProblem(Check.RECEIPT, did, _UNCLOSED.format(did)) for did in facts.unclosed),
        *(AuditProblem(Check.BOOKS, flaw, flaw) for flaw in facts.flaws),
        *_unpolled(facts, now),
    )


_UNCLOSED = "delivery {} has arrived, and the ledger does not know it: the store may have lost its newest data"


def _waiting(facts: AuditFacts) -> Iterator[AuditProblem]:
    for urgency, since_at in sorted(facts.waiting.items()):
        age, level = facts.at - since_at, urgency.name.lower()
        if age > LONGEST_WAIT[urgency]:
            yield AuditProblem(Check.WAITING, level, f"a {level} message has waited for {_span(age)}")


def _lapsed(facts: AuditFacts) -> Iterator[AuditProblem]:
    for lapsed in facts.lapsed:
        age = facts.at - lapsed.since_at
        if age > LEASE_SLACK:
            reason = f"nobody took over delivery {lapsed.delivery_id}, whose lease ended {_span(age)} ago"
            yield AuditProblem(Check.LEASE, lapsed.delivery_id, reason)


def _fan_out(facts: AuditFacts) -> Iterator[AuditProblem]:
    job = facts.fan_out
    if job is not None and (age := facts.at - job.since_at) > FAN_OUT_SLACK:
        reason = f"event {job.event_id} has waited for its recipients for {_span(age)}"
        yield AuditProblem(Check.FAN_OUT, job.event_id, reason)


def _unpolled(facts: AuditFacts, now: datetime) -> Iterator[AuditProblem]:
    for source_id, poll_at in sorted(facts.polls.items()):
        if now - poll_at > POLL_SLACK:
            reason = f"source {source_id} should have been polled {_span(now - poll_at)} ago"
            yield AuditProblem(Check.SOURCE, source_id, reason)


def _span(age: timedelta) -> str:
    return f"{age // timedelta(minutes=1)} min"
