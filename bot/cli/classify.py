"""`reprieve classify`: what texts say happened, JSON Lines in and out."""

from __future__ import annotations

import json as jsonlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from bot.domain.errors import MalformedError
from bot.domain.event import Verdict
from bot.pipeline.classify import Text, TextKind
from bot.pipeline.classify import classify as verdict_on


def _is_no_option(_: object, file: Path) -> None:
    if file.name.startswith("-") and file.name != "-":
        raise ValueError(f"There is no option {file.name}")


Flag = Annotated[bool, Parameter(negative=())]
Input = Annotated[Path, Parameter(allow_leading_hyphen=True, validator=_is_no_option)]


def classify(file: Input = Path("-"), /, *, json: Flag = False, explain: Flag = False) -> int:
    """Say what each text asserts: the event, how real it is, and how loud an alert it is worth.

    The texts are taken to be on topic already. Exit code 1 when a line could not be read; the rest is still answered.

    Parameters
    ----------
    file
        JSON Lines with id, lang (en or zh), kind (headline, lede, official or docket), text and date; `-` is stdin.
    json
        Print JSON Lines: id, event, stage, alert, scope, new_deadline, delta, why.
    explain
        Add the rule that decided, the words it decided on, and the words that state the new date.
    """
    show = _row if json else _sentence
    n_bad = 0
    with nullcontext(sys.stdin) if str(file) == "-" else file.open(encoding="utf-8") as lines:
        for number, line in _numbered(lines):
            try:
                given = _given(line)
            except MalformedError as error:
                print(f"line {number}: {error}", file=sys.stderr)
                n_bad += 1
                continue
            print(show(given["id"], verdict_on(_text(given)), explain=explain))
    return 1 if n_bad else 0


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _given(line: str) -> dict[str, Any]:
    """The object of one line. Raises: MalformedError, with what is missing or wrong."""
    try:
        given = jsonlib.loads(line)
    except ValueError as error:
        raise MalformedError(f"not JSON ({error}); skipped.") from error
    if not isinstance(given, dict):
        raise MalformedError("not a JSON object; skipped.")
    if missing := [name for name in ("id", "lang", "kind", "text") if not given.get(name)]:
        raise MalformedError(f"{', '.join(missing)} missing; skipped.")
    if given["kind"] not in set(TextKind):
        raise MalformedError(f"unknown kind {given['kind']!r}; use {', '.join(TextKind)}.")
    return given


def _text(given: dict[str, Any]) -> Text:
    return Text(given["text"], given["lang"], TextKind(given["kind"]), _date(given.get("date")))


def _date(value: object) -> date | None:
    """The day of an ISO date or instant, None for anything else: a source may give no date at all."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _row(text_id: object, verdict: Verdict, *, explain: bool) -> str:
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
        }
    return jsonlib.dumps(row, ensure_ascii=False, default=str)


def _sentence(text_id: object, verdict: Verdict, *, explain: bool) -> str:
    line = f"{text_id}: {verdict.alert}, {verdict.event}/{verdict.stage}"
    return f"{line} ({verdict.why})" if explain else line
