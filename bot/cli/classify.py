"""`reprieve classify`: what texts say happened, JSON Lines in and out; or why, for one plain text."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from bot.cli.texts.explanation import clause_row, explanation, read
from bot.cli.texts.given_texts import numbered, plain_text, row_from, text_from
from bot.domain.errors import MalformedError
from bot.domain.event import Verdict
from bot.pipeline.classify import Text, TextKind
from bot.pipeline.classify import classify as verdict_on


def _is_no_option(_: object, file: Path) -> None:
    if file.name.startswith("-") and file.name != "-":
        raise ValueError(f"There is no option {file.name}")


Flag = Annotated[bool, Parameter(negative=())]
Input = Annotated[Path, Parameter(allow_leading_hyphen=True, validator=_is_no_option)]


def classify(
    file: Input = Path("-"), /, *, json: Flag = False, explain: Flag = False, kind: TextKind | None = None
) -> int:
    """Say what each text asserts: the event, how real it is, and how loud an alert it is worth.

    The texts are taken to be on topic already. Exit code 1 when a line could not be read; the rest is still answered.

    To see why one text is read as it is: echo "Court pauses the ban" | reprieve classify --explain

    Parameters
    ----------
    file
        JSON Lines with id, lang (en or zh), kind (headline, lede, official or docket), text and date; `-` is stdin.
        With --explain also one plain text, its title in the first line.
    json
        Print JSON Lines: id, event, stage, alert, scope, new_deadline, delta, why.
    explain
        Show every clause, the words that were known, the rules they met, and which of them decided.
    kind
        What a plain text is, where the number of its lines does not tell: docket or official.
    """
    with nullcontext(sys.stdin) if str(file) == "-" else file.open(encoding="utf-8") as lines:
        if not explain or json:
            return _answer(lines, as_json=json, explain=explain)
        body = lines.read()
    if body.lstrip().startswith("{"):
        return _answer(body.splitlines(), as_json=False, explain=True)
    text = plain_text(body, kind)
    if text.body:
        _explain(text.kind, text)
    return 0


def _answer(lines: Iterable[str], *, as_json: bool, explain: bool) -> int:
    n_bad = 0
    for number, line in numbered(lines):
        try:
            row = row_from(line)
        except MalformedError as error:
            print(f"line {number}: {error}; skipped.", file=sys.stderr)
            n_bad += 1
            continue
        text = text_from(row)
        if as_json:
            print(_json(row["id"], text, verdict_on(text), explain=explain))
        elif explain:
            _explain(row["id"], text)
        else:
            print(_sentence(row["id"], verdict_on(text)))
    return 1 if n_bad else 0


def _explain(name: object, text: Text) -> None:
    verdict = verdict_on(text)
    print(_sentence(name, verdict))
    for line in explanation(text, verdict):
        print(f"  {line}")


def _json(text_id: object, text: Text, verdict: Verdict, *, explain: bool) -> str:
    term = verdict.term
    row: dict[str, Any] = {
        "id": text_id,
        "event": verdict.event,
        "stage": verdict.stage,
        "alert": verdict.alert,
        "scope": verdict.scope,
        "new_deadline": term.until.isoformat() if term and term.until else None,
        "delta": term.length if term else None,
        "why": verdict.why,
    }
    if explain:
        row |= {
            "rule": verdict.rule,
            "phrase": verdict.phrase,
            "temporary": verdict.is_temporary,
            "unconfirmed": verdict.is_unconfirmed,
            "term": asdict(term) if term else None,
            "clauses": [clause_row(finding) for finding in read(text, verdict)],
        }
    return jsonlib.dumps(row, ensure_ascii=False, default=str)


def _sentence(text_id: object, verdict: Verdict) -> str:
    return f"{text_id}: {verdict.alert}, {verdict.event}/{verdict.stage}"
