"""The figures of an evaluation: as tables for people, as rows for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich import box
from rich.table import Table

from bot.domain.event import AlertLevel
from bot.pipeline.score import Score, Share

_SHARES = {
    "breaking_precision": "precision",
    "breaking_recall": "recall",
    "breaking_f1": "F1",
    "event": "event",
    "event_merged": "merged",
    "stage": "stage",
    "alert": "alert",
    "scope": "scope",
    "term": "term",
}
"""A figure of a Score, and the heading of its column."""
_STAGE = "stage "


def figures_row(figures: Score) -> dict[str, Any]:
    """Every figure by its name; a share with how many of how many it is."""
    return {"n": figures.n} | {name: _value(getattr(figures, name)) for name in _SHARES}


def figures_table(total: Score, groups: Mapping[str, Mapping[str, Score]]) -> Table:
    """One row for all, then a section a grouping with a row a group."""
    table = _table("breaking: precision, recall, F1; then the shares of right answers")
    table.add_column("", overflow="fold")
    for heading in ("texts", *_SHARES.values()):
        table.add_column(heading, justify="right", no_wrap=True)
    for scores in ({"all": total}, *groups.values()):
        for name, figures in scores.items():
            table.add_row(name, str(figures.n), *(_cell(getattr(figures, share)) for share in _SHARES))
        table.add_section()
    return table


def confusion_tables(figures: Score) -> Iterator[Table]:
    """Alert levels as a square; of events and stages only what was taken for something else, commonest first."""
    yield _square(figures)
    pairs = [(label, judged, n) for (label, judged), n in figures.confusion.items() if label != judged]
    stages = [(a.removeprefix(_STAGE), b.removeprefix(_STAGE), n) for a, b, n in pairs if a.startswith(_STAGE)]
    events = [(a, b, n) for a, b, n in pairs if not a.startswith(_STAGE) and a not in set(AlertLevel)]
    for what, mistakes in (("events", events), ("stages", stages)):
        if mistakes:
            yield _taken_for(f"{what} taken for others", mistakes)


def _square(figures: Score) -> Table:
    table = _table("alert levels")
    table.add_column("labelled \\ judged")
    for level in AlertLevel:
        table.add_column(level, justify="right")
    for label in AlertLevel:
        table.add_row(label, *(str(figures.confusion.get((label, judged), 0)) for judged in AlertLevel))
    return table


def _taken_for(title: str, mistakes: list[tuple[str, str, int]]) -> Table:
    table = _table(title)
    table.add_column("labelled")
    table.add_column("judged")
    table.add_column("texts", justify="right")
    for label, judged, n in mistakes:
        table.add_row(label, judged, str(n))
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=0)


def _cell(figure: Share | float | None) -> str:
    value = figure.value if isinstance(figure, Share) else figure
    return "-" if value is None else f"{value:.3f}"


def _value(figure: Share | float | None) -> Any:
    return {"value": figure.value, "n_right": figure.n_right, "n": figure.n} if isinstance(figure, Share) else figure
