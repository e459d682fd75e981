"""Judges a crash walk by what the platforms hold in the end; no log and no ledger of the bot is believed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from bot.domain.channel import Channel, Platform
from tests.walks.crash_receipts import Kept
from tests.walks.crash_story import REPEAT_LABEL, SITE

_MARK = re.compile(rf"{re.escape(SITE)}/(\w+/\d+)")
_POSTED = ("story/", "case/")

Expected = Mapping[str, frozenset[Channel]]


@dataclass(frozen=True)
class Findings:
    """What is wrong, a line each, and how many labelled repeats there were, which is not wrong."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unlabelled: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    n_repeats: int = 0

    @property
    def faults(self) -> dict[str, list[str]]:
        """Only the kinds of which something was found."""
        return {name: found for name, found in vars(self).items() if isinstance(found, list) and found}


def check(kept: Iterable[Kept], posts: Expected, edits: Expected) -> Findings:
    """Everything that is wrong with what the platforms hold, given what should have been posted and edited where."""
    copies: dict[tuple[str, Channel], list[Kept]] = defaultdict(list)
    for held in kept:
        for mark in sorted(m for m in set(_MARK.findall(held.sent)) if m.startswith(_POSTED)):
            copies[mark, held.channel].append(held)
    findings = Findings(n_repeats=sum(len(c) - 1 for (_, where), c in copies.items() if _may_repeat(where)))
    wanted = {(mark, channel) for mark, channels in posts.items() for channel in channels}
    findings.lost.extend(_shown(missing) for missing in sorted(wanted - copies.keys(), key=_shown))
    findings.misplaced.extend(_shown(extra) for extra in sorted(copies.keys() - wanted, key=_shown))
    for place, held_copies in copies.items():
        _check_copies(place, held_copies, findings)
    _check_edits(copies, edits, findings)
    _check_order(copies, findings)
    return findings


def _check_copies(place: tuple[str, Channel], copies: list[Kept], findings: Findings) -> None:
    for repeat in copies[1:]:
        if not _may_repeat(place[1]):
            findings.doubled.append(_shown(place))
        elif REPEAT_LABEL not in repeat.sent:
            findings.unlabelled.append(_shown(place))


def _check_edits(copies: Mapping[tuple[str, Channel], list[Kept]], edits: Expected, findings: Findings) -> None:
    """An edit must stand in every channel that has its story, and in the message of one and the same story; a digest is
    the message of each of its stories.
    """
    for mark, channels in edits.items():
        edited = {
            channel: {post for (post, where), held in copies.items() if where == channel and _any_shows(held, mark)}
            for channel in channels
        }
        findings.lost.extend(_shown((mark, channel)) for channel, stories in edited.items() if not stories)
        told_in = [stories for stories in edited.values() if stories]
        if told_in and not frozenset.intersection(*map(frozenset, told_in)):
            findings.misplaced.append(f"{mark} stands in different stories")


def _check_order(copies: Mapping[tuple[str, Channel], list[Kept]], findings: Findings) -> None:
    """First copies of one kind come in the order of their numbers; a breaking story may overtake a reminder."""
    lanes: dict[tuple[str, Channel], list[tuple[int, int]]] = defaultdict(list)
    for (mark, channel), held in copies.items():
        kind, number = mark.split("/")
        lanes[kind, channel].append((held[0].message_id, int(number)))
    for (kind, channel), arrived in lanes.items():
        numbers = [number for _, number in sorted(arrived)]
        inversions = [f"{kind}/{b} after {kind}/{a} in {channel.id}" for a, b in pairwise(numbers) if b < a]
        findings.out_of_order.extend(inversions)


def _any_shows(copies: list[Kept], mark: str) -> bool:
    return any(mark in _MARK.findall(held.shown) for held in copies)


def _may_repeat(channel: Channel) -> bool:
    """Telegram has no key by which it could know a repeat."""
    return channel.platform is Platform.TELEGRAM


def _shown(place: tuple[str, Channel]) -> str:
    return f"{place[0]} in {place[1].id}"
