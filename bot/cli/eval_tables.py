"""The figures of an evaluation as tables for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.table import Table

from bot.domain.event import AlertLevel
from bot.pipeline.score import Score, Share

_STAGE = "stage "


def figures_table(title: str, scores: Mapping[str, Score]) -> Table:
    """One row a group: breaking precision, recall and F1, then the shares of right answers with what they are of."""
    table = Table(title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    for heading in ("texts", "precision", "recall", "F1", "event", "merged", "stage", "alert", "scope", "term"):
        table.add_column(heading, justify="right")
    for name, figures in scores.items():
        table.add_row(name, *_cells(figures))
    return table


def confusion_tables(figures: Score) -> Iterator[Table]:
    """Alert levels as a square; of events and stages only what was taken for something else, commonest first."""
    yield _square(figures)
    pairs = [(label, judged, n) for (label, judged), n in figures.confusion.items() if label != judged]
    stages = [(a.removeprefix(_STAGE), b.removeprefix(_STAGE), n) for a, b, n in pairs if a.startswith(_STAGE)]
    events = [(a, b, n) for a, b, n in pairs if not a.startswith(_STAGE) and a not in set(AlertLevel)]
    for what, mistakes in (("events", events), ("stages", stages)):
        table = Table(title=f"{what} taken for others", title_justify="left")
        table.add_column("labelled")
        table.add_column("judged")
        table.add_column("texts", justify="right")
        for label, judged, n in mistakes:
            table.add_row(label, judged, str(n))
        yield table


def _square(figures: Score) -> Table:
    table = Table(title="alert levels", title_justify="left")
    table.add_column("labelled \\ judged")
    for level in AlertLevel:
        table.add_column(level, justify="right")
    for label in AlertLevel:
        table.add_row(label, *(str(figures.confusion.get((label, judged), 0)) for judged in AlertLevel))
    return table


def _cells(figures: Score) -> list[str]:
    f1 = figures.breaking_f1
    return [
        str(figures.n),
        _of(figures.breaking_precision),
        _of(figures.breaking_recall),
        "-" if f1 is None else f"{f1:.3f}",
        *(
            _of(share)
            for share in (
                figures.event,
                figures.event_merged,
                figures.stage,
                figures.alert,
                figures.scope,
                figures.term,
            )
        ),
    ]


def _of(share: Share) -> str:
    return "-" if share.value is None else f"{share.value:.3f}"
