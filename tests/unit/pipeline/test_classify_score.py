"""The figures: what counts as right, and shares of nothing."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.event import AlertLevel, EventType, Scope, Stage, StatedTerm, Verdict
from bot.pipeline.score import Labels, Share, has_same_term, is_miss, labels_from, score, score_by

DONE = Stage.ORDERED_OR_HAPPENED
LOUD, SOFT, MUTE = AlertLevel.BREAKING, AlertLevel.NOTABLE, AlertLevel.IGNORE


def labels(event: EventType = EventType.STAY, alert: AlertLevel = LOUD, **more: object) -> Labels:
    return Labels(event, DONE, alert, **more)  # type: ignore[arg-type]  # the tests' own shorthand


def verdict(
    event: EventType = EventType.STAY,
    alert: AlertLevel = LOUD,
    scope: Scope | None = None,
    term: StatedTerm | None = None,
) -> Verdict:
    return Verdict(event, DONE, alert, "rule", "words", scope, term)


def test_score_counts_precision_and_recall_of_breaking() -> None:
    figures = score([(labels(), verdict()), (labels(alert=SOFT), verdict()), (labels(), verdict(alert=MUTE))])
    assert (figures.breaking_precision, figures.breaking_recall) == (Share(1, 2), Share(1, 2))
    assert figures.breaking_f1 == 0.5


def test_score_has_no_precision_of_nothing() -> None:
    figures = score([(labels(alert=SOFT), verdict(alert=SOFT))])
    assert (figures.breaking_precision.value, figures.breaking_f1) == (None, None)


def test_score_counts_stay_and_injunction_as_one_when_merged() -> None:
    figures = score([(labels(EventType.STAY), verdict(EventType.INJUNCTION))])
    assert (figures.event, figures.event_merged) == (Share(0, 1), Share(1, 1))


def test_score_counts_scope_and_term_only_where_labelled() -> None:
    term = StatedTerm(until=date(2025, 4, 5), length="P75D")
    pairs = [
        (
            labels(scope=Scope.WATCHED, new_deadline=date(2025, 4, 5), delta="P75D"),
            verdict(scope=Scope.WATCHED, term=term),
        ),
        (labels(delta="P90D"), verdict(term=term)),
        (labels(), verdict()),
    ]
    assert (score(pairs).scope, score(pairs).term) == (Share(1, 1), Share(1, 2))


def test_has_same_term_demands_both_parts() -> None:
    assert not has_same_term(labels(delta="P75D"), verdict(term=StatedTerm(until=date(2025, 4, 5), length="P75D")))


def test_score_by_groups_in_the_order_of_names() -> None:
    pairs = [(labels(lang="zh"), verdict()), (labels(lang="en"), verdict()), (labels(lang="en"), verdict())]
    assert {name: figures.n for name, figures in score_by(pairs, lambda it: it.lang).items()} == {"en": 2, "zh": 1}


def test_score_keeps_a_confusion_table() -> None:
    assert score([(labels(alert=SOFT), verdict())]).confusion["notable", "breaking"] == 1


def test_is_miss_forgives_a_stay_called_an_injunction() -> None:
    assert not is_miss(labels(EventType.STAY), verdict(EventType.INJUNCTION))
    assert is_miss(labels(), verdict(alert=SOFT))


def test_labels_from_reads_a_line() -> None:
    row = {"event": "extension", "stage": "denied", "alert": "ignore", "scope": "filing", "new_deadline": "2025-05-23"}
    assert labels_from(row) == Labels(
        EventType.EXTENSION, Stage.DENIED, MUTE, scope=Scope.FILING, new_deadline=date(2025, 5, 23)
    )


def test_labels_from_refuses_an_unknown_word() -> None:
    with pytest.raises(ValueError, match="rumour"):
        labels_from({"event": "rumour", "stage": "none", "alert": "ignore"})
