from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.event import AlertLevel, EventType, Stage, StatedTerm, Verdict
from bot.domain.ids import MatterId
from bot.domain.source import Trust
from bot.domain.story import MAX_REPORTS, Story
from bot.pipeline import cluster
from tests import make


def story(verdict: Verdict, **report: object) -> Story:
    said = {"event": verdict.event, "stage": verdict.stage, "alert": verdict.alert}
    return cluster.opened(make.report(**(said | report)), verdict, MatterId("tiktok"))  # type: ignore[arg-type]


def later(n_hours: float, name: str = "other", **changes: object) -> make.Report:
    return make.report(name, seen_at=make.NOON + make.hours(n_hours), **changes)


def found(verdict: Verdict, *stories: Story, after_h: float = 1, **changes: object) -> str | None:
    joined = cluster.find_story(later(after_h, **changes), verdict, stories)
    return joined.reason if joined else None


def test_find_story_joins_the_same_event_at_the_same_stage() -> None:
    assert found(make.verdict(), story(make.verdict())) == "the same event at the same stage"


def test_find_story_joins_stay_and_injunction_since_headlines_cannot_tell() -> None:
    stay, injunction = make.verdict(EventType.STAY), make.verdict(EventType.INJUNCTION)
    assert found(injunction, story(stay)) == "the same event at the same stage"


@pytest.mark.parametrize(
    "verdict",
    [make.verdict(EventType.SHUTDOWN), make.verdict(stage=Stage.DENIED)],
    ids=["another event", "granted is not denied"],
)
def test_find_story_opens_another_when_event_or_outcome_differ(verdict: Verdict) -> None:
    assert found(verdict, story(make.verdict())) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (StatedTerm(length="P75D"), StatedTerm(length="P90D")),
        (StatedTerm(until=date(2025, 4, 5)), StatedTerm(until=date(2025, 6, 19))),
    ],
)
def test_find_story_opens_another_when_stated_terms_differ(one: StatedTerm, other: StatedTerm) -> None:
    assert found(make.verdict(term=other), story(make.verdict(term=one))) is None


def test_find_story_opens_another_when_three_days_have_passed() -> None:
    assert found(make.verdict(), story(make.verdict()), after_h=73) is None


def test_find_story_opens_another_for_a_second_act_of_one_authority_with_one_title() -> None:
    first = story(make.verdict(), name="whitehouse", trust=Trust.OFFICIAL)
    assert found(make.verdict(), first, name="whitehouse", key="k2", trust=Trust.OFFICIAL) is None


def test_find_story_lets_an_authority_confirm_what_the_press_reported() -> None:
    reason = found(make.verdict(), story(make.verdict()), name="whitehouse", trust=Trust.OFFICIAL)
    assert reason == "the same event at the same stage"


@pytest.mark.parametrize(
    ("talk", "after_h", "expected"),
    [
        (Stage.CONSIDERED, 100, "what was talked about is now decided"),
        (Stage.CONSIDERED, 200, None),
        (Stage.ANNOUNCED_PLAN, 200, "what was talked about is now decided"),
        (Stage.REQUESTED, 500, "what was talked about is now decided"),
        (Stage.PROPOSED, 1, None),
    ],
)
def test_find_story_waits_for_a_decision_as_long_as_its_talk_lives(talk: Stage, after_h: float, expected: str) -> None:
    talked = story(make.verdict(stage=talk, alert=AlertLevel.NOTABLE))
    assert found(make.verdict(), talked, after_h=after_h) == expected


def test_find_story_prefers_the_item_itself_when_it_is_revised() -> None:
    own = story(make.verdict(stage=Stage.CONSIDERED), name="other", key="k1")
    assert found(make.verdict(), story(make.verdict()), own) == "the same item says something new"


def test_find_story_joins_late_talk_about_what_is_settled() -> None:
    settled = story(make.verdict())
    talk = make.verdict(stage=Stage.CONSIDERED, alert=AlertLevel.NOTABLE)
    assert found(talk, settled) == "says less than is known already"


def test_merged_rises_with_its_term_when_talk_becomes_fact() -> None:
    talked = story(make.verdict(stage=Stage.CONSIDERED, term=StatedTerm(length="P90D")))
    term = StatedTerm(until=date(2025, 4, 5))
    risen = cluster.merged(talked, later(1), make.verdict(term=term))
    assert (risen.stage, risen.term, len(risen.reports)) == (Stage.ORDERED_OR_HAPPENED, term, 2)


def test_merged_never_falls_back_to_talk() -> None:
    settled = story(make.verdict())
    after = cluster.merged(settled, later(1), make.verdict(stage=Stage.CONSIDERED))
    assert after.stage is Stage.ORDERED_OR_HAPPENED


def test_merged_replaces_the_report_of_a_revised_item() -> None:
    one = story(make.verdict())
    revised = replace(one.reports[0], title="Another title")
    assert cluster.merged(one, revised, make.verdict()).reports == (revised,)


def test_merged_keeps_the_first_and_the_newest_reports_when_there_are_many() -> None:
    many = story(make.verdict())
    for n in range(MAX_REPORTS + 5):
        many = cluster.merged(many, later(1, key=f"k{n}"), make.verdict())
    kept = [r.item_key for r in many.reports]
    assert (len(kept), kept[0], kept[-1]) == (MAX_REPORTS, "k1", f"k{MAX_REPORTS + 4}")


def test_find_story_knows_an_item_that_is_published_again_under_another_guid() -> None:
    first = story(make.verdict(), name="whitehouse", trust=Trust.OFFICIAL)
    again = make.report("whitehouse", "k2", trust=Trust.OFFICIAL, url="https://whitehouse.example/k1?utm_source=feed")
    joined = cluster.find_story(again, make.verdict(), (first,))
    assert joined is not None
    assert (joined.reason, len(cluster.merged(first, again, make.verdict()).reports)) == (
        "the same item says something new",
        1,
    )


def test_find_story_keeps_two_court_entries_apart_when_both_carry_the_docket_address() -> None:
    first = story(make.verdict(stage=Stage.DENIED), name="court", trust=Trust.COURT, url="https://court.example/docket")
    other = make.report("court", "k2", trust=Trust.COURT, url="https://court.example/docket")
    assert cluster.find_story(other, make.verdict(stage=Stage.DENIED), (first,)) is None


def test_find_story_joins_the_reprint_of_an_act_in_another_official_place() -> None:
    first = story(make.verdict(), name="whitehouse", trust=Trust.OFFICIAL, title="Extending the TikTok Delay")
    printed = {"name": "register", "trust": Trust.OFFICIAL, "title": "Extending the TikTok delay."}
    assert found(make.verdict(), first, after_h=24 * 6, **printed) == "the same act in another official place"
    assert found(make.verdict(), first, after_h=24 * 90, **printed) is None
