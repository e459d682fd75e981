from __future__ import annotations

from datetime import UTC, date, datetime

from bot.deadlines.chain import current_of, versions_at
from bot.domain.deadline import DeadlineStatus
from bot.domain.event import EventType
from tests import make

APRIL = make.document("april", date(2025, 4, 5), datetime(2025, 1, 21, tzinfo=UTC))
JUNE = make.document("june", date(2025, 6, 19), datetime(2025, 4, 8, tzinfo=UTC))
CLOSING = make.document(
    "closing", date(2025, 6, 1), datetime(2025, 6, 1, tzinfo=UTC), event=EventType.DIVESTITURE_DEAL, ends_deadline=True
)
MATTER = make.matter(documents=(JUNE, APRIL, CLOSING))


def days(now: datetime) -> list[tuple[int, str]]:
    return [(d.version, d.due_at.date().isoformat()) for d in versions_at(MATTER, now)]


def test_versions_at_holds_the_first_link_alone_before_any_document() -> None:
    assert days(make.NOON) == [(1, "2025-01-20")]


def test_versions_at_applies_the_documents_known_by_then_in_their_order() -> None:
    assert days(datetime(2025, 4, 9, tzinfo=UTC)) == [(1, "2025-01-20"), (2, "2025-04-06"), (3, "2025-06-20")]


def test_versions_at_leaves_out_what_was_signed_but_not_yet_public() -> None:
    assert days(datetime(2025, 4, 7, tzinfo=UTC)) == [(1, "2025-01-20"), (2, "2025-04-06")]


def test_current_of_is_met_when_a_document_ended_the_deadline() -> None:
    (current,) = current_of(versions_at(MATTER, datetime(2026, 1, 1, tzinfo=UTC)))
    assert (current.version, current.status, current.authority) == (4, DeadlineStatus.MET, "closing")
