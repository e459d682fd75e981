"""What the followers are told of a report: nothing, a new message, a reply to the first one, or an edit of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.event import Action, AlertLevel, Verdict
from bot.domain.story import Report, Story


@dataclass(frozen=True, slots=True)
class Decision:
    """The action and how loud it is, with the reason. Shape: `level` is IGNORE exactly when `action` is None."""

    action: Action | None
    level: AlertLevel
    reason: str


def decide(report: Report, verdict: Verdict, known: Story | None, *, moves_deadline: bool) -> Decision:
    """One story, one message: only a rise of what is known is worth another one.

    Shape: `known` is the story before this report, None when the report opens it.
    """
    before = _earlier(report, known) if known else None
    says_more = moves_deadline or before is None or verdict.alert.rank > before.alert.rank
    if known is None or (known.level is AlertLevel.IGNORE and says_more):
        return Decision(Action.POST, AlertLevel.BREAKING if moves_deadline else verdict.alert, "first report")
    if known.level is AlertLevel.IGNORE:
        return _quiet("it was there before the first poll, and its new words say no more")
    if moves_deadline:
        return Decision(Action.REPLY, AlertLevel.BREAKING, "an authority moved the deadline")
    if verdict.stage.is_final and not known.stage.is_final:
        return Decision(Action.REPLY, verdict.alert, f"rose from {known.stage} to {verdict.stage}")
    if verdict.alert.rank > known.level.rank and says_more:
        return Decision(Action.REPLY, verdict.alert, f"rose from {known.level} to {verdict.alert}")
    if known.stage.is_final and not verdict.stage.is_final:
        return _quiet("says less than is known already")
    return _edit(report, known)


def _edit(report: Report, known: Story) -> Decision:
    if report.trust.is_authority and not known.is_confirmed:
        return Decision(Action.EDIT, known.level, f"confirmed by {report.outlet}")
    if report.outlet not in known.outlets:
        return Decision(Action.EDIT, known.level, f"also reported by {report.outlet}")
    before = _earlier(report, known)
    if before is not None and before.title != report.title:
        return Decision(Action.EDIT, known.level, f"{report.outlet} changed its headline")
    return _quiet(f"{report.outlet} repeats what it reported")


def _earlier(report: Report, known: Story) -> Report | None:
    """What the story holds of the report's own item."""
    return next((r for r in known.reports if (r.source_id, r.item_key) == (report.source_id, report.item_key)), None)


def _quiet(reason: str) -> Decision:
    return Decision(None, AlertLevel.IGNORE, reason)
