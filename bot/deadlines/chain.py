"""The versions of a matter's deadlines that are on file at a time: the pack's first link and the documents since."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.deadlines.moves import Stays, move_for
from bot.domain.deadline import Deadline, DeadlineStatus
from bot.domain.matter import DeadlineSpec, KnownDocument, Matter


def versions_at(matter: Matter, now: datetime) -> tuple[Deadline, ...]:
    """Every version known by `now`, each deadline's oldest first, so that a matter that starts late starts right.

    Shape: the documents move the first deadline of the pack, in the order they became known.
    """
    versions: list[Deadline] = []
    for position, spec in enumerate(matter.deadlines):
        chain = [_first(matter, spec)]
        if position == 0:
            for document in sorted(matter.documents, key=lambda d: d.known_at):
                if document.known_at <= now:
                    _extend(chain, document)
        versions += chain
    return tuple(versions)


def current_of(versions: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
    """The newest version of each deadline, in the pack's order."""
    return tuple({v.id: v for v in versions}.values())


def _first(matter: Matter, spec: DeadlineSpec) -> Deadline:
    return Deadline(
        id=spec.id,
        matter_id=matter.id,
        name=spec.names["en"],
        version=1,
        due_at=spec.due_at,
        zone=spec.zone,
        status=DeadlineStatus.PENDING,
        authority=spec.authority,
        link=spec.link,
        decided_at=datetime.combine(spec.decided_on, time(12), ZoneInfo(spec.zone)).astimezone(UTC),
    )


def _extend(chain: list[Deadline], document: KnownDocument) -> None:
    moved = move_for(
        document.verdict,
        chain[-1],
        signed_on=document.signed_on,
        now=document.known_at,
        authority=document.id,
        link=document.urls[0],
        ends=document.ends_deadline,
    )
    if not isinstance(moved, Stays):
        chain.append(moved.after)
