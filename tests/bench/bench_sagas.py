"""How well each saga of a labelled file is understood: `python -m tests.bench.bench_sagas [FILE.jsonl]`.

The words and rules are written by hand, so no saga is ever taken out of them; what tells whether they carry over is how
far apart the sagas lie, and how a file that nobody has tuned on fares against the one they were tuned on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from statistics import mean

from bot.pipeline.classify import Text, TextKind, classify
from bot.pipeline.score import Pair, Score, Share, labels_from, score
from tests.shared import shared_dir

_NONE = "   -"


def pairs_by_saga(lines: Iterable[str]) -> Mapping[str, list[Pair]]:
    """Label and verdict of every line, under its saga. Raises: KeyError, ValueError (a line is not as it should be)."""
    sagas: dict[str, list[Pair]] = {}
    for line in lines:
        row = json.loads(line)
        on = date.fromisoformat(row["date"]) if row.get("date") else None
        verdict = classify(Text(row["text"], row["lang"], TextKind(row["kind"]), on))
        sagas.setdefault(row["saga"], []).append((labels_from(row), verdict))
    return dict(sorted(sagas.items()))


def report(sagas: Mapping[str, list[Pair]]) -> list[str]:
    """One line for each saga, then the mean of the sagas and all texts together."""
    scores = {saga: score(pairs) for saga, pairs in sagas.items()}
    lines = [f"{'saga':24}{'texts':>6}  precision  recall  event  stage  alert"]
    lines += [f"{saga:24}{figures.n:6}  {_row(_values(figures))}" for saga, figures in scores.items()]
    columns = zip(*(_values(figures) for figures in scores.values()), strict=True)
    means = [mean(v for v in column if v is not None) for column in columns]
    lines.append(f"{'mean of the sagas':24}{len(scores):6}  {_row(means)}")
    total = score([pair for pairs in sagas.values() for pair in pairs])
    return [*lines, f"{'all texts':24}{total.n:6}  {_row(_values(total))}"]


def _values(figures: Score) -> list[float | None]:
    shares: tuple[Share, ...] = (
        figures.breaking_precision,
        figures.breaking_recall,
        figures.event_merged,
        figures.stage,
        figures.alert,
    )
    return [share.value for share in shares]


def _row(values: Iterable[float | None]) -> str:
    cells = [_NONE if value is None else f"{value:.2f}" for value in values]
    return f"{cells[0]:>9}  {cells[1]:>6}  {cells[2]:>5}  {cells[3]:>5}  {cells[4]:>5}"


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else shared_dir("corpus") / "dev.jsonl"
    print("\n".join(report(pairs_by_saga(path.read_text("utf-8").splitlines()))))  # noqa: T201  a bench prints
