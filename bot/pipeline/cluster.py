"""Which story an item belongs to: event, stage, time and stated terms must agree; likeness of words never decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.event import AlertLevel, Stage, StatedTerm, Verdict, is_same_event
from bot.domain.ids import MatterId, story_id_for
from bot.domain.source import Trust
from bot.domain.story import MAX_REPORTS, Report, Story
from bot.text.urls import canonical

SAME_EVENT_WINDOW = timedelta(hours=72)
"""Reports of one event keep coming for about three days; a later one is another event."""

RISE_WINDOWS = {
    Stage.CONSIDERED: timedelta(days=7),
    Stage.ANNOUNCED_PLAN: timedelta(days=14),
    Stage.REQUESTED: timedelta(days=30),
}
"""How long talk of a decision waits for the decision itself. A proposed bill waits for none: another actor may act."""

_PARTS_OF_ENTRY = 4
_TOLD_BY = ("no", "doc", "seq", "said")

REPRINT_WINDOW = timedelta(days=45)
"""SOURCE: an order reaches the Federal Register a median of five days after it was signed (1,142 feed snapshots), and
GovInfo's compilation of presidential documents after 34 days (an order of August 2026).
"""

POSTING_WINDOW = timedelta(days=14)
"""A page that does not say when an order was signed bears a date soon after it: 4 days was the longest delay seen."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The story that a report belongs to, and why."""

    story: Story
    reason: str


def find_story(report: Report, verdict: Verdict, stories: tuple[Story, ...]) -> Joined | None:
    """The story a report belongs to, None when it opens one.

    Shape: the item's own story first (a revision), then that of the same entry at another source, then the newest that
    agrees at the same stage, then the newest whose talk this report turns into fact, then a settled one that this
    report says less about.
    """
    own = story_of(report, stories)
    if own is not None:
        return Joined(own, "the same item says something new")
    same = next((s for s in stories if _holds_alias(s, report)), None)
    if same is not None:
        return Joined(same, "the same entry at another source")
    candidates = sorted(
        (s for s in stories if _may_be_one(s, report, verdict)), key=lambda s: (s.updated_at, s.id), reverse=True
    )
    for reason, is_match in _WAYS:
        for story in candidates:
            if is_match(story, report, verdict):
                return Joined(story, reason)
    return None


def story_of(report: Report, stories: tuple[Story, ...]) -> Story | None:
    """The story that an earlier version of the report's item is in."""
    return next((s for s in stories if earlier_report(s, report) is not None), None)


def earlier_report(story: Story, report: Report) -> Report | None:
    """What the story holds of the report's item already."""
    return next((r for r in story.reports if _is_same_item(r, report)), None)


def opened(report: Report, verdict: Verdict, matter_id: MatterId) -> Story:
    """A new story with this report; nobody was told yet."""
    return Story(
        id=story_id_for(matter_id, report.source_id, report.item_key),
        matter_id=matter_id,
        event=verdict.event,
        stage=verdict.stage,
        level=AlertLevel.IGNORE,
        reports=(report,),
        opened_at=report.seen_at,
        updated_at=report.seen_at,
        term=verdict.term,
        is_temporary=verdict.is_temporary,
        is_unconfirmed=verdict.is_unconfirmed,
    )


def disagreeing(story: Story, stories: Iterable[Story]) -> tuple[Story, ...]:
    """Those that report the same event of the same days with another date or length. Shape: as given."""
    return tuple(
        other
        for other in stories
        if other.id != story.id
        and is_same_event(other.event, story.event)
        and other.stage is story.stage
        and story.stage.is_final
        and not _may_agree(other.term, story.term)
        and abs(other.reached_at - story.reached_at) <= SAME_EVENT_WINDOW
        and not other.is_withdrawn
    )


def merged(story: Story, report: Report, verdict: Verdict) -> Story:
    """The story with this report in it; stage and term only ever grow more definite."""
    reports = [r for r in story.reports if not _is_same_item(r, report)]
    if len(reports) >= MAX_REPORTS:
        del reports[1]  # the first report stays: it is what the story's message quoted
    # Louder and final: "Order on Motion to Stay" did not say how it ended, the full text does.
    is_rise = verdict.stage.is_final and (not story.stage.is_final or verdict.alert.rank > story.level.rank)
    return replace(
        story,
        event=verdict.event if is_rise else story.event,
        stage=verdict.stage if is_rise else story.stage,
        reports=(*reports, report),
        updated_at=report.seen_at,
        term=(verdict.term or story.term) if is_rise else (story.term or verdict.term),
        is_temporary=story.is_temporary or verdict.is_temporary,
        is_unconfirmed=story.is_unconfirmed and verdict.is_unconfirmed,
    )


def _is_same_item(one: Report, other: Report) -> bool:
    """One entry of one source, also when it is published again under another guid. A court's entries share the
    docket's address, so there only the key counts.
    """
    if one.source_id != other.source_id:
        return False
    if one.item_key == other.item_key:
        return True
    return one.trust is not Trust.COURT and bool(one.url) and canonical(one.url) == canonical(other.url)


def _holds_alias(story: Story, report: Report) -> bool:
    """One docket entry by feed, webhook and e-mail, or one document in two official places."""
    return any(alias in r.aliases for r in story.reports for alias in report.aliases)


def _may_be_one(story: Story, report: Report, verdict: Verdict) -> bool:
    return (
        is_same_event(story.event, verdict.event)
        and _may_agree(story.term, verdict.term)
        and not _is_another_instrument(story, report, verdict)
    )


def _may_agree(one: StatedTerm | None, other: StatedTerm | None) -> bool:
    """False when both state a date, or both a length, and the two differ: 75 days are not 90 days."""
    if one is None or other is None:
        return True
    dates_differ = one.until is not None and other.until is not None and one.until != other.until
    lengths_differ = one.length is not None and other.length is not None and one.length != other.length
    return not dates_differ and not lengths_differ


def _is_another_instrument(story: Story, report: Report, verdict: Verdict) -> bool:
    """An authority publishes each of its acts once: a second act of the same source is another event, whatever its
    title (two of the TikTok orders share one). So is one with another number, or signed on another day.
    """
    return verdict.stage.is_final and any(
        r.trust.is_authority
        and r.stage.is_final
        and (r.source_id == report.source_id or any(are_apart(r, report) for are_apart in _ARE_APART))
        for r in story.reports
    )


def _are_numbered_apart(one: Report, other: Report) -> bool:
    mine, theirs = ({name for name in r.aliases if name.startswith("eo/")} for r in (one, other))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _are_signed_apart(one: Report, other: Report) -> bool:
    """True when two papers cannot be one act: it bears one day, and a page that names none is posted soon after it."""
    if one.signed_on and other.signed_on:
        return one.signed_on != other.signed_on
    signed_on = one.signed_on or other.signed_on
    page = other if one.signed_on else one
    if signed_on is None or page.published_at is None or not page.trust.is_authority:
        return False
    posted_after = page.published_at.date() - signed_on
    return not -timedelta(days=1) <= posted_after <= POSTING_WINDOW


def _are_filed_apart(one: Report, other: Report) -> bool:
    """True for entries of two dockets, and for two of one docket."""
    mine, theirs = _places_in_dockets(one), _places_in_dockets(other)
    if not mine or not theirs:
        return False
    if mine.keys().isdisjoint(theirs):
        return True
    # Where both are told in one way, by number or by document, they would have met by it.
    return any(mine[docket] & theirs[docket] for docket in mine.keys() & theirs.keys())


def _places_in_dockets(report: Report) -> dict[str, set[str]]:
    """The dockets that the report's names speak of, each with the ways in which it is told there."""
    places: dict[str, set[str]] = {}
    for alias in report.aliases:
        parts = alias.split("/")
        if len(parts) == _PARTS_OF_ENTRY and parts[2] in _TOLD_BY:
            places.setdefault(f"{parts[0]}/{parts[1]}", set()).add(parts[2])
    return places


_ARE_APART = (_are_numbered_apart, _are_signed_apart, _are_filed_apart)


def _is_same_stage(story: Story, report: Report, verdict: Verdict) -> bool:
    return story.stage is verdict.stage and report.seen_at - story.updated_at <= SAME_EVENT_WINDOW


def _is_rise(story: Story, report: Report, verdict: Verdict) -> bool:
    window = RISE_WINDOWS.get(story.stage, timedelta(0))
    return verdict.stage.is_final and report.seen_at - story.updated_at <= window


def _says_less(story: Story, report: Report, verdict: Verdict) -> bool:
    return (
        story.stage.is_final and not verdict.stage.is_final and report.seen_at - story.updated_at <= SAME_EVENT_WINDOW
    )


def _is_reprint(story: Story, report: Report, verdict: Verdict) -> bool:
    """The same act in another official place: the Federal Register prints an order days after the White House."""
    return (
        report.trust.is_authority
        and report.seen_at - story.opened_at <= REPRINT_WINDOW
        and any(
            r.trust.is_authority and r.source_id != report.source_id and _folded(r.title) == _folded(report.title)
            for r in story.reports
        )
        and story.stage is verdict.stage
    )


def _folded(title: str) -> str:
    return "".join(c for c in title.casefold() if c.isalnum())


_WAYS = (
    ("the same act in another official place", _is_reprint),
    ("the same event at the same stage", _is_same_stage),
    ("what was talked about is now decided", _is_rise),
    ("says less than is known already", _says_less),
)
