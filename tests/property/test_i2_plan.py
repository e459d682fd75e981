"""I2: the chain is total and deterministic, whatever feeds say."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.deadlines.chain import current_of, versions_at
from bot.domain.ids import ItemKey, SourceId
from bot.domain.item import Item
from bot.domain.plan import Batch, MatterState, Plan, World
from bot.domain.source import SourceSpec, Trust, Validators
from bot.packs.load import load_packs
from bot.pipeline.plan import plan
from bot.sources.registry import KINDS

MATTER = load_packs(["tiktok"], None, KINDS)[0]
START = datetime(2025, 1, 10, tzinfo=UTC)
PHRASES = (
    *(
        "TikTok",
        "the ban",
        "the deadline",
        "Trump signs",
        "the Supreme Court",
        "denies",
        "considers",
        "stay",
        "by 75 days",
    ),
    *(
        "until April 5, 2025",
        "extends",
        "goes dark",
        "is back",
        "不",
        "TikTok 禁令",
        "延长75天",
        "最高法院",
        "驳回",
        "2月30日",
    ),
    *(
        "Section 1. Extension.",
        "is further extended until",
        "99999 days",
        "until February 30",
        "?",
        "“",
        "\u202e",
        "\ud800",
    ),
)

texts = st.lists(st.sampled_from(PHRASES) | st.text(max_size=12), max_size=8).map(" ".join)
urls = st.sampled_from(["", "https://a.example/1", "https://b.example/2", *(d.urls[0] for d in MATTER.documents)])
dates = st.none() | st.datetimes(timezones=st.just(UTC))
items = st.builds(Item, key=texts.map(ItemKey), title=texts, url=urls, summary=texts, published_at=dates)
sources = st.builds(
    SourceSpec,
    id=st.sampled_from(["s1", "s2"]).map(SourceId),
    kind=st.just("news_feed"),
    url=st.just("https://feed.example/"),
    trust=st.sampled_from(Trust),
    outlet=st.sampled_from(["One", "Two"]),
    lang=st.sampled_from(["en", "zh"]),
)
batches = st.builds(
    Batch, source=sources, items=st.lists(items, max_size=4).map(tuple), validators=st.just(Validators())
)


def after(world: World, made: Plan) -> World:
    """The world once a plan is committed."""
    [state] = world.matters
    stories = {s.id: s for s in (*made.stories, *state.stories)}
    deadlines = {d.id: d for d in (*state.deadlines, *(c.after for c in made.changes))}
    kept = MatterState(state.matter, state.revision + 1, tuple(stories.values()), tuple(deadlines.values()))
    return World(world.seen | set(made.marks), is_baselined=True, matters=(kept,))


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the first draw loads the lexicon
@given(st.lists(batches, max_size=4), st.booleans())
def test_i2_the_same_batches_make_the_same_plans_and_none_fails(given_batches, is_baselined):
    state = MatterState(MATTER, 1, (), current_of(versions_at(MATTER, START)))
    world = World(frozenset(), is_baselined=is_baselined, matters=(state,))
    for hour, batch in enumerate(given_batches):
        now = START + timedelta(hours=hour)
        made = plan(batch, world, now)
        assert made == plan(batch, world, now)
        world = after(world, made)
        repeated = plan(batch, world, now)
        assert ((), ()) == (repeated.events, repeated.changes)
