"""`reprieve replay` over real snapshots of the White House feed, and over hand-written ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import OK, USAGE, call
from tests.shared import shared_dir

_FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Orders</title><link>https://gov.example/</link>
{items}</channel></rss>"""
_ITEM = """<item><title>{title}</title><link>https://gov.example/{key}</link><guid>{key}</guid>
<pubDate>Fri, 04 Apr 2025 08:00:00 -0400</pubDate><description>{text}</description></item>"""


def replayed(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert call(["replay", "--matter", "tiktok", "--source", f"whitehouse={folder}", "--json"]) == OK
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def feed(folder: Path, stamp: str, *items: tuple[str, str, str]) -> None:
    body = "".join(_ITEM.format(key=key, title=title, text=text) for key, title, text in items)
    (folder / f"{stamp}.xml").write_text(_FEED.format(items=body))


def test_replay_tells_exactly_the_two_extensions_of_the_real_snapshots(capsys: pytest.CaptureFixture[str]) -> None:
    rows = replayed(shared_dir("data") / "whitehouse_series", capsys)
    breaking = [
        (r["at"], r["event"], r["deadline_before"], r["deadline_after"]) for r in rows if r["alert"] == "breaking"
    ]
    assert breaking == [
        ("2025-04-08T12:42:27Z", "extension", "2025-04-05", "2025-06-19"),
        ("2025-06-19T16:37:22Z", "extension", "2025-06-19", "2025-09-17"),
    ]


def test_replay_reads_the_date_in_the_text_of_an_order_that_no_pack_knows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = ("p1", "A proclamation on bridges", "")
    order = ("o1", "Extending the TikTok Enforcement Delay", "The delay is extended until July 4, 2025.")
    feed(tmp_path, "2025-04-20T120000Z", quiet)
    feed(tmp_path, "2025-04-21T120000Z", quiet, order)
    feed(tmp_path, "2025-04-22T120000Z", order, quiet)
    (row,) = replayed(tmp_path, capsys)
    assert (row["at"], row["alert"], row["deadline_before"], row["deadline_after"]) == (
        "2025-04-21T12:00:00Z",
        "breaking",
        "2025-06-19",
        "2025-07-04",
    )


def test_replay_is_silent_when_the_first_snapshot_holds_the_order_already(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = ("o1", "Extending the TikTok Enforcement Delay", "The delay is extended until June 19, 2025.")
    feed(tmp_path, "2025-04-20T120000Z", order)
    feed(tmp_path, "2025-04-21T120000Z", order)
    assert [row["alert"] for row in replayed(tmp_path, capsys)] == ["notable"]


@pytest.mark.parametrize("source", ["whitehouse", "whitehouse=/nowhere", "telegraph=."])
def test_replay_refuses_a_source_that_it_cannot_read(source: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["replay", "--matter", "tiktok", "--source", source]) == USAGE
    assert "give KIND=DIR" in capsys.readouterr().err
