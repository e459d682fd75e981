"""The chain: one batch and the world in, a Plan out. Pure, total, deterministic (I2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.deadlines.moves import Stays, move_for
from bot.deadlines.reminders import ladder_for
from bot.domain.deadline import Deadline, DeadlineChange
from bot.domain.event import Action, AlertLevel, StoryEvent, Verdict
from bot.domain.ids import event_id_for
from bot.domain.item import Item
from bot.domain.matter import KnownDocument
from bot.domain.plan import Batch, MatterState, Plan, Trace, World
from bot.domain.source import SourceSpec, Trust
from bot.domain.story import Report, Story
from bot.pipeline import cluster, corrections, dedupe, match
from bot.pipeline.classify import Text, classify, kind_for
from bot.pipeline.decide import Decision, decide
from bot.text.clean import capped

_EXCERPT_CHARS = 240


def plan(batch: Batch, world: World, now: datetime) -> Plan:
    """What this poll changes: for each new item and each matter dedupe → match → classify → cluster → decide."""
    items = dedupe.fresh(batch.items, world.seen)
    is_news = world.is_baselined or batch.is_pushed
    drafts = [_Draft(state, batch.source, is_news, now) for state in world.matters]
    for item in items:
        for draft in drafts:
            draft.take(item)
    changed = [d for d in drafts if d.touched]
    return Plan(
        source_id=batch.source.id,
        at=now,
        marks=tuple(item.mark for item in items),
        validators=batch.validators,
        revisions={d.state.matter.id: d.state.revision for d in changed},
        stories=tuple(s for d in changed for s in d.touched.values()),
        events=tuple(e for d in drafts for e in d.events),
        changes=tuple(c for d in drafts for c in d.changes),
        reminders=tuple(r for d in drafts for c in d.changes for r in ladder_for(c.after, now)),
        traces=tuple(t for d in drafts for t in d.traces),
        n_duplicates=len(batch.items) - len(items),
    )


class _Draft:
    """One matter while a batch is folded into it, item by item."""

    def __init__(self, state: MatterState, source: SourceSpec, is_baselined: bool, now: datetime) -> None:  # noqa: FBT001  a fact of the world, not a switch
        self.state = state
        self.source = source
        self.is_baselined = is_baselined
        self.now = now
        self.stories = {s.id: s for s in state.stories}
        self.deadlines = {d.id: d for d in state.deadlines}
        self.touched: dict[str, Story] = {}
        self.events: list[StoryEvent] = []
        self.changes: list[DeadlineChange] = []
        self.traces: list[Trace] = []

    def take(self, item: Item) -> None:
        matter = self.state.matter
        topic = match.find(item, matter)
        if topic is None:
            return self._trace(item, "match", "no term of the matter stands in it")
        document = match.find_document(item, matter)
        verdict = document.verdict if document else self._classified(item)
        report = self._report(item, verdict)
        corrected = corrections.corrected_story(item, report, verdict, tuple(self.stories.values()))
        if corrected is not None:
            return self._correct(item, corrected, replace(report, is_correction=True), verdict)
        if verdict.alert is AlertLevel.IGNORE:
            return self._trace(item, "classify", verdict.why, verdict)
        joined = cluster.find_story(report, verdict, tuple(self.stories.values()))
        change = self._move(item, verdict, document)
        story = cluster.merged(joined.story, report, verdict) if joined else cluster.opened(report, verdict, matter.id)
        decision = decide(report, verdict, joined.story if joined else None, moves_deadline=change is not None)
        self._keep(item, story, decision, change)
        return self._trace(item, "decide", f"{joined.reason if joined else 'a new story'}; {decision.reason}", verdict)

    def _correct(self, item: Item, story: Story, report: Report, verdict: Verdict) -> None:
        action = Action.REPLY if story.level is AlertLevel.BREAKING else Action.EDIT
        decision = Decision(action, story.level, f"{report.outlet} takes its report back")
        if story.level is AlertLevel.IGNORE:
            decision = Decision(None, AlertLevel.IGNORE, "nobody was told of what is taken back")
        self._keep(item, cluster.merged(story, report, verdict), decision, None)
        self._trace(item, "correct", decision.reason, verdict)

    def _classified(self, item: Item) -> Verdict:
        if self.source.trust is Trust.COURT:
            # The title of a docket entry names the parties, and a party may be called Stay or Grant.
            body = item.summary or item.title
        else:
            body = f"{item.title}\n{item.summary}" if item.summary else item.title
        on = item.signed_on or self._day_of(item)
        return classify(Text(body, self.source.lang, kind_for(self.source.trust, item), on))

    def _day_of(self, item: Item) -> date:
        """The day it came out, by the matter's clock: an order of an evening in Washington is not tomorrow's."""
        return (item.published_at or self.now).astimezone(ZoneInfo(self.state.matter.zone)).date()

    def _report(self, item: Item, verdict: Verdict) -> Report:
        return Report(
            source_id=self.source.id,
            item_key=item.key,
            fingerprint=item.fingerprint,
            outlet=self.source.outlet,
            trust=self.source.trust,
            title=item.title,
            url=item.url,
            lang=self.source.lang,
            seen_at=self.now,
            published_at=item.published_at,
            event=verdict.event,
            stage=verdict.stage,
            alert=verdict.alert,
            why=verdict.why,
            excerpt=capped(item.summary, _EXCERPT_CHARS) if self.source.trust is Trust.COURT else "",
            aliases=item.aliases,
            signed_on=item.signed_on,
        )

    def _move(self, item: Item, verdict: Verdict, document: KnownDocument | None) -> DeadlineChange | None:
        current = self._current()
        if current is None or not self.source.trust.is_authority:
            return None
        moved = move_for(
            verdict,
            current,
            signed_on=document.signed_on if document else item.signed_on or self._day_of(item),
            now=self.now,
            authority=document.id if document else self.source.outlet,
            link=item.url,
            ends=document is not None and document.ends_deadline,
        )
        if isinstance(moved, Stays):
            self._trace(item, "deadline", moved.reason, verdict)
            return None
        self.deadlines[moved.after.id] = moved.after
        return moved

    def _current(self) -> Deadline | None:
        """The matter's watched deadline: the first its pack declares."""
        return next(iter(self.deadlines.values()), None)

    def _keep(self, item: Item, story: Story, decision: Decision, change: DeadlineChange | None) -> None:
        action, level = decision.action, decision.level
        if not self.is_baselined:
            # A first poll is history, not news: one silent sample shows that the source works, the rest is remembered.
            is_first = not self.stories and not self.events
            action, level = (Action.POST, AlertLevel.NOTABLE) if is_first else (None, AlertLevel.IGNORE)
        story = replace(story, level=max(story.level, level, key=lambda it: it.rank), change=change or story.change)
        self.stories[story.id] = story
        self.touched[story.id] = story
        if change:
            self.changes.append(change)
        if action is None:
            return
        reason = decision.reason if self.is_baselined else "sample of a source polled for the first time"
        self.events.append(
            StoryEvent(
                id=event_id_for(story.matter_id, story.id, action, item.key, item.fingerprint),
                matter_id=story.matter_id,
                story_id=story.id,
                action=action,
                level=level,
                at=self.now,
                reason=reason,
                change=change if self.is_baselined else None,
            )
        )

    def _trace(self, item: Item, stage: str, reason: str, verdict: Verdict | None = None) -> None:
        self.traces.append(Trace(item.key, self.state.matter.id, stage, reason, verdict))
