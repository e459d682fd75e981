"""A bill's actions: which address is asked, what an action is known by, and what happens when its text is put right."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import SourceError
from bot.domain.event import Action
from bot.domain.plan import Batch, MatterState, World
from bot.domain.source import Trust, Validators
from bot.pipeline.plan import plan
from bot.sources.kind import Fetched
from bot.sources.official.congress import KIND, address, parse
from bot.sources.registry import build
from bot.sources.worker import ParseWorker
from tests import make
from tests.shared import shared_dir
from tests.unit.sources.support import spec_for

ASKED = "https://api.congress.gov/v3/bill/118/hr/815/actions?format=json&limit=250"
BILL = {"congress": "118", "billType": "hr", "billNumber": "815"}


def action(text: str, on: str = "2024-04-24", code: int = 9) -> dict[str, object]:
    return {"actionDate": on, "text": text, "sourceSystem": {"code": code}}


def actions(*rows: dict[str, object]) -> bytes:
    return json.dumps({"actions": rows, "request": BILL}).encode()


def items(*rows: dict[str, object]):
    return parse(actions(*rows), spec_for(kind="congress")).items


class Answering:
    """A publisher that always answers the same."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def fetch(self, url: str, validators: Validators, headers=None) -> Fetched:
        return Fetched(self.body, Validators())


async def poll(body: bytes, keys: dict[str, str]):
    async with ParseWorker() as worker:
        return await build(spec_for(ASKED, "congress"), Answering(body), worker, keys).poll(Validators())


@pytest.mark.parametrize(
    "url",
    [
        "https://api.congress.gov/v3/bill/118/hr/815/actions",
        "https://api.congress.gov/v3/bill/118/hr/815",
        "https://api.congress.gov/v3/bill/118/hr/815/actions?format=xml",
        "https://www.congress.gov/bill/118th-congress/house-bill/815",
        "https://www.congress.gov/bill/118th-congress/house-bill/815/all-actions?overview=closed#tabs",
    ],
)
def test_the_actions_are_asked_for_in_json_whatever_address_was_copied(url: str):
    assert ASKED == address(url)


def test_the_actions_of_the_real_answer_come_newest_first_with_their_time_in_washington():
    body = (shared_dir("data") / "congress" / "bill_117_hr_21_actions.txt").read_bytes()
    parsed = parse(body, spec_for(kind="congress"))
    assert (10, 10, ()) == (len(parsed.items), len({item.key for item in parsed.items}), parsed.problems)
    assert sorted((item.published_at for item in parsed.items), reverse=True) == [i.published_at for i in parsed.items]
    assert datetime(2021, 1, 5, 17, 17, 16, tzinfo=UTC) == parsed.items[1].published_at


def test_the_real_answer_about_the_bill_itself_is_no_list_of_actions():
    body = (shared_dir("data") / "congress" / "bill_117_hr_21.txt").read_bytes()
    assert "no list of a bill's actions" in parse(body, spec_for(kind="congress")).problems[0].what


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Passed House. (text: CR S5299)", "Passed House. (text: CR S5199)"),
        ("Passed House. (text: CR H2026-2027, H2030)", "Passed House."),
        ("Passed House.(text: CR H58-60)", "Passed  House. (text: CR H58-60)"),
        ("Committee Hearings held", "Committee hearings held."),
    ],
)
def test_an_action_put_right_in_place_is_the_same_action_with_a_new_text(first: str, second: str):
    (before,), (after,) = items(action(first)), items(action(second))
    assert (before.key, before.url) == (after.key, after.url)


def test_actions_differ_when_the_day_the_recorder_or_the_vote_does():
    rows = (
        *(action("On passage Passed 10 - 9."), action("On passage Passed 10 - 9.", code=2)),
        *(action("On passage Passed 10 - 9.", on="2024-04-23"), action("On passage Passed 10 - 8.")),
    )
    assert 4 == len({item.key for item in items(*rows)})


def test_equal_actions_keep_their_keys_when_newer_ones_come():
    twice = [action("Introduced in House", "2024-01-04")] * 2
    before, after = items(*twice), items(action("Presented to President."), *twice)
    assert [item.key for item in before] == [item.key for item in after[1:]]


def walk(*bodies: bytes) -> list[tuple[Action, str]]:
    """What followers of the bill are told, poll by poll."""
    source = make.source("congress", Trust.OFFICIAL, kind="congress")
    matter = make.matter(terms={"en": ("H.R. 815",)})
    stories, told = {}, []
    seen: frozenset[int] = frozenset()
    for n, body in enumerate(bodies):
        state = MatterState(matter, 1, tuple(stories.values()), ())
        now = datetime(2024, 4, 24, 20, tzinfo=UTC) + n * timedelta(hours=1)
        made = plan(Batch(source, parse(body, source).items, Validators()), World(seen, True, (state,)), now)  # noqa: FBT003  the first poll is over
        seen |= set(made.marks)
        stories |= {story.id: story for story in made.stories}
        told += [(event.action, event.level) for event in made.events]
    return told


def test_signature_and_public_law_are_one_alert():
    signed, law = action("Signed by President.", code=2), action("Became Public Law No: 118-50.")
    assert [(Action.POST, "breaking")] == walk(actions(signed), actions(law, signed))


def test_an_action_put_right_rings_no_phone_again():
    before = action("Passed/agreed to in Senate: Passed Senate by Yea-Nay Vote. 79 - 18. (text: CR S5299)")
    after = before | {"text": before["text"].replace("S5299", "S5199")}
    assert [(Action.POST, "notable"), (Action.EDIT, "notable")] == walk(actions(before), actions(after))


def test_the_floor_at_work_is_no_news():
    at_work = (
        "DEBATE - The House proceeded with forty minutes of debate on H.R. 815.",
        "Considered under suspension of the rules. (consideration: CR H58-62)",
        "Mrs. Harbor moved to suspend the rules and pass the bill.",
        "Motion to reconsider laid on the table Agreed to without objection.",
        "Referred to the House Committee on Oversight and Reform.",
    )
    assert [] == walk(actions(*map(action, at_work)))


async def test_an_answer_in_xml_says_what_is_wrong():
    with pytest.raises(SourceError, match=r"it is XML, and JSON was asked for"):
        await poll(b"<?xml version='1.0'?><api-root><actions/></api-root>", {"congress": "k"})


async def test_an_error_with_status_200_fails_the_poll_in_its_own_words():
    with pytest.raises(SourceError, match=r"it says “Unknown resource: bill”"):
        await poll(b'{"error": "Unknown resource: bill", "request": {}}', {"congress": "k"})


async def test_without_a_key_nothing_is_asked():
    with pytest.raises(SourceError, match=rf"{KIND.credential.sign_up}.*REPRIEVE_KEYS__CONGRESS"):
        await poll(b"", {})
