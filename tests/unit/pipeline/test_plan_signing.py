"""A length counts from the day an act was signed, not from the day it was printed or read."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.domain.source import Trust
from bot.pipeline.plan import plan
from tests import make

SAID = "The deadline to divest TikTok is hereby extended for 75 days from the date of this order."
NOW = datetime(2025, 1, 28, 15, tzinfo=UTC)


def due_on(**changes: object) -> str:
    item = make.item(title="Extending the TikTok Enforcement Delay", summary=SAID, **changes)
    made = plan(make.batch(item, of=make.source("gov", Trust.OFFICIAL)), make.world(), NOW)
    (change,) = made.changes
    return f"{change.after.due_at:%Y-%m-%d %H:%M}"


def test_a_length_counts_from_the_signing_when_the_paper_is_printed_later():
    printed_at = datetime(2025, 1, 27, 5, tzinfo=UTC)
    assert "2025-04-06 03:59" == due_on(signed_on=date(2025, 1, 20), published_at=printed_at)


def test_a_length_counts_from_the_evening_in_washington_when_it_is_tomorrow_in_utc():
    assert "2025-04-06 03:59" == due_on(published_at=datetime(2025, 1, 21, 1, 30, tzinfo=UTC))
