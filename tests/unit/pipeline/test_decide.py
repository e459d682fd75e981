from __future__ import annotations

from dataclasses import replace

from bot.domain.event import Action, AlertLevel, Stage
from bot.domain.ids import MatterId
from bot.domain.source import Trust
from bot.domain.story import Story
from bot.pipeline import cluster
from bot.pipeline.decide import Decision, decide
from tests import make

TALK = make.verdict(stage=Stage.CONSIDERED, alert=AlertLevel.NOTABLE)


def told(verdict: make.Verdict = make.verdict()) -> Story:  # noqa: B008  a frozen value
    report = make.report(stage=verdict.stage, alert=verdict.alert)
    return replace(cluster.opened(report, verdict, MatterId("tiktok")), level=verdict.alert)


def decided(report: make.Report, verdict: make.Verdict, known: Story | None, *, moves: bool = False) -> Decision:
    return decide(report, verdict, known, moves_deadline=moves)


def test_decide_posts_when_a_story_is_new() -> None:
    assert decided(make.report(), TALK, None) == Decision(Action.POST, AlertLevel.NOTABLE, "first report")


def test_decide_posts_when_nobody_was_told_of_the_story_yet() -> None:
    silent = replace(told(), level=AlertLevel.IGNORE)
    assert decided(make.report("other"), make.verdict(), silent).action is Action.POST


def test_decide_replies_when_talk_becomes_fact() -> None:
    expected = Decision(Action.REPLY, AlertLevel.BREAKING, "rose from considered to ordered_or_happened")
    assert decided(make.report("other"), make.verdict(), told(TALK)) == expected


def test_decide_replies_when_an_authority_moves_the_deadline_of_a_known_story() -> None:
    report = make.report("gov", trust=Trust.OFFICIAL)
    expected = Decision(Action.REPLY, AlertLevel.BREAKING, "an authority moved the deadline")
    assert decided(report, make.verdict(), told(), moves=True) == expected


def test_decide_edits_when_an_authority_confirms() -> None:
    report = make.report("gov", trust=Trust.COURT)
    assert decided(report, make.verdict(), told()) == Decision(Action.EDIT, AlertLevel.BREAKING, "confirmed by Gov")


def test_decide_edits_when_another_outlet_reports_the_same() -> None:
    expected = Decision(Action.EDIT, AlertLevel.BREAKING, "also reported by Other")
    assert decided(make.report("other"), make.verdict(), told()) == expected


def test_decide_edits_when_the_headline_changes_at_its_source() -> None:
    expected = Decision(Action.EDIT, AlertLevel.BREAKING, "Wire changed its headline")
    assert decided(make.report(title="Corrected"), make.verdict(), told()) == expected


def test_decide_stays_quiet_when_an_outlet_repeats_itself() -> None:
    expected = Decision(None, AlertLevel.IGNORE, "Wire repeats what it reported")
    assert decided(make.report(key="k2"), make.verdict(), told()) == expected


def test_decide_stays_quiet_when_talk_comes_after_the_fact() -> None:
    expected = Decision(None, AlertLevel.IGNORE, "says less than is known already")
    assert decided(make.report("other"), TALK, told()) == expected
