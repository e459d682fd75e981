"""What one text says happened and how real it is: words → tags → clauses → rules → a verdict with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
_REPORT = "report"
_STATES = "keep"
_DONE = frozenset({Stage.ORDERED_OR_HAPPENED})
_MAY_BE_TEMPORARY = frozenset({EventType.STAY, EventType.INJUNCTION, EventType.RULING})
_TALK = frozenset({EventType.FILING, EventType.HEARING, EventType.NONE})
_TERMED = frozenset(
    {
        EventType.EXTENSION,
        EventType.STAY,
        EventType.INJUNCTION,
        EventType.LEGISLATION,
        EventType.EXECUTIVE_ACTION,
    }
)


_CALLED_STAY = re.compile(r"\b(?:stay(?:s|ed|ing)?|pauses? (?:\w+ ){0,2}(?:ruling|order|injunction|decision))\b")
_CALLED_INJUNCTION = re.compile(r"\b(?:injunctions?|restraining orders?|tro|enjoin\w*)\b")
_HIGH = re.compile(r"\b(?:supreme court|scotus|justices?|appeals? (?:court|panel|judges?)|court of appeals?|appellate|circuit|itc|trade commission|tribunal)\b")


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
        if finding.match is None or _is_aside(finding, finding.match):
            continue
        verdict = _verdict(text, part, finding, finding.match)
        if finding.match.rule.ends:
            return verdict
        if best is None or _weight(verdict, text.kind) > _weight(best, text.kind):
            best = verdict
    return best


def _is_aside(finding: Finding, match: Match) -> bool:
    """A Chinese headline's question tells nothing, unless it asks what to think of an event that it states."""
    is_question = finding.grammar == "zh" and finding.clause.is_question and not match.rule.ends
    return is_question and all(tag.name != _STATES for tag in finding.clause.tags)


def _weight(verdict: Verdict, kind: TextKind) -> tuple[int, bool, bool, bool]:
    """Louder counts more; of equals what was decided, then what a court or authority does, then what names its object.

    In a docket even a quiet order counts more than the hearing or the paper it stands beside.
    """
    is_act = verdict.event not in _TALK
    rank = verdict.alert.rank
    if kind is TextKind.DOCKET and verdict.alert is not AlertLevel.BREAKING:
        rank = int(is_act)
    return rank, verdict.stage.is_final, is_act, verdict.scope is not Scope.UNCLEAR


def _verdict(text: Text, part: str, finding: Finding, match: Match) -> Verdict:
    rule = match.rule
    event = rule.event or _court_block(folded(text.body[:_MAX_CHARS]))
    scope = scope_for(event, rule.scope)
    return Verdict(
        event=event,
        stage=rule.stage,
        alert=rule.alert or alert_for(event, rule.stage, scope),
        rule=rule.name,
        phrase=part[match.start : match.end],
        scope=scope,
        term=_term(text, event, scope),
        is_temporary=finding.clause.is_temporary and event in _MAY_BE_TEMPORARY and rule.stage in _DONE,
        is_unconfirmed=rule.stage.is_final and any(tag.name == _REPORT for tag in finding.clause.tags),
    )


def _term(text: Text, event: EventType, scope: Scope | None) -> StatedTerm | None:
    """The stated term of an event that can have one; a paused case states no end of the watched deadline."""
    if event not in _TERMED or scope in (Scope.OTHER, Scope.UNCLEAR):
        return None
    body = text.body[:_MAX_CHARS]
    term = find_term(folded(body), text.on)
    if term is None:
        return None
    start = folded(body).find(term.phrase)
    return replace(term, until=None if scope is Scope.PROCEEDINGS else term.until, phrase=body[start : start + len(term.phrase)])


def _court_block(low: str) -> EventType:
    """A stay or an injunction: what the text calls it, else what that court gives."""
    if _CALLED_STAY.search(low):
        return EventType.STAY
    if _CALLED_INJUNCTION.search(low):
        return EventType.INJUNCTION
    return EventType.STAY if _HIGH.search(low) else EventType.INJUNCTION
