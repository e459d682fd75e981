"""How well verdicts agree with labels: values only, whoever shows them renders them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.event import AlertLevel, EventType, Scope, Stage, Verdict, is_same_event


@dataclass(frozen=True, slots=True)
class Labels:
    """What a careful reader says of one text, in the words of a verdict."""

    event: EventType
    stage: Stage
    alert: AlertLevel
    lang: str = "en"
    kind: str = "headline"
    scope: Scope | None = None
    new_deadline: date | None = None
    delta: str | None = None
    saga: str = ""

    @property
    def has_term(self) -> bool:
        return self.new_deadline is not None or self.delta is not None


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. Shape: `value` is None when there was nothing to count."""

    n_right: int
    n: int

    @property
    def value(self) -> float | None:
        return self.n_right / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one set of texts. Shape: `confusion` counts (labelled, judged) alert levels and events."""

    n: int
    breaking_precision: Share
    breaking_recall: Share
    event: Share
    event_merged: Share
    stage: Share
    alert: Share
    scope: Share
    term: Share
    confusion: Mapping[tuple[str, str], int]

    @property
    def breaking_f1(self) -> float | None:
        precision, recall = self.breaking_precision.value, self.breaking_recall.value
        if precision is None or recall is None:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


Pair = tuple[Labels, Verdict]


def labels_from(row: Mapping[str, object]) -> Labels:
    """One labelled line. Raises: KeyError (a field is missing), ValueError (an unknown word)."""
    scope, until, delta = row.get("scope"), row.get("new_deadline"), row.get("delta")
    return Labels(
        event=EventType(str(row["event"])),
        stage=Stage(str(row["stage"])),
        alert=AlertLevel(str(row["alert"])),
        lang=str(row.get("lang", "en")),
        kind=str(row.get("kind", "headline")),
        scope=Scope(str(scope)) if scope else None,
        new_deadline=date.fromisoformat(str(until)) if until else None,
        delta=str(delta) if delta else None,
        saga=str(row.get("saga") or ""),
    )


def score(pairs: Sequence[Pair]) -> Score:
    """The figures of these pairs together."""
    called = [labels for labels, verdict in pairs if verdict.alert is AlertLevel.BREAKING]
    wanted = [verdict for labels, verdict in pairs if labels.alert is AlertLevel.BREAKING]
    scoped = [pair for pair in pairs if pair[0].scope is not None]
    termed = [pair for pair in pairs if pair[0].has_term]
    return Score(
        n=len(pairs),
        breaking_precision=Share(sum(labels.alert is AlertLevel.BREAKING for labels in called), len(called)),
        breaking_recall=Share(sum(verdict.alert is AlertLevel.BREAKING for verdict in wanted), len(wanted)),
        event=_share(pairs, lambda labels, verdict: labels.event is verdict.event),
        event_merged=_share(pairs, lambda labels, verdict: is_same_event(labels.event, verdict.event)),
        stage=_share(pairs, lambda labels, verdict: labels.stage is verdict.stage),
        alert=_share(pairs, lambda labels, verdict: labels.alert is verdict.alert),
        scope=_share(scoped, lambda labels, verdict: labels.scope is verdict.scope),
        term=_share(termed, has_same_term),
        confusion=confusion(pairs),
    )


def score_by(pairs: Iterable[Pair], key: Callable[[Labels], str]) -> dict[str, Score]:
    """The figures of each group, in the order of its name: `score_by(pairs, lambda labels: labels.lang)`."""
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(key(pair[0]), []).append(pair)
    return {name: score(groups[name]) for name in sorted(groups)}


def has_same_term(labels: Labels, verdict: Verdict) -> bool:
    """True when the verdict states the labelled date and length, and no other."""
    until = verdict.term.until if verdict.term else None
    length = verdict.term.length if verdict.term else None
    return (until, length) == (labels.new_deadline, labels.delta)


def is_miss(labels: Labels, verdict: Verdict) -> bool:
    """True when the verdict is wrong on what people see: the event, how real it is, or how loud."""
    is_same = is_same_event(labels.event, verdict.event)
    return not (is_same and labels.stage is verdict.stage and labels.alert is verdict.alert)


def confusion(pairs: Iterable[Pair]) -> Mapping[tuple[str, str], int]:
    """How often each labelled alert level, event and stage was judged as which, commonest first."""
    counts: Counter[tuple[str, str]] = Counter()
    for labels, verdict in pairs:
        counts[labels.alert, verdict.alert] += 1
        counts[labels.event, verdict.event] += 1
        if labels.stage is not Stage.NONE or verdict.stage is not Stage.NONE:
            counts[f"stage {labels.stage}", f"stage {verdict.stage}"] += 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _share(pairs: Sequence[Pair], is_right: Callable[[Labels, Verdict], bool]) -> Share:
    return Share(sum(is_right(labels, verdict) for labels, verdict in pairs), len(pairs))
