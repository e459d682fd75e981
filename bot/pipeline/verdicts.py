"""From a rule that was met to the fields of a verdict: stay or injunction, scope, alert level, weight."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from bot.domain.event import COURT_BLOCK, AlertLevel, EventType, Scope, Stage, Verdict

_SCOPED = frozenset({EventType.STAY, EventType.INJUNCTION, EventType.EXTENSION})
_CHANGES = frozenset({Stage.ORDERED_OR_HAPPENED, Stage.LIFTED_OR_REVERSED, Stage.EXPIRED})
_TALK = frozenset({EventType.FILING, EventType.HEARING})
_TERMED = frozenset({*_SCOPED, EventType.LEGISLATION, EventType.EXECUTIVE_ACTION})
_MAY_BE_TEMPORARY = frozenset({*COURT_BLOCK, EventType.RULING})
_BY_SCOPE = {
    Scope.FILING: AlertLevel.IGNORE,
    Scope.OTHER: AlertLevel.IGNORE,
    Scope.PROCEEDINGS: AlertLevel.NOTABLE,
}


def court_block_for(tags: AbstractSet[str]) -> EventType:
    """A stay or an injunction: what the text calls it, else what such a court gives.

    Shape: `tags` are all of the text's. A reviewing court that blocks stays; so does any that pauses a ruling.
    """
    has_injunction = _has(tags, "injunction", "enjoin")
    is_high = _has(tags, "court.high", "court.tribunal")
    is_paused = _has(tags, "pause", "onhold") and (is_high or has_injunction or _has(tags, "ruling.n"))
    if _has(tags, "stay") or is_paused:
        return EventType.STAY
    return EventType.STAY if is_high and not has_injunction else EventType.INJUNCTION


def _has(tags: AbstractSet[str], *stems: str) -> bool:
    return any(tag.startswith(stems) for tag in tags)


def scope_for(event: EventType, stated: Scope | None) -> Scope | None:
    """Stays, injunctions and extensions speak of the watched measure unless the rule says otherwise."""
    if event not in _SCOPED:
        return None
    return stated or Scope.WATCHED


def alert_for(event: EventType, stage: Stage, scope: Scope | None) -> AlertLevel:
    """What changed the state is breaking, what moves the odds notable, what speaks of something else neither."""
    if event is EventType.NONE:
        return AlertLevel.IGNORE
    if scope is Scope.UNCLEAR:
        return AlertLevel.IGNORE if event is EventType.EXTENSION else AlertLevel.NOTABLE
    if scope in _BY_SCOPE:
        return _BY_SCOPE[scope]
    if event in _TALK:
        return AlertLevel.NOTABLE
    is_decided = stage in _CHANGES or (stage is Stage.DENIED and event in COURT_BLOCK)
    return AlertLevel.BREAKING if is_decided else AlertLevel.NOTABLE


def may_have_term(event: EventType, scope: Scope | None) -> bool:
    """Whether a date or length in the text can be the end of what the verdict speaks of."""
    return event in _TERMED and scope not in (Scope.OTHER, Scope.UNCLEAR)


def may_be_temporary(event: EventType, stage: Stage) -> bool:
    return event in _MAY_BE_TEMPORARY and stage is Stage.ORDERED_OR_HAPPENED


def weight(verdict: Verdict, *, is_docket: bool) -> tuple[int, bool, bool, bool, bool]:
    """Louder counts more; of equals what was decided, then what a court or authority does, then what names its object,
    then what undoes something.

    In a docket even a quiet order counts more than the hearing or the paper it stands beside.
    """
    is_act = verdict.event not in _TALK and verdict.event is not EventType.NONE
    rank = verdict.alert.rank
    if is_docket and verdict.alert is not AlertLevel.BREAKING:
        rank = int(is_act)
    is_reversal = verdict.stage is Stage.LIFTED_OR_REVERSED
    return rank, verdict.stage.is_final, is_act, verdict.scope is not Scope.UNCLEAR, is_reversal
