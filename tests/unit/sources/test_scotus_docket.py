"""Supreme Court dockets: bodies written by hand, real captures where they are at hand, and the way into an alert."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import SourceError
from bot.domain.event import AlertLevel, EventType
from bot.domain.item import Item, Parsed
from bot.domain.plan import World
from bot.domain.source import Polled, Trust, Validators
from bot.pipeline.plan import plan
from bot.sources.kind import WHOLE_BODY, Fetched
from bot.sources.registry import build
from bot.sources.scotus_docket import KIND
from bot.sources.worker import ParseWorker
from tests import make
from tests.shared import shared_dir
from tests.unit.sources.support import spec_for

FOLDER = Path(__file__).parents[2] / "golden" / "scotus"
BODIES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))
CASES = ("20-1268", "21-1397", "23A999", "24-966", "24A1")
COURT = make.source("scotus", Trust.COURT, kind=KIND.name)
MARKUP = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | MARKUP
NAMES = ("CaseNumber", "PetitionerTitle", "ProceedingsandOrder", "Date", "Text", "Links", "Description", "DocumentUrl")
ANY_JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner), max_leaves=15
)


class CannedCourt:
    """Answers every request with one body."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def fetch(self, url: str, validators: Validators, headers=None) -> Fetched:
        return Fetched(self.body, validators, n_bytes=len(self.body))


async def poll(body: bytes) -> Polled:
    async with ParseWorker() as worker:
        return await build(spec_for(kind=KIND.name), CannedCourt(body), worker).poll(Validators())


def parsed_from(docket: object) -> Parsed:
    return KIND.parse(json.dumps(docket).encode(), spec_for(kind=KIND.name))


def docket_of(*entries: dict[str, Any], **changes: object) -> dict[str, object]:
    parties = {"PetitionerTitle": "TikTok Inc., et al., Applicants", "RespondentTitle": "Ada Doe"}
    return {"CaseNumber": "24A587 ", **parties, "ProceedingsandOrder": list(entries)} | changes


def entry(text: str, date: str = "Jan 17 2025", filing: str = "") -> dict[str, Any]:
    url = f"https://www.supremecourt.gov/DocketPDF/24/24A587/{filing}/paper.pdf"
    links = [{"Description": "Main Document", "DocumentUrl": url}]
    return {"Date": date, "Text": text} | ({"Links": links} if filing else {})


def _said(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A parse result without what a docket never says."""
    return {name: value for name, value in pairs if name not in ("hints", "coverage", "signed_on", "aliases")}


@pytest.mark.parametrize("body", BODIES, ids=lambda path: path.name)
def test_body_parses_to_what_is_expected(body: Path):
    expected = json.loads(body.with_name(f"{body.name}.expected.json").read_text("utf-8"))
    parsed = KIND.parse(body.read_bytes(), spec_for(kind=KIND.name))
    assert expected == json.loads(json.dumps(asdict(parsed, dict_factory=_said), default=str))


def test_no_expectation_is_left_without_its_body():
    assert {f"{body.name}.expected.json" for body in BODIES} == {p.name for p in FOLDER.glob("*.expected.json")}


@pytest.mark.parametrize("name", ["empty", "html_page", "cut_off", "not_a_docket", "no_list_of_entries"])
def test_answer_that_is_no_docket_is_a_failure(name: str):
    parsed = KIND.parse((FOLDER / f"{name}.json").read_bytes(), spec_for(kind=KIND.name))
    assert [WHOLE_BODY] == [problem.where for problem in parsed.problems]


@pytest.mark.parametrize("name", ["empty", "html_page"])
async def test_poll_fails_when_the_court_answers_200_without_a_docket(name: str):
    with pytest.raises(SourceError, match=r"^Example News answered, but not with a feed: it is "):
        await poll((FOLDER / f"{name}.json").read_bytes())


async def test_poll_succeeds_and_waits_an_hour_when_a_docket_has_no_entries_yet():
    polled = await poll((FOLDER / "without_entries.json").read_bytes())
    assert polled.parsed is not None
    assert ((), timedelta(hours=1)) == (polled.parsed.items, polled.min_interval)


def test_counsel_are_never_read():
    body = FOLDER / "application.json"
    parsed = KIND.parse(body.read_bytes(), spec_for(kind=KIND.name))
    assert ("firm.example" in body.read_text(), "firm.example" in str(parsed)) == (True, False)


def test_nothing_is_new_when_the_file_is_made_again():
    first, second = (parsed_from(docket_of(entry("Response filed."), sJsonCreationDate=day)) for day in ("a", "b"))
    assert first == second


def test_equal_entries_of_one_day_stay_two_and_keep_their_marks_when_a_third_comes():
    before = marks(docket_of(*[entry("Letter received.")] * 2))
    after = marks(docket_of(*[entry("Letter received.")] * 3))
    assert (2, 3, before) == (len(before), len(after), before & after)


def test_edited_text_is_another_mark_under_the_same_key_when_there_is_a_document():
    first, second = (parsed_from(docket_of(entry(text, filing="343"))).items[0] for text in ("Brief.", "Brief of X."))
    assert ("24A587/343", "24A587/343", False) == (first.key, second.key, first.mark == second.mark)


def test_edited_text_is_another_entry_when_there_is_no_document():
    first, second = (parsed_from(docket_of(entry(text))).items[0] for text in ("Response due.", "Response due today."))
    assert first.key != second.key


def test_spacing_and_case_of_a_text_make_no_difference():
    assert marks(docket_of(entry("Petition  DENIED."))) == marks(docket_of(entry("Petition denied.")))


def test_only_the_last_entries_are_read_when_there_are_too_many():
    parsed = parsed_from(docket_of(*(entry(f"Letter {n}.") for n in range(5_001))))
    assert ("Letter 5000.", "Letter 1.") == (parsed.items[0].summary, parsed.items[-1].summary)
    assert ["of 5001 entries only the 5000 newest were read"] == [problem.what for problem in parsed.problems]


@given(st.binary(max_size=300))
def test_parse_never_raises_whatever_the_bytes(body: bytes):
    assert_sound(KIND.parse(body, spec_for(kind=KIND.name)))


@given(ANY_JSON, ANY_JSON)
def test_parse_never_raises_whatever_the_json(entries: object, respondent: object):
    assert_sound(parsed_from(entries))
    assert_sound(parsed_from(docket_of(ProceedingsandOrder=entries, RespondentTitle=respondent)))


@pytest.mark.parametrize("body", [b"[" * 100_000, b"1" * 5_000, b'{"CaseNumber":' * 50_000, b"\xff\xfe\x00"])
def test_parse_never_raises_when_the_json_is_meant_to_hurt(body: bytes):
    assert_sound(KIND.parse(body, spec_for(kind=KIND.name)))


@pytest.mark.parametrize(
    ("text", "event", "alert"),
    [
        ("Application (24A587) granted; the judgment is stayed.", EventType.STAY, AlertLevel.BREAKING),
        ("Application (24A587) for a stay granted by The Chief Justice.", EventType.STAY, AlertLevel.BREAKING),
        ("Motion for leave to file amicus brief filed by Lamp Guild.", EventType.FILING, AlertLevel.IGNORE),
        (
            "Application (24A587) to extend the time to file a petition until May 5, 2025, submitted to Justice Roe.",
            EventType.EXTENSION,
            AlertLevel.IGNORE,
        ),
        (
            "Application (24A587) granted by Justice Roe extending the time to file until May 5, 2025.",
            EventType.EXTENSION,
            AlertLevel.IGNORE,
        ),
    ],
)
def test_entry_is_as_loud_as_what_it_says(text: str, event: EventType, alert: AlertLevel):
    made = plan(make.batch(*parsed_from(docket_of(entry(text))).items, of=COURT), make.world(), make.NOON)
    assert {(event, alert)} == {(t.verdict.event, t.verdict.alert) for t in made.traces if t.verdict}
    assert [alert] * (alert is not AlertLevel.IGNORE) == [told.level for told in made.events]


def test_extended_time_to_file_moves_no_deadline_of_the_matter():
    text = "Application (24A587) granted by Justice Roe extending the time to file until May 5, 2025."
    items = parsed_from(docket_of(entry(text))).items
    assert () == plan(make.batch(*items, of=COURT), make.world(), make.NOON).changes


def test_plan_reads_the_oldest_entry_first():
    items = parsed_from(docket_of(entry("Response due."), entry("Response filed."))).items
    made = plan(make.batch(*items, of=COURT), make.world(), make.NOON)
    assert [items[1].key, items[0].key] == [trace.item_key for trace in made.traces]


def test_nothing_is_told_again_when_an_alerted_entry_is_edited():
    texts = ("Application (24A587) for a stay granted.", "Application (24A587) for a stay granted by the Court.")
    first, second = (parsed_from(docket_of(entry(text, filing="343"))).items for text in texts)
    made = plan(make.batch(*first, of=COURT), make.world(), make.NOON)
    (state,) = make.world().matters
    world = World(frozenset(made.marks), is_baselined=True, matters=(replace(state, stories=made.stories),))
    again = plan(make.batch(*second, of=COURT), world, make.NOON + make.hours(1))
    assert (1, 0, 0) == (len(made.events), len(again.events), again.n_duplicates)


@pytest.mark.parametrize("case", CASES)
def test_capture_has_the_same_entries_as_an_independent_reading(case: str):
    found, theirs = reading_of(case)
    # Explained: they keep the Court's runs of spaces, a chat shows single ones.
    assert [" ".join(e["description"].split()) for e in theirs] == [item.summary for item in found]
    # Explained: the Court gives a day, which is told as noon in Washington.
    assert [(e["date_filed"], 12) for e in theirs] == [washington(item) for item in found]
    assert [e["document_number"] for e in theirs] == [number_in(item) for item in found]


@pytest.mark.parametrize("case", CASES)
def test_capture_links_to_the_same_documents_as_an_independent_reading(case: str):
    found, theirs = reading_of(case)
    page = f"https://www.supremecourt.gov/docket/docketfiles/html/public/{case}.html"
    # Explained: an item has one address, so it is the first of theirs; without any, the opinion that the text links
    # to, which they leave in the markup, else the docket's page.
    linked = [e["attachments"][0]["document_url"] if e["attachments"] else opinion_in(e) or page for e in theirs]
    assert linked == [item.url for item in found]


@pytest.mark.parametrize(
    ("case", "title"),
    [
        ("20-1268", "20-1268 Michael Suarez v. Alf J. Aanonsen"),
        ("21-1397", "21-1397 In Re Grand Jury"),
        ("23A999", "23A999 Thomas E. Creech v. Tim Richardson, Warden"),
        ("24A1", "24A1 Jake Delahney Taylor v. United States"),
    ],
)
def test_capture_is_titled_by_number_and_parties(case: str, title: str):
    body = (shared_dir("data/scotus_docket") / f"{case}.json").read_bytes()
    parsed = KIND.parse(body, spec_for(kind=KIND.name))
    assert ({title}, ()) == ({parsed.title, *(item.title for item in parsed.items)}, parsed.problems)


def reading_of(case: str) -> tuple[list[Item], list[dict[str, Any]]]:
    """Ours and theirs, both with the oldest entry first as the Court has it."""
    folder = shared_dir("data/scotus_docket")
    ours = KIND.parse((folder / f"{case}.json").read_bytes(), spec_for(kind=KIND.name))
    theirs = json.loads((folder / f"{case}.parsed.json").read_text("utf-8"))
    return list(reversed(ours.items)), theirs["docket_entries"]


def washington(item: Item) -> tuple[str, int]:
    assert isinstance(item.published_at, datetime)
    local = item.published_at.astimezone(ZoneInfo("America/New_York"))
    return local.date().isoformat(), local.hour


def number_in(item: Item) -> int | None:
    last = item.key.rpartition("/")[2]
    return int(last) if last.isdigit() else None


def opinion_in(their: dict[str, Any]) -> str:
    return str(their["description_html"].partition("href = '")[2].partition("'")[0])


def marks(docket: object) -> set[int]:
    return {item.mark for item in parsed_from(docket).items}


def assert_sound(parsed: Parsed) -> None:
    keys = [item.key for item in parsed.items]
    assert (len(keys), True) == (len(set(keys)), all(i.key and i.url.startswith("http") for i in parsed.items))
