"""What an RSS channel says about when to ask again."""

from __future__ import annotations

from datetime import timedelta

from lxml import etree

from bot.domain.item import FeedHints

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST_MINUTES = 31 * 24 * 60
_HOURS_OF_DAY = 24


def hints_from(root: etree._Element) -> FeedHints:
    """The channel's `ttl`, `skipHours` and `skipDays`. Shape: what cannot be meant is left out; hour 24 is hour 0.

    Source: RSS 2.0.11, https://www.rssboard.org/rss-specification, read 2026-11-24.
    """
    channel = root.find("channel")
    if channel is None:
        return FeedHints()
    minutes = _whole(channel.findtext("ttl"))
    hours = (_whole(hour.text) for hour in channel.iterfind("skipHours/hour"))
    days = ((day.text or "").strip().lower() for day in channel.iterfind("skipDays/day"))
    return FeedHints(
        ttl=timedelta(minutes=min(minutes, _MOST_MINUTES)) if minutes else None,
        skip_hours=tuple(sorted({h % _HOURS_OF_DAY for h in hours if h is not None and h <= _HOURS_OF_DAY})),
        skip_days=tuple(sorted({_DAYS.index(day) for day in days if day in _DAYS})),
    )


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004  far beyond any
