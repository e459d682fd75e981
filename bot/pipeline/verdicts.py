"""From a rule that was met to a verdict: stay or injunction, scope, alert level, term."""

from __future__ import annotations

from bot.domain.event import AlertLevel, EventType, Scope, Stage

_SCOPED = frozenset({EventType.STAY, EventType.INJUNCTION, EventType.EXTENSION})
_CHANGES = frozenset({Stage.ORDERED_OR_HAPPENED, Stage.LIFTED_OR_REVERSED, Stage.EXPIRED})
_TALK = frozenset({EventType.FILING, EventType.HEARING})
_COURT = frozenset({EventType.STAY, EventType.INJUNCTION})
_BY_SCOPE = {
    Scope.FILING: AlertLevel.IGNORE,
    Scope.OTHER: AlertLevel.IGNORE,
    Scope.PROCEEDINGS: AlertLevel.NOTABLE,
}


def scope_for(event: EventType, stated: Scope | None) -> Scope | None:
    """Stays, injunctions and extensions speak of the watched measure unless the rule says otherwise."""
    if event not in _SCOPED:
        return None
    return stated or Scope.WATCHED


def alert_for(event: EventType, stage: Stage, scope: Scope | None) -> AlertLevel:
    """The level of GUIDE's table: what changed the state is breaking, what moves the odds notable."""
    if event is EventType.NONE:
        return AlertLevel.IGNORE
    if scope is Scope.UNCLEAR:
        return AlertLevel.IGNORE if event is EventType.EXTENSION else AlertLevel.NOTABLE
    if scope in _BY_SCOPE:
        return _BY_SCOPE[scope]
    if event in _TALK:
        return AlertLevel.NOTABLE
    is_decided = stage in _CHANGES or (stage is Stage.DENIED and event in _COURT)
    return AlertLevel.BREAKING if is_decided else AlertLevel.NOTABLE
