"""What one text says happened and how real it is: words → tags → clauses → rules → a verdict with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.domain.event import AlertLevel, EventType, Scope, Stage, StatedTerm, Verdict
from bot.domain.item import Item
from bot.domain.source import Trust
from bot.pipeline.clauses import Clause, split
from bot.pipeline.fold import folded
from bot.pipeline.rules import Match, matcher
from bot.pipeline.tags import tagger
from bot.pipeline.verdicts import alert_for, court_block_for, may_be_temporary, may_have_term, scope_for, weight
from bot.text.dates import find_term

NOTHING = "no rule of the lexicon is met"
QUESTION = "a title that asks"
_ASKS = re.compile(r"\?['\")\u2019\u201d]*(?:\s|$)")
_MAX_CHARS = 4000  # what decides stands at the beginning; a whole order may have a hundred pages
_UNCONFIRMED = "report"
_STATES_ITS_EVENT = "keep"


class TextKind(StrEnum):
    HEADLINE = "headline"
    LEDE = "lede"
    OFFICIAL = "official"
    DOCKET = "docket"


@dataclass(frozen=True, slots=True)
class Text:
    """A text to classify, on topic already. Shape: a lede's first line is its title; `on` is the item's date."""

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
    """One clause of a text, the grammar it was read in, and the rule it met, if any. Units: places within `line`."""

    line: str
    grammar: str
    clause: Clause
    match: Match | None

    @property
    def phrase(self) -> str:
        """The words that met the rule, as the text has them; empty when none did."""
        return self.line[self.match.start : self.match.end] if self.match else ""


def classify(text: Text) -> Verdict:
    """The verdict on a text. Shape: total and deterministic; `phrase` stands in the text as quoted.

    The title decides; what follows it is read only when no rule is met in the title.
    """
    title, _, rest = text.body[:_MAX_CHARS].partition("\n")
    asks = _ASKS.search(title) if _is_english_news(text) else None
    if asks:
        return Verdict(EventType.NONE, Stage.NONE, AlertLevel.IGNORE, QUESTION, asks.group())
    found = _best(text, _findings(text, title), is_title=True) or _best(text, _findings(text, rest), is_title=False)
    return found or Verdict(EventType.NONE, Stage.NONE, AlertLevel.IGNORE, NOTHING, "")


def explain(text: Text) -> list[Finding]:
    """Every clause of a text with its tags and the rule it met, in reading order."""
    return [finding for line in text.body[:_MAX_CHARS].split("\n") for finding in _findings(text, line)]


def _is_english_news(text: Text) -> bool:
    return text.kind in (TextKind.HEADLINE, TextKind.LEDE) and not text.lang.startswith("zh")


def _findings(text: Text, line: str) -> list[Finding]:
    low = folded(line)
    return [
        Finding(line, grammar, clause, matcher(grammar).first(clause.tags, clause.n_main))
        for grammar in _grammars(text)
        for clause in split(low, tagger(grammar).tags(low, line), "en" if grammar == "official" else grammar)
    ]


def _grammars(text: Text) -> tuple[str, ...]:
    """What the text is read as: an official document is an act first, else news of one."""
    lang = "zh" if text.lang.startswith("zh") else "en"
    if text.kind is TextKind.DOCKET:
        return ("docket",)
    return ("official", lang) if text.kind is TextKind.OFFICIAL else (lang,)


def _best(text: Text, findings: Sequence[Finding], *, is_title: bool) -> Verdict | None:
    """The verdict of the clause that changes most; of equals the first. A marker rule in a title ends the search."""
    best: tuple[tuple[int | bool, ...], Verdict] | None = None
    is_docket = text.kind is TextKind.DOCKET
    for finding in findings:
        if finding.match is None or _is_aside(finding, finding.match):
            continue
        verdict = _verdict(findings, finding, finding.match)
        if finding.match.rule.ends and is_title:
            return verdict
        weighed = (*weight(verdict, is_docket=is_docket), not finding.match.rule.weak)
        if best is None or weighed > best[0]:
            best = weighed, verdict
    return replace(best[1], term=_term(text, best[1])) if best else None


def _is_aside(finding: Finding, match: Match) -> bool:
    """A Chinese headline's question tells nothing, unless it asks what to think of an event that it states."""
    is_question = finding.grammar == "zh" and finding.clause.is_question and not match.rule.ends
    return is_question and all(tag.name != _STATES_ITS_EVENT for tag in finding.clause.tags)


def _verdict(findings: Sequence[Finding], finding: Finding, match: Match) -> Verdict:
    rule = match.rule
    event = rule.event or court_block_for(_courts_words(findings, finding))
    scope = scope_for(event, rule.scope)
    return Verdict(
        event=event,
        stage=rule.stage,
        alert=rule.alert or alert_for(event, rule.stage, scope),
        rule=rule.name,
        phrase=finding.phrase,
        scope=scope,
        is_temporary=finding.clause.is_temporary and may_be_temporary(event, rule.stage),
        is_unconfirmed=rule.stage.is_final and any(tag.name == _UNCONFIRMED for tag in finding.clause.tags),
    )


def _courts_words(findings: Sequence[Finding], finding: Finding) -> set[str]:
    """The tags that tell which court blocks: the clause's own where it names one, else the whole text's."""
    own = {tag.name for tag in finding.clause.tags}
    if any(name.startswith("court") for name in own):
        return own
    return {tag.name for f in findings for tag in f.clause.tags}


def _term(text: Text, verdict: Verdict) -> StatedTerm | None:
    """The term the text states for the verdict's event; a paused case states no end of the watched deadline."""
    if not may_have_term(verdict.event, verdict.scope):
        return None
    body = text.body[:_MAX_CHARS]
    low = folded(body)
    term = find_term(low, text.on)
    if term is None:
        return None
    start = low.find(term.phrase)
    quoted = replace(term, phrase=body[start : start + len(term.phrase)])
    return replace(quoted, until=None) if verdict.scope is Scope.PROCEEDINGS else quoted
