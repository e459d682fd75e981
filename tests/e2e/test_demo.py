"""`reprieve demo`, as a newcomer runs it: another process, real HTTP, real Valkey."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ROOT = Path(__file__).parents[2]
LONGEST_S = 60
MOVES = [
    ("Sun, Jan 19, 2025", "Sat, Apr 5, 2025", "1st"),
    ("Sat, Apr 5, 2025", "Thu, Jun 19, 2025", "2nd"),
    ("Thu, Jun 19, 2025", "Wed, Sep 17, 2025", "3rd"),
    ("Wed, Sep 17, 2025", "Tue, Dec 16, 2025", "4th"),
    ("Tue, Dec 16, 2025", "Fri, Jan 23, 2026", "5th"),
]
BREAKING = [
    ("17 Jan 10:02", "Supreme Court upholds TikTok divest-or-ban law"),
    ("18 Jan 22:35", "TikTok goes dark in the United States"),
    ("19 Jan 12:35", "TikTok restores service in US"),
    ("20 Jan 19:40", "Trump signs order delaying TikTok ban by 75 days"),
    (
        "20 Jan 20:10",
        "Application Of Protecting Americans From Foreign Adversary Controlled Applications Act To TikTok",
    ),
    ("04 Apr 11:30", "Trump extends TikTok deadline by another 75 days"),
    ("08 Apr 08:42", "Extending the TikTok Enforcement Delay"),
    ("19 Jun 11:51", "Further Extending the TikTok Enforcement Delay"),
    ("16 Sep 14:15", "Further Extending the TikTok Enforcement Delay"),
    ("25 Sep 17:28", "Saving TikTok While Protecting National Security"),
    ("18 Dec 16:40", "TikTok signs binding agreements for US joint venture, memo says"),
    ("22 Jan 22:48", "TikTok closes deal for its US business, creating new joint venture"),
]
TRAPS = [
    "What happens to TikTok on Sunday?",
    "Opinion: The TikTok ban should be extended",
    "Poll: Fewer than one in three",
    "Is the TikTok ban about to be delayed?",
    "Senator asks again for a vote",
    "Fact Sheet:",
]


@dataclass(frozen=True)
class Seen:
    """One run of the demo. Shape: `messages` is what stood in the panels, without their frames."""

    code: int
    text: str
    errors: str
    took_s: float

    @property
    def messages(self) -> str:
        framed = (line.strip("│ ") for line in self.text.splitlines() if line.startswith("│"))
        return " ".join(framed)

    def between(self, start: str, end: str) -> str:
        return " ".join(self.text.rpartition(start)[2].partition(end)[0].split())


def run(*arguments: str) -> Seen:
    began_s = monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", *arguments],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        timeout=100,
    )
    return Seen(done.returncode, done.stdout, done.stderr, monotonic() - began_s)


@pytest.fixture(scope="module")
def english() -> Seen:
    return run("--speed", "3")


@pytest.fixture(scope="module")
def chinese() -> Seen:
    return run("--lang", "zh", "--speed", "50")


def test_demo_ends_well_and_in_time(english):
    assert (english.code, english.errors) == (0, "")
    assert english.took_s < LONGEST_S


def test_deadline_moves_five_times(english):
    found = re.findall(r"moved from (.+?) to (.+?) \((\d..) extension\)", english.messages)
    assert list(dict.fromkeys(found)) == MOVES


def test_breaking_alerts_are_these_and_no_others(english):
    listed = english.between("Breaking", "\nPolls")
    assert re.findall(r"(\d\d \w{3} \d\d:\d\d) (.+?)(?= \d\d \w{3} \d\d:\d\d|$)", listed) == BREAKING


@pytest.mark.parametrize("title", TRAPS)
def test_trap_appears_in_a_feed_and_in_no_message(english, title):
    assert title in english.text
    assert title not in english.messages


def test_countdown_runs_before_the_first_deadline(english):
    before_the_move = english.text.partition("moved from")[0]
    reminders = re.findall(r"^│ Divest-or-ban deadline (in \d+ \w+|is now) +│$", before_the_move, re.MULTILINE)
    assert reminders == ["in 3 days", "in 24 hours", "in 6 hours", "in 1 hour", "is now"]


def test_message_is_edited_as_confirmations_arrive(english):
    ruling = re.search(r"\[DECIDED · RULING\][^╰]+╰─+ (#\d+ · updated) ─╯", english.text)
    assert ruling is not None


def test_reports_in_chinese_join_the_stories_in_english(english):
    assert "also reported by Harbor Wire, 青屿日报" in english.messages
    assert "Meridian Daily, 青屿日报" in english.messages


def test_status_is_answered_and_names_the_outlet_that_is_down(english):
    assert english.text.count("you ▸ /status") == 3
    assert "7 of 8 sources healthy" in english.messages


def test_demo_speaks_chinese(chinese):
    assert (chinese.code, chinese.errors) == (0, "")
    assert "1月15日" in chinese.text
    assert "The deadline" not in chinese.messages


@pytest.mark.parametrize("speed", ["0", "fast"])
def test_unusable_speed_is_refused_with_a_sentence(speed):
    refused = run("--speed", speed)
    assert refused.code == 2
    assert "speed" in refused.errors.casefold()


def test_interrupt_ends_the_demo_quietly():
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "demo"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        assert any("/subscribe" in line for line in process.stdout or ())
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, "")
