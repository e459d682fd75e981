"""What one text says happened and how real it is: words → tags → clauses → rules → a verdict with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.event import AlertLevel, EventType, Scope, Stage, StatedTerm, Verdict
from bot.domain.item import Item
from bot.domain.source import Trust
from bot.pipeline.clauses import Clause, split
from bot.pipeline.fold import folded
from bot.pipeline.rules import Match, matcher
from bot.pipeline.tags import Tag, tagger
from bot.pipeline.verdicts import alert_for, scope_for
from bot.text.dates import find_term


class TextKind(StrEnum):
    HEADLINE = "headline"
    LEDE = "lede"
    OFFICIAL = "official"
    DOCKET = "docket"


@dataclass(frozen=True, slots=True)
class Text:
    """A text to classify, on topic already. Shape: a lede's first line is its title; `on` is the item's date, if any."""

    body: str
    lang: str
    kind: TextKind
    on: date | None = None


def kind_for(trust: Trust, item: Item) -> TextKind:
    if trust is Trust.OFFICIAL:
        return TextKind.OFFICIAL
    if trust is Trust.COURT:
        return TextKind.DOCKET
    return TextKind.LEDE if item.summary else TextKind.HEADLINE


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause and the rule it met, if any."""

    grammar: str
    clause: Clause
    match: Match | None


NOTHING = "no rule of the lexicon is met"
_MAX_CHARS = 4000
_TERMED = frozenset(
    {
        EventType.EXTENSION,
        EventType.STAY,
        EventType.INJUNCTION,
        EventType.LEGISLATION,
        EventType.EXECUTIVE_ACTION,
        EventType.SHUTDOWN,
        EventType.RESTORATION,
    }
)


def classify(text: Text) -> Verdict:
    """The verdict on a text. Shape: total and deterministic; `phrase` stands in the text as quoted."""
    title, _, rest = text.body[:_MAX_CHARS].partition("\n")
    best = _best(text, title, title=True) or (_best(text, rest, title=False) if rest else None)
    if best is None:
        return Verdict(EventType.NONE, Stage.NONE, AlertLevel.IGNORE, NOTHING, "")
    return best


def explain(text: Text) -> list[Finding]:
    """Every clause of a text with its tags and the rule it met, in reading order."""
    body = text.body[:_MAX_CHARS]
    return [finding for part in body.split("\n") for finding in _findings(text, part)]


def _grammars(text: Text) -> tuple[str, ...]:
    lang = "zh" if text.lang.startswith("zh") else "en"
    if text.kind is TextKind.DOCKET:
        return ("docket",)
    return ("official", lang) if text.kind is TextKind.OFFICIAL else (lang,)


def _findings(text: Text, part: str) -> Iterator[Finding]:
    low = folded(part)
    for grammar in _grammars(text):
        tags = tagger(grammar).tags(low, part)
        rules = matcher(grammar)
        for clause in split(low, tags, "zh" if grammar == "zh" else "en"):
            yield Finding(grammar, clause, rules.first(clause.tags, clause.n_main))


def _best(text: Text, part: str, *, title: bool) -> Verdict | None:
    """The verdict of the clause that changes most; of equals the first. A marker rule ends the search."""
    best: Verdict | None = None
    for finding in _findings(text, part):
        if finding.match is None:
            continue
        verdict = _verdict(text, part, finding.match)
        if finding.match.rule.ends:
            return verdict
        if best is None or verdict.alert.rank > best.alert.rank:
            best = verdict
    return best


def _verdict(text: Text, part: str, match: Match) -> Verdict:
    rule = match.rule
    event = rule.event or _court_block(folded(part), text.kind)
    scope = scope_for(event, rule.scope)
    return Verdict(
        event=event,
        stage=rule.stage,
        alert=rule.alert or alert_for(event, rule.stage, scope),
        rule=rule.name,
        phrase=part[match.start : match.end],
        scope=scope,
        term=None,
    )


def _court_block(low: str, kind: TextKind) -> EventType:
    return EventType.INJUNCTION
