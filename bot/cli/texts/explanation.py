"""Why a text got its verdict, for people: its clauses, the words that were known, the rules they met, what decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.domain.event import StatedTerm, Verdict
from bot.pipeline.classify import Finding, Text, explain
from bot.pipeline.tags import Tag

_READ_AS = {"en": "English news", "zh": "Chinese news", "docket": "a docket entry", "official": "an official document"}


def explanation(text: Text, verdict: Verdict) -> list[str]:
    """The lines of an explanation, what decided first, then each clause as it was read."""
    findings = read(text, verdict)
    lines = [f"decided by: {verdict.why}"]
    if verdict.scope:
        lines.append(f"speaks of:  {verdict.scope}")
    if verdict.term:
        lines.append(f"states:     {_term(verdict.term)}")
    if marks := [mark for mark, is_set in _marks(verdict) if is_set]:
        lines.append(f"marked:     {', '.join(marks)}")
    if not findings:
        lines.append("No word of the lexicon stands in it.")
    decider = deciding(findings, verdict)
    for number, finding in enumerate(findings, start=1):
        lines += _clause(number, finding, verdict if finding is decider else None)
    return lines


def read(text: Text, verdict: Verdict) -> list[Finding]:
    """The clauses that had a say: only those of the title where a rule was met there."""
    findings = explain(text)
    title = text.body.partition("\n")[0]
    decider = deciding(findings, verdict)
    if decider is None or decider.line != title:
        return findings
    return [f for f in findings if f.line == title]


def deciding(findings: Sequence[Finding], verdict: Verdict) -> Finding | None:
    """The clause whose rule became the verdict; None when no rule was met or the title only asks."""
    return next(
        (f for f in findings if f.match and (f.match.rule.name, f.phrase) == (verdict.rule, verdict.phrase)), None
    )


def clause_row(finding: Finding) -> dict[str, Any]:
    """One clause for programs."""
    return {
        "text": _words_of(finding),
        "read_as": finding.grammar,
        "words": [[finding.line[t.start : t.end], t.name] for t in finding.clause.tags],
        "rule": finding.match.rule.name if finding.match else None,
        "phrase": finding.phrase,
    }


def _clause(number: int, finding: Finding, decided: Verdict | None) -> Iterator[str]:
    yield f"clause {number}, read as {_READ_AS[finding.grammar]}: {_words_of(finding)}"
    yield f"    words: {_tagged(finding, finding.clause.tags[: finding.clause.n_main]) or 'none'}"
    if background := finding.clause.tags[finding.clause.n_main :]:
        yield f"    background: {_tagged(finding, background)}"
    if finding.match is None:
        yield "    rule:  none is met"
        return
    rule = finding.match.rule
    event = decided.event if decided else rule.event or "stay or injunction"
    mark = " ← this decides" if decided else ""
    yield f"    rule:  “{rule.name}” on “{finding.phrase}”: {event}/{rule.stage}{mark}"


def _words_of(finding: Finding) -> str:
    return finding.line[finding.clause.start : finding.clause.end].strip()


def _tagged(finding: Finding, tags: Sequence[Tag]) -> str:
    return " · ".join(f"{finding.line[t.start : t.end]} [{t.name}]" for t in tags)


def _term(term: StatedTerm) -> str:
    parts = (
        f"until {term.until}" if term.until else "",
        f"for {term.length}" if term.length else "",
        f"counted from {term.anchor}" if term.anchor else "",
        f"in “{term.phrase}”",
    )
    return ", ".join(part for part in parts if part)


def _marks(verdict: Verdict) -> tuple[tuple[str, bool], ...]:
    return ("temporary", verdict.is_temporary), ("reported by unnamed sources", verdict.is_unconfirmed)
