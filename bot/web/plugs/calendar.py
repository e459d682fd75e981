"""A matter's deadlines as a calendar; a deadline that moves stays the same appointment."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar, Event

from bot.domain.deadline import Deadline, DeadlineStatus
from bot.render.deadline_lines import legal_state_line, name_of
from bot.render.phrases import Phrases
from bot.render.plain_format import plain_line
from bot.web.records import Dossier

_REFRESH = timedelta(minutes=15)
_STATUS = {DeadlineStatus.STAYED: "TENTATIVE", DeadlineStatus.MET: "CANCELLED", DeadlineStatus.MOOT: "CANCELLED"}
_PRODUCT = "-//Reprieve//Legal deadlines//EN"


def calendar(dossier: Dossier, phrases: Phrases) -> bytes:
    """Shape: instants are in UTC; the UID of a deadline never changes, and SEQUENCE is its version.

    Source: RFC 5545, 3.8.7.4 and 3.8.1.11; RFC 7986, 5; read 2026-11-24.
    """
    made = Calendar()
    name = dossier.matter.name_for(phrases.lang)
    for key, value in (
        ("PRODID", _PRODUCT),
        ("VERSION", "2.0"),
        ("NAME", name),
        ("X-WR-CALNAME", name),
        ("X-PUBLISHED-TTL", "PT15M"),
    ):
        made.add(key, value)
    made.add("REFRESH-INTERVAL", _REFRESH, {"VALUE": "DURATION"})
    for chain in dossier.chains:
        made.add_component(_event(chain[-1], dossier, phrases))
    return bytes(made.to_ical())


def _event(deadline: Deadline, dossier: Dossier, phrases: Phrases) -> Event:
    event = Event()
    event.add("UID", f"{deadline.id}.{deadline.matter_id}@reprieve")
    event.add("SEQUENCE", deadline.version)
    event.add("DTSTAMP", deadline.decided_at)
    event.add("LAST-MODIFIED", deadline.decided_at)
    event.add("DTSTART", deadline.due_at)
    event.add("SUMMARY", f"{name_of(deadline, dossier.matter, phrases)} · {dossier.matter.name_for(phrases.lang)}")
    event.add("DESCRIPTION", _description(deadline, phrases))
    event.add("STATUS", _STATUS.get(deadline.status, "CONFIRMED"))
    event.add("TRANSP", "TRANSPARENT")
    if deadline.link:
        event.add("URL", deadline.link)
    return event


def _description(deadline: Deadline, phrases: Phrases) -> str:
    return plain_line(legal_state_line(deadline, phrases))
