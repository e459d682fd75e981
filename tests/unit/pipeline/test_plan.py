"""The chain as a whole, from a batch and a world to a Plan; classification by the real lexicon."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.event import Action, AlertLevel, EventType, Stage
from bot.domain.item import Item
from bot.domain.plan import MatterState, Plan, World
from bot.domain.source import SourceSpec, Trust
from bot.pipeline.plan import plan
from tests import make

WIRE, RADIO = make.source("wire"), make.source("radio")
GOV = make.source("gov", Trust.OFFICIAL)
DARK = "TikTok goes dark in the United States"
CONSIDERS = "President considers extending TikTok deadline"
SIGNS = "President signs order extending TikTok deadline by 75 days"


def after(made: Plan, world: World) -> World:
    """The world as it is once the plan is committed."""
    state = world.matters[0]
    stories = {s.id: s for s in (*state.stories, *made.stories)}
    deadlines = {d.id: d for d in (*state.deadlines, *(c.after for c in made.changes))}
    newest_first = tuple(sorted(stories.values(), key=lambda s: s.updated_at, reverse=True))
    changed = MatterState(state.matter, state.revision + 1, newest_first, tuple(deadlines.values()))
    return World(world.seen | set(made.marks), is_baselined=True, matters=(changed,))


def told(made: Plan) -> list[tuple[Action, AlertLevel]]:
    return [(e.action, e.level) for e in made.events]


def run(*steps: tuple[SourceSpec, Item], world: World | None = None) -> list[Plan]:
    world = world or make.world()
    plans = []
    for n, (source, item) in enumerate(steps):
        plans.append(plan(make.batch(item, of=source), world, make.NOON + timedelta(minutes=n)))
        world = after(plans[-1], world)
    return plans


def test_plan_posts_once_and_edits_when_others_report_the_same() -> None:
    plans = run((WIRE, make.item("a", DARK)), (RADIO, make.item("b", "TikTok shuts down in the US")))
    assert [told(p) for p in plans] == [
        [(Action.POST, AlertLevel.BREAKING)],
        [(Action.EDIT, AlertLevel.BREAKING)],
    ]


def test_plan_replies_when_what_was_considered_is_signed() -> None:
    plans = run((WIRE, make.item("a", CONSIDERS)), (RADIO, make.item("b", SIGNS)))
    assert [told(p) for p in plans] == [
        [(Action.POST, AlertLevel.NOTABLE)],
        [(Action.REPLY, AlertLevel.BREAKING)],
    ]
    assert plans[1].stories[0].id == plans[0].stories[0].id


def test_plan_never_moves_a_deadline_when_only_the_press_says_so() -> None:
    assert run((WIRE, make.item("a", SIGNS)))[0].changes == ()


def test_plan_moves_the_deadline_when_the_authority_states_the_date() -> None:
    order = make.item(
        "o", "Extending the TikTok Enforcement Delay", summary="The delay is extended until June 19, 2025."
    )
    (made,) = run((GOV, order))
    assert [c.after.due_at for c in made.changes] == [datetime(2025, 6, 20, 3, 59, tzinfo=UTC)]
    assert made.events[0].change == made.changes[0]
    assert {r.version for r in made.reminders} == {2}


def test_plan_takes_the_effect_of_a_document_on_file_when_the_feed_shows_its_title_only() -> None:
    document = make.document("order", date(2025, 4, 5), make.NOON, title="Application of the Act to TikTok")
    world = make.world(matter=make.matter(documents=(document,)))
    item = make.item("o", "Application of the Act to TikTok", url="https://gov.example/order")
    (made,) = run((GOV, item), world=world)
    assert (made.stories[0].event, made.stories[0].stage) == (EventType.EXTENSION, Stage.ORDERED_OR_HAPPENED)
    assert made.changes[0].after.due_at == datetime(2025, 4, 6, 3, 59, tzinfo=UTC)


def test_plan_keeps_two_orders_apart_when_they_share_a_title() -> None:
    title = "Further Extending the TikTok Enforcement Delay"
    june = make.item("june", title, summary="is further extended until September 17, 2025")
    september = make.item("september", title, summary="is further extended until December 16, 2025")
    plans = run((GOV, june), (GOV, september))
    assert [len(p.changes) for p in plans] == [1, 1]
    assert plans[0].stories[0].id != plans[1].stories[0].id


def test_plan_takes_a_backdated_order_from_the_middle_of_a_feed() -> None:
    order = make.item("o", "Extending the TikTok Enforcement Delay", published_at=make.NOON - timedelta(days=4))
    others = [make.item(f"k{n}", f"Proclamation {n}") for n in range(9)]
    seen = frozenset(o.mark for o in others)
    made = plan(make.batch(*others, order, of=GOV), make.world(seen=seen), make.NOON)
    assert told(made) == [(Action.POST, AlertLevel.BREAKING)]


def test_plan_is_silent_but_for_one_sample_when_a_source_is_polled_for_the_first_time() -> None:
    items = [make.item("a", DARK), make.item("b", "Supreme Court upholds the TikTok law")]
    made = plan(make.batch(*items), make.world(is_baselined=False), make.NOON)
    assert told(made) == [(Action.POST, AlertLevel.NOTABLE)]
    assert made.events[0].reason == "sample of a source polled for the first time"


def test_plan_sends_no_sample_when_the_matter_has_stories_already() -> None:
    (known,) = run((RADIO, make.item("z", CONSIDERS)))[0].stories
    made = plan(make.batch(make.item("a", DARK)), make.world(known, is_baselined=False), make.NOON)
    assert (told(made), len(made.stories)) == ([], 1)


def test_plan_decides_the_same_when_it_is_made_twice() -> None:
    batch, world = make.batch(make.item("a", DARK), make.item("b", SIGNS)), make.world()
    assert plan(batch, world, make.NOON) == plan(batch, world, make.NOON)


def test_plan_is_empty_when_everything_was_seen() -> None:
    item = make.item("a", DARK)
    made = plan(make.batch(item), make.world(seen=frozenset({item.mark})), make.NOON)
    assert (made.marks, made.stories, made.events, made.revisions, made.n_duplicates) == ((), (), (), {}, 1)


def test_plan_leaves_the_revision_alone_when_nothing_is_on_topic() -> None:
    assert run((WIRE, make.item("a", "A quiet day at sea")))[0].revisions == {}


def test_plan_says_of_each_item_where_its_way_ended() -> None:
    items = [make.item("a", "Weather"), make.item("b", "What to know about the TikTok ban"), make.item("c", DARK)]
    made = plan(make.batch(*items), make.world(), make.NOON)
    assert [(t.item_key, t.stage) for t in made.traces] == [("c", "decide"), ("b", "classify"), ("a", "match")]


@pytest.mark.parametrize("title", ["TikTok users flock to RedNote", "TikTok star opens a bakery"])
def test_plan_tells_nobody_when_nothing_legal_happens(title: str) -> None:
    assert run((WIRE, make.item("a", title)))[0].events == ()


def test_plan_edits_when_a_headline_is_corrected_at_its_source() -> None:
    before = make.item("a", DARK)
    corrected = replace(before, title="TikTok goes dark in the US, app says")
    assert told(run((WIRE, before), (WIRE, corrected))[1]) == [(Action.EDIT, AlertLevel.BREAKING)]


SIGNED = make.item("a", "President signs order extending TikTok deadline by 75 days")


@pytest.mark.parametrize(
    "title",
    ["Correction: President only considers extending TikTok deadline", "Retracted: story on TikTok deadline order"],
)
def test_plan_replies_when_a_source_takes_a_breaking_report_back(title: str) -> None:
    first, second = run((WIRE, SIGNED), (WIRE, replace(SIGNED, title=title)))
    (story,) = second.stories
    assert (told(second), story.is_withdrawn) == ([(Action.REPLY, AlertLevel.BREAKING)], True)
    assert story.id == first.stories[0].id


def test_plan_keeps_a_story_that_others_still_report_when_one_takes_it_back() -> None:
    corrected = replace(SIGNED, title="Correction: President only considers extending TikTok deadline")
    plans = run((WIRE, SIGNED), (RADIO, replace(SIGNED, key="b")), (WIRE, corrected))  # type: ignore[arg-type]
    (story,) = plans[2].stories
    assert (story.is_withdrawn, story.outlets) == (False, ("Radio",))


def test_plan_takes_a_report_back_when_it_now_says_the_opposite() -> None:
    denies = make.item("a", "Supreme Court grants stay of TikTok law")
    refuses = replace(denies, title="Supreme Court denies stay of TikTok law")
    assert [t.stage for t in run((WIRE, denies), (WIRE, refuses))[1].traces] == ["correct"]


def test_plan_takes_nothing_back_when_a_headline_becomes_a_summary() -> None:
    summary = replace(SIGNED, title="TikTok deadline order: what we know so far")
    made = run((WIRE, SIGNED), (WIRE, summary))[1]
    assert (told(made), made.stories) == ([], ())


ENTRY = {"aliases": ("cadc/24-1113/no/9",)}
CASE = "24-1113 TikTok Inc. v. Garland"
COURT_FEED, COURT_PUSH = make.source("court-feed", Trust.COURT), make.source("court-push", Trust.COURT)


@pytest.mark.parametrize("second", [COURT_FEED, COURT_PUSH])
@pytest.mark.parametrize(("outcome", "stage"), [("granting", Stage.ORDERED_OR_HAPPENED), ("denying", Stage.DENIED)])
def test_plan_tells_the_outcome_when_the_entry_first_came_without_it(
    second: SourceSpec, outcome: str, stage: Stage
) -> None:
    stub = make.item("a", CASE, summary="Order on Motion for Injunction", **ENTRY)
    full = make.item("a", CASE, summary=f"ORDER {outcome} motion for injunction pending review", **ENTRY)
    plans = run((COURT_FEED, stub), (second, full))
    assert [told(p) for p in plans] == [
        [(Action.POST, AlertLevel.NOTABLE)],
        [(Action.REPLY, AlertLevel.BREAKING)],
    ]
    assert plans[1].stories[0].stage is stage


def test_plan_keeps_one_story_when_the_entry_comes_from_another_source_in_other_words() -> None:
    short = make.item("a", CASE, summary="ORDER granting motion for injunction pending review", **ENTRY)
    other = make.item("b", CASE, summary="ORDER. Petitioners' motion to stay the Act is granted.", **ENTRY)
    plans = run((COURT_FEED, short), (COURT_PUSH, other))
    assert [told(p)[0][0] for p in plans] == [Action.POST, Action.EDIT]


def test_plan_reads_no_event_in_the_names_of_the_parties() -> None:
    plans = run((COURT_FEED, make.item("a", "24-1 Stay TikTok v. Grant", summary="Notice of Appearance")))
    assert [told(p) for p in plans] == [[]]


def test_plan_is_quiet_when_an_entry_gains_its_document() -> None:
    said = {
        "summary": "Application (24A587) for injunction granted by the Court.",
        "aliases": ("scotus/24A587/said/x",),
    }
    bare, with_paper = make.item("x", "24A587 TikTok Inc. v. Garland", **said), make.item("77", "24A587 TikTok", **said)
    plans = run((COURT_FEED, bare), (COURT_FEED, with_paper))
    assert [told(p) for p in plans] == [[(Action.POST, AlertLevel.BREAKING)], []]


@pytest.mark.parametrize(
    ("aliases", "n_stories"),
    [
        (("cadc/24-1113/no/9", "cadc/24-1113/doc/1"), 1),
        (("cadc/24-1113/no/10",), 2),
        (("cadc/24-1130/no/9",), 2),
        ((), 1),
    ],
    ids=["the same entry", "another number", "another docket", "no docket at all"],
)
def test_plan_joins_court_entries_only_when_they_may_be_one(aliases: tuple[str, ...], n_stories: int) -> None:
    words = {"summary": "ORDER granting motion for injunction pending review"}
    first, second = make.item("a", CASE, **words, **ENTRY), make.item("b", CASE, **words, aliases=aliases)
    plans = run((COURT_FEED, first), (COURT_PUSH, second))
    assert len({s.id for p in plans for s in p.stories}) == n_stories


def test_plan_is_quiet_when_an_entry_of_the_first_poll_is_edited() -> None:
    old = make.item("a", CASE, summary="ORDER granting motion for injunction pending review")
    edited = make.item(
        "a", CASE, summary="ORDER granting motion for injunction pending review. (Modified on 1/16/2025)"
    )
    others = make.item("z", CASE, summary="ORDER denying motion to dismiss TikTok's petition")
    world = make.world(is_baselined=False)
    first = plan(make.batch(others, old, of=COURT_FEED), world, make.NOON)
    second = plan(make.batch(edited, of=COURT_FEED), after(first, world), make.NOON + timedelta(hours=1))
    assert (len(first.events), told(second)) == (1, [])
