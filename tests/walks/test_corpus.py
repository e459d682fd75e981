"""Real labelled texts and ordinary news, where they lie beside the checkout, with the floors to keep."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import lru_cache

import pytest

from bot.domain.event import AlertLevel
from bot.pipeline.classify import Text, TextKind, classify
from bot.pipeline.score import Labels, Pair, Score, labels_from, score
from tests.shared import shared_dir

_WATCHED = re.compile(r"tiktok|bytedance|divest", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]+>")
_MIN_ITEMS = 4000


@lru_cache(maxsize=1)
def _pairs() -> tuple[Pair, ...]:
    lines = (shared_dir("corpus") / "dev.jsonl").read_text("utf-8").splitlines()
    return tuple(_pair(json.loads(line)) for line in lines)


def _pair(row: dict[str, str]) -> Pair:
    on = date.fromisoformat(row["date"]) if row["date"] else None
    return labels_from(row), classify(Text(row["text"], row["lang"], TextKind(row["kind"]), on))


def _groups_of(labels: Labels) -> tuple[str, ...]:
    language = "chinese" if labels.lang == "zh" else "english"
    return ("all", f"{language} news" if labels.kind in ("headline", "lede") else f"{labels.kind}s")


def _floors(figures: Score) -> list[float]:
    shares = (figures.breaking_precision, figures.breaking_recall, figures.event_merged, figures.stage)
    return [share.value or 0.0 for share in shares]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("group", "floors"),
    [
        ("english news", (0.96, 0.98, 0.96, 0.95)),
        ("chinese news", (0.97, 0.97, 0.95, 0.96)),
        ("dockets", (0.98, 0.98, 0.97, 0.97)),
        ("all", (0.97, 0.99, 0.96, 0.96)),
    ],
)
def test_real_texts_are_understood(group: str, floors: tuple[float, ...]) -> None:
    figures = score([pair for pair in _pairs() if group in _groups_of(pair[0])])
    assert [round(is_, 3) for is_, floor in zip(_floors(figures), floors, strict=True) if is_ < floor] == []


@pytest.mark.slow
def test_real_stated_terms_are_read() -> None:
    assert (score(_pairs()).term.value or 0.0) >= 0.97


@pytest.mark.slow
def test_ordinary_news_raises_no_alarm() -> None:
    items: dict[str, str] = {}
    for path in sorted(shared_dir("data/news_items").glob("*.json")):
        for entry in json.loads(path.read_text("utf-8")):
            items[entry["title"] or ""] = _MARKUP.sub(" ", entry["description"] or "")
    watched = [(title, text) for title, text in items.items() if _WATCHED.search(f"{title} {text}")]
    alarms = [title for title, text in watched if _alert(title, text) is AlertLevel.BREAKING]
    assert len(items) >= _MIN_ITEMS
    assert alarms == []


def _alert(title: str, text: str) -> AlertLevel:
    return classify(Text(f"{title}\n{' '.join(text.split())}", "en", TextKind.LEDE, date(2026, 1, 5))).alert
