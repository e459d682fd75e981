"""`reprieve eval`: how well the verdicts on labelled texts agree with their labels."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console

from bot.cli.texts.eval_tables import confusion_tables, figures_row, figures_table
from bot.cli.texts.explanation import explanation
from bot.cli.texts.given_texts import numbered, row_from, text_from
from bot.domain.errors import ConfigError, MalformedError
from bot.domain.event import Verdict, is_same_event
from bot.pipeline.classify import Text, classify
from bot.pipeline.score import Labels, Score, has_same_term, labels_from, score, score_by

_NEEDED = ("id", "lang", "kind", "text", "event", "stage", "alert")
_MIN_WIDTH = 100  # where nobody looks at a screen, nothing is cut
_GROUPS: dict[str, Callable[[Labels], str]] = {
    "language": lambda labels: labels.lang,
    "kind": lambda labels: labels.kind,
    "language and kind": lambda labels: f"{labels.lang} {labels.kind}",
    "saga": lambda labels: labels.saga or "none",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled text with the verdict on it."""

    id: str
    text: Text
    labels: Labels
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Wrong:
    """One field of a verdict that is not as it is labelled."""

    field: str
    label: str
    judged: str


_Misses = Sequence[tuple[Judged, Sequence[Wrong]]]
_Flag = Annotated[bool, Parameter(negative=())]


def eval(  # noqa: A001  a verb is the function of its name
    file: Path, /, *, errors: _Flag = False, sagas: _Flag = False, json: _Flag = False
) -> int:
    """Measure the verdicts on labelled texts.

    Precision, recall and F1 are those of breaking alerts; the others are shares of right answers. “Merged” counts a
    stay and an injunction as one event. Scope and term (the new date and the length) count only the texts that are
    labelled with one. Exit code 2 when a line cannot be used: its file and number are told, and nothing is measured.

    Parameters
    ----------
    file
        JSON Lines with id, lang, kind, text, event, stage and alert; date, saga, scope, new_deadline and delta where
        there are any.
    errors
        Show each miss: what was expected, what was judged instead, and why.
    sagas
        Show the figures of each saga too.
    json
        Print one JSON object: all, by (language, kind, both, saga), confusion; with --errors the misses too.
    """
    judged = _judged(file)
    pairs = [(j.labels, j.verdict) for j in judged]
    groups = {name: score_by(pairs, key) for name, key in _GROUPS.items()}
    misses = [(j, wrong) for j in judged if (wrong := _wrong(j))]
    if json:
        report = _report(score(pairs), groups) | ({"errors": _error_rows(misses)} if errors else {})
        print(jsonlib.dumps(report, ensure_ascii=False, indent=2))
        return 0
    _show(score(pairs), {name: scores for name, scores in groups.items() if sagas or name != "saga"})
    for line in _error_lines(misses) if errors else ():
        print(line)
    return 0


def _judged(file: Path) -> list[Judged]:
    """Every text of the file. Raises: ConfigError, with every line that cannot be used."""
    judged, problems = [], []
    with file.open(encoding="utf-8") as lines:
        for number, line in numbered(lines):
            try:
                judged.append(_judge(line))
            except (MalformedError, ValueError) as error:
                problems.append(f"{file}:{number}: {error}.")
    if problems or not judged:
        raise ConfigError(problems or [f"{file}: there is no labelled text in it."])
    return judged


def _judge(line: str) -> Judged:
    row = row_from(line, _NEEDED)
    text = text_from(row)
    return Judged(str(row["id"]), text, labels_from(row), classify(text))


def _wrong(judged: Judged) -> list[Wrong]:
    labels, verdict = judged.labels, judged.verdict
    term = verdict.term
    stated = _stated(term.until, term.length) if term else "none"
    checks = (
        (is_same_event(labels.event, verdict.event), Wrong("event", labels.event, verdict.event)),
        (labels.stage is verdict.stage, Wrong("stage", labels.stage, verdict.stage)),
        (labels.alert is verdict.alert, Wrong("alert", labels.alert, verdict.alert)),
        (labels.scope in (None, verdict.scope), Wrong("scope", str(labels.scope), verdict.scope or "none")),
        (
            not labels.has_term or has_same_term(labels, verdict),
            Wrong("term", _stated(labels.new_deadline, labels.delta), stated),
        ),
    )
    return [wrong for is_right, wrong in checks if not is_right]


def _stated(until: object, length: object) -> str:
    return " ".join(str(part) for part in (until, length) if part) or "none"


def _show(total: Score, groups: dict[str, dict[str, Score]]) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _MIN_WIDTH)
    console.print(figures_table(total, groups))
    for table in confusion_tables(total):
        console.print()
        console.print(table)


def _error_lines(misses: _Misses) -> Iterator[str]:
    for judged, wrong in misses:
        of = ", ".join(part for part in (judged.labels.lang, judged.labels.kind, judged.labels.saga) if part)
        yield f"\n{judged.id} ({of}): {judged.text.body}"
        yield "  " + "; ".join(f"{w.field}: labelled {w.label}, judged {w.judged}" for w in wrong)
        yield from (f"  {line}" for line in explanation(judged.text, judged.verdict))
    yield f"\n{len(misses)} {'miss' if len(misses) == 1 else 'misses'}."


def _error_rows(misses: _Misses) -> list[dict[str, Any]]:
    return [
        {
            "id": judged.id,
            "text": judged.text.body,
            "wrong": {w.field: {"label": w.label, "judged": w.judged} for w in wrong},
            "why": judged.verdict.why,
        }
        for judged, wrong in misses
    ]


def _report(total: Score, groups: dict[str, dict[str, Score]]) -> dict[str, Any]:
    return {
        "all": figures_row(total),
        "by": {name: {group: figures_row(s) for group, s in scores.items()} for name, scores in groups.items()},
        "confusion": [[label, judged, n] for (label, judged), n in total.confusion.items()],
    }
