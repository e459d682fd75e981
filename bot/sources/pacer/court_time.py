"""The instant a court's feed means: its zone name stands for the region, in summer too."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.text.timestamps import instant_from

_REGIONS = {
    **dict.fromkeys(("EST", "EDT"), "America/New_York"),
    **dict.fromkeys(("CST", "CDT"), "America/Chicago"),
    **dict.fromkeys(("MST", "MDT"), "America/Denver"),
    **dict.fromkeys(("PST", "PDT"), "America/Los_Angeles"),
    **dict.fromkeys(("AKST", "AKDT"), "America/Anchorage"),
    "HST": "Pacific/Honolulu",
    "AST": "America/Puerto_Rico",
    "CHST": "Pacific/Guam",
}
"""Appellate courts print the winter name all year. What names no region (GMT in district courts) means what it says."""


def filed_at_from(text: str) -> datetime | None:
    """The instant an entry was docketed, or None when it is not told. Units: aware UTC."""
    wall, _, zone = text.strip().rpartition(" ")
    region = _REGIONS.get(zone.upper())
    if region is None:
        return instant_from(text)
    at = instant_from(wall)
    return at and at.replace(tzinfo=ZoneInfo(region)).astimezone(UTC)
