"""Real CM/ECF captures against an independent parse of them: the same filings, and each difference by name."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import NamedTuple

import pytest

from bot.domain.item import Item
from bot.sources.registry import KINDS
from tests.shared import shared_dir
from tests.unit.sources.support import spec_for

CAPTURES = {"ca2_1": 4, "cadc": 13, "cafc": 2, "mdb_1": 2, "nyed_1": 357, "sdny_1": 341, "wvsd": 3}
"""Each capture, and its number of filings."""

DROPPED_THERE = {"wvsd": {"5:18-~gr-00001"}}
"""Dockets with a stand-in number (a grand jury's): the other parse leaves them out, here they are kept."""

_SAID = re.compile(r"(?P<text>.*?)(?: ?\(document (?P<number>\d+)\))?")


class Filing(NamedTuple):
    """What both parses tell of a filing."""

    docket: str
    texts: tuple[str, ...]
    number: str
    document: str
    at: datetime


@pytest.mark.parametrize(("name", "n_filings"), CAPTURES.items())
def test_capture_holds_the_same_filings_as_an_independent_parse(name: str, n_filings: int) -> None:
    ours = [_from_item(item) for item in items(name)]
    kept = [filing for filing in ours if filing.docket not in DROPPED_THERE.get(name, set())]
    assert (n_filings, _theirs(name)) == (len(ours), kept)


@pytest.mark.parametrize("name", CAPTURES)
def test_capture_tells_filings_apart_and_links_each(name: str) -> None:
    found = items(name)
    assert len(found) == len({item.key for item in found})
    assert all(item.url.startswith("https://ecf.") and item.title and item.summary for item in found)


def items(name: str) -> tuple[Item, ...]:
    parsed = KINDS["pacer_rss"].parse(_capture(f"{name}.xml"), spec_for(kind="pacer_rss"))
    assert parsed.problems == ()
    return parsed.items


def _from_item(item: Item) -> Filing:
    said = _SAID.fullmatch(item.summary)
    document = re.search(r"/docs?1/(\d+)", item.url)
    assert said is not None
    assert item.published_at is not None
    return Filing(
        docket=item.title.split(" ")[0],
        texts=tuple(said["text"].split(" AND ")),
        number=said["number"] or "",
        document=_same_in_each_copy(document[1]) if document else "",
        at=item.published_at,
    )


def _theirs(name: str) -> list[Filing]:
    rows = json.loads(_capture(f"{name}.json"))
    return [_from_row(row, entry) for row in rows for entry in row["docket_entries"]]


def _from_row(row: dict[str, str], entry: dict[str, str]) -> Filing:
    # Where a link is called "Document", the other parse takes the document's id for its number in the docket.
    number = "" if entry["document_number"] == entry["pacer_doc_id"] else entry["document_number"] or ""
    return Filing(
        docket=row["docket_number"],
        # Rows that say the same are told once here and as often as they stand there, with the blanks at their ends.
        texts=tuple(dict.fromkeys(text.strip() for text in entry["short_description"].split(" AND "))),
        number=number,
        document=entry["pacer_doc_id"],
        at=datetime.fromisoformat(entry["date_filed"]),
    )


def _same_in_each_copy(document: str) -> str:
    return f"{document[:3]}0{document[4:]}"


def _capture(name: str) -> bytes:
    return (shared_dir("data/pacer_rss") / name).read_bytes()
