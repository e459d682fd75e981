"""`reprieve eval`: how well the verdicts on labelled texts agree with their labels."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import Console

from bot.cli.eval_tables import confusion_tables, figures_table
from bot.cli.explanation import explanation
from bot.cli.given_texts import numbered, row_from, text_from
from bot.domain.errors import ConfigError, MalformedError
from bot.domain.event import Verdict
from bot.pipeline.classify import Text, classify
from bot.pipeline.score import Labels, Pair, Score, Share, has_same_term, is_same_event, labels_from, score

_NEEDED = ("id", "lang", "kind", "text", "event", "stage", "alert")
_WIDTH = 200  # where nobody looks, nothing is cut


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled text with the verdict on it."""

    id: str
    saga: str
    text: Text
    labels: Labels
    verdict: Verdict

    @property
    def pair(self) -> Pair:
        return self.labels, self.verdict


_Flag = Annotated[bool, Parameter(negative=())]
_GROUPS: dict[str, Callable[[Judged], str]] = {
    "language": lambda judged: judged.labels.lang,
    "kind": lambda judged: judged.labels.kind,
    "language and kind": lambda judged: f"{judged.labels.lang} {judged.labels.kind}",
    "saga": lambda judged: judged.saga,
}
_SHOWN = ("language", "kind", "language and kind")


def eval(  # noqa: A001  a verb is the function of its name
    file: Path, /, *, errors: _Flag = False, sagas: _Flag = False, json: _Flag = False
) -> int:
    """Measure the verdicts on labelled texts.

    Precision, recall and F1 are those of breaking alerts; the others are shares of right answers. “Merged” counts a
    stay and an injunction as one event. Scope and term count only texts that are labelled with one.

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
        Print one JSON object: all, by (each grouping), confusion, errors.
    """
    judged = _judged(file)
    misses = [(j, wrong) for j in judged if (wrong := _wrong(j))]
    if json:
        print(jsonlib.dumps(_report(judged, misses if errors else None), ensure_ascii=False, indent=2))
        return 0
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH
    groups = [(f"by {name}", _scores(judged, name)) for name in (*_SHOWN, *(["saga"] if sagas else []))]
    total = score([j.pair for j in judged])
    for title, scores in [(str(file), {"all": total}), *groups]:
        console.print(figures_table(title, scores))
    for table in confusion_tables(total):
        console.print(table)
    for line in _error_lines(misses) if errors else ():
        console.out(line, highlight=False)
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
        raise ConfigError(problems or [f"{file}: no labelled text stands in it."])
    return judged


def _judge(line: str) -> Judged:
    row = row_from(line, _NEEDED)
    text = text_from(row)
    return Judged(str(row["id"]), str(row.get("saga") or "none"), text, labels_from(row), classify(text))


def _scores(judged: Sequence[Judged], grouping: str) -> dict[str, Score]:
    groups: dict[str, list[Pair]] = {}
    for one in judged:
        groups.setdefault(_GROUPS[grouping](one), []).append(one.pair)
    return {name: score(groups[name]) for name in sorted(groups)}


def _wrong(judged: Judged) -> list[tuple[str, str, str]]:
    """What is wrong with a verdict: field, label, judged."""
    labels, verdict = judged.pair
    term = verdict.term
    checks = (
        ("event", labels.event, verdict.event, is_same_event(labels.event, verdict.event)),
        ("stage", labels.stage, verdict.stage, labels.stage is verdict.stage),
        ("alert", labels.alert, verdict.alert, labels.alert is verdict.alert),
        ("scope", labels.scope, verdict.scope, labels.scope in (None, verdict.scope)),
        (
            "term",
            _stated(labels.new_deadline, labels.delta),
            _stated(term.until, term.length) if term else "none",
            not labels.has_term or has_same_term(labels, verdict),
        ),
    )
    return [(field, str(label), str(found)) for field, label, found, is_right in checks if not is_right]


def _stated(until: object, length: object) -> str:
    return " ".join(str(part) for part in (until, length) if part) or "none"


_Misses = Sequence[tuple[Judged, list[tuple[str, str, str]]]]


def _error_lines(misses: _Misses) -> Iterator[str]:
    for judged, wrong in misses:
        yield f"\n{judged.id} ({judged.labels.lang} {judged.labels.kind}, {judged.saga}): {judged.text.body}"
        yield "  " + "; ".join(f"{field} is {label}, judged {found}" for field, label, found in wrong)
        for line in explanation(judged.text, judged.verdict):
            yield f"  {line}"
    yield f"\n{len(misses)} {'miss' if len(misses) == 1 else 'misses'}."


def _report(judged: Sequence[Judged], misses: _Misses | None) -> dict[str, Any]:
    total = score([j.pair for j in judged])
    report: dict[str, Any] = {
        "all": _figures(total),
        "by": {name: {group: _figures(s) for group, s in _scores(judged, name).items()} for name in _GROUPS},
        "confusion": [[label, found, n] for (label, found), n in total.confusion.items()],
    }
    if misses is not None:
        report["errors"] = [
            {
                "id": j.id,
                "text": j.text.body,
                "wrong": {field: {"label": label, "judged": found} for field, label, found in wrong},
                "why": j.verdict.why,
            }
            for j, wrong in misses
        ]
    return report


def _figures(figures: Score) -> dict[str, Any]:
    return {
        "n": figures.n,
        "breaking_f1": figures.breaking_f1,
        **{name: _share(getattr(figures, name)) for name in SHARES},
    }


SHARES = ("breaking_precision", "breaking_recall", "event", "event_merged", "stage", "alert", "scope", "term")


def _share(share: Share) -> dict[str, float | int | None]:
    return {"value": share.value, "n_right": share.n_right, "n": share.n}
