"""The judge of the crash walk is honest: each kind of fault in a forged history is told, and nothing else."""

from __future__ import annotations

import pytest

from bot.domain.channel import Channel, Platform
from tests.walks.crash_check import check
from tests.walks.crash_receipts import Kept
from tests.walks.crash_story import REPEAT_LABEL, SITE

ROOM = Channel(Platform.DISCORD, 1)
CHAT = Channel(Platform.TELEGRAM, 2)
ELSEWHERE = Channel(Platform.DISCORD, 3)
BOTH = frozenset({ROOM, CHAT})
POSTS = {"story/1": BOTH, "story/2": BOTH}
EDITS = {"wire/2": BOTH}


def kept(channel: Channel, message_id: int, mark: str, *, also: str = "", label: str = "") -> Kept:
    sent = f"{label} {SITE}/{mark} "
    return Kept(channel, message_id, sent, f"{sent} {SITE}/{also} " if also else sent)


def history() -> list[Kept]:
    """All is well."""
    return [
        kept(ROOM, 1, "story/1"),
        kept(CHAT, 2, "story/1"),
        kept(ROOM, 3, "story/2", also="wire/2"),
        kept(CHAT, 4, "story/2", also="wire/2"),
    ]


def test_history_without_fault_is_accepted():
    findings = check(history(), POSTS, EDITS)
    assert ({}, 0) == (findings.faults, findings.n_repeats)


def test_labelled_repeat_is_counted_and_no_fault():
    findings = check([*history(), kept(CHAT, 5, "story/1", label=REPEAT_LABEL)], POSTS, EDITS)
    assert ({}, 1) == (findings.faults, findings.n_repeats)


@pytest.mark.parametrize(
    ("forged", "faults"),
    [
        (history()[1:], {"lost": ["story/1 in discord:1:0"]}),
        ([*history()[:3], kept(CHAT, 4, "story/2")], {"lost": ["wire/2 in telegram:2:0"]}),
        ([*history(), kept(ROOM, 5, "story/1")], {"doubled": ["story/1 in discord:1:0"]}),
        ([*history(), kept(CHAT, 5, "story/1")], {"unlabelled": ["story/1 in telegram:2:0"]}),
        ([*history(), kept(ELSEWHERE, 5, "story/1")], {"misplaced": ["story/1 in discord:3:0"]}),
        (
            [
                history()[2],
                kept(CHAT, 4, "story/2"),
                kept(ROOM, 1, "story/1"),
                kept(CHAT, 2, "story/1", also="wire/2"),
            ],
            {"misplaced": ["wire/2 stands in different stories"]},
        ),
        (
            [kept(ROOM, 9, "story/1"), *history()[1:]],
            {"out_of_order": ["story/1 after story/2 in discord:1:0"]},
        ),
    ],
    ids=["loss", "lost edit", "duplicate", "unlabelled repeat", "wrong channel", "wrong story", "inversion"],
)
def test_forged_history_is_told(forged: list[Kept], faults: dict[str, list[str]]):
    assert faults == check(forged, POSTS, EDITS).faults
