"""Webhooks of CourtListener: what an event brings, and that it says the same as the docket's feed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import MalformedError
from bot.domain.item import Item
from bot.domain.matter import KnownDocket
from bot.domain.plan import PushedEvent
from bot.sources.courtlistener.docket_feed import KIND, docket_from
from bot.sources.courtlistener.events import Events
from bot.sources.courtlistener.known import Dockets
from tests import make
from tests.shared import shared_dir
from tests.unit.sources import courtlistener_events as sent
from tests.unit.sources.support import spec_for

FEED = f"https://www.courtlistener.com/docket/{sent.DOCKET_ID}/feed/"
SOUGHT = "https://www.courtlistener.com/?court=hbd&docket_number=1:25-cv-00417"
NAME = "Larkspur & Finch LLC v. Harbor Ferries"
KNOWN = KnownDocket(str(sent.DOCKET_ID), "hbd", "1:25-cv-00417", NAME)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
NAMES = ("results", "docket", "id", "entry_number", "description", "recap_documents", "docket_id", "date_filed")
ANY_JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner), max_leaves=15
)
FEED_HEAD = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Docket updates for Larkspur &amp; Finch LLC v. Harbor '
CAPTURES = ("docket_alert", "old_alerts_report", "pray_and_pay", "recap_fetch", "search_alert")


def dockets(*urls: str, known: KnownDocket | None = KNOWN) -> Dockets:
    sources = tuple(make.source(f"s{n}", kind=KIND.name, url=url) for n, url in enumerate(urls or (FEED,)))
    made = Dockets([make.matter(sources=sources)])
    if known:
        made.learn(known)
    return made


def read(body: object, watched: Dockets | None = None) -> PushedEvent:
    return Events(watched or dockets()).read(body)


def items(body: object, watched: Dockets | None = None) -> tuple[Item, ...]:
    (push,) = read(body, watched).pushes
    return push.parsed.items


def atom(number: int, text: str) -> bytes:
    link = f"https://www.courtlistener.com/docket/{sent.DOCKET_ID}/{sent.SLUG}/?order_by=desc#entry-{number}"
    document = "https://ecf.hbd.uscourts.gov/doc1/08801200345"
    return (
        f'{FEED_HEAD}Ferries, 1:25-cv-00417</title><entry><title>Entry</title><link href="{link}" rel="alternate"/>'
        f'<published>2025-07-08T00:00:00-07:00</published><id>{link}</id><summary type="html">{text}</summary>'
        f'<link rel="enclosure" href="{document}"/></entry></feed>'
    ).encode()


def captured(name: str) -> Any:
    return json.loads((shared_dir("data") / "courtlistener_webhooks" / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("version", [1, 2])
def test_entry_is_the_same_by_webhook_and_by_feed(version: int):
    pushed = items(sent.docket_alert(sent.row(), version=version))
    polled = KIND.parse(atom(21, "ORDER staying the rule."), spec_for(FEED, KIND.name)).items
    assert [(i.key, i.mark, i.url, i.published_at) for i in pushed] == [
        (i.key, i.mark, i.url, i.published_at) for i in polled
    ]
    assert set(polled[0].aliases) < set(pushed[0].aliases)


def test_entry_is_the_same_by_search_alert_and_by_docket_alert():
    assert items(sent.docket_alert(sent.row()))[0].mark == items(sent.search_alert(sent.result(sent.found())))[0].mark


def test_name_is_learnt_from_the_feed():
    watched = dockets(known=None)
    known = docket_from(KIND.parse(atom(1, "x"), spec_for(FEED, KIND.name)), str(sent.DOCKET_ID))
    assert known is not None
    watched.learn(known)
    assert items(sent.docket_alert(sent.row()), watched)[0].title == f"1:25-cv-00417 {NAME}"


def test_docket_is_called_by_its_address_until_its_feed_was_read():
    title = items(sent.docket_alert(sent.row()), dockets(known=None))[0].title
    assert title == "Larkspur finch llc v harbor ferries"


def test_stub_shows_what_its_document_is_called_and_its_text_is_a_revision_of_it():
    stub, whole = (items(sent.docket_alert(sent.row(text=text)))[0] for text in ("", "ORDER staying the rule."))
    assert ("Order", stub.key, False) == (stub.summary, whole.key, stub.mark == whole.mark)


def test_attachments_do_not_speak_for_the_entry():
    exhibit = sent.document(text="Exhibit A", document_type=2, pacer_doc_id="08811200999", attachment_number=1)
    found = items(sent.docket_alert(sent.row(text="", recap_documents=[exhibit, sent.document()])))[0]
    aliases = [alias for alias in found.aliases if "/doc/" in alias]
    assert ("Order", ["hbd/1:25-cv-00417/doc/08801200345"]) == (found.summary, aliases)


def test_entries_come_newest_first_whatever_their_order():
    rows = [sent.row(n, recap_sequence_number=s) for n, s in ((21, "2025-07-08.002"), (23, ""), (22, "2025-07-08.001"))]
    rows[1]["date_filed"] = "2025-07-09"
    keys = [i.key.rpartition("/")[2] for i in items(sent.docket_alert(*rows))]
    assert keys == ["entry-23", "entry-21", "entry-22"]


def test_minute_entry_is_known_by_its_own_id():
    assert items(sent.docket_alert(sent.row(None)))[0].key == f"{sent.DOCKET_ID}/minute-entry-440000000"


def test_event_of_two_dockets_goes_to_the_sources_of_each():
    other = "https://www.courtlistener.com/docket/7/x/"
    event = read(sent.docket_alert(sent.row(), sent.row(5, docket=7)), dockets(FEED, other))
    assert {push.source.url: [i.key for i in push.parsed.items] for push in event.pushes} == {
        FEED: [f"{sent.DOCKET_ID}/entry-21"],
        other: ["7/entry-5"],
    }


def test_docket_that_its_pack_names_by_number_is_watched_once_its_id_is_known():
    assert [1, 0] == [len(read(sent.docket_alert(sent.row()), dockets(SOUGHT, known=k)).pushes) for k in (KNOWN, None)]


def test_docket_that_nobody_watches_is_told_and_left():
    event = read(sent.docket_alert(sent.row(docket=8)))
    assert ((), ("8",)) == (event.pushes, event.unwatched)


def test_search_alert_tells_what_a_docket_is_called():
    watched = dockets(SOUGHT, known=None)
    read(sent.search_alert(sent.result(sent.found())), watched)
    assert watched.find(str(sent.DOCKET_ID)) == KNOWN


def test_opinion_in_a_search_alert_is_an_entry_of_its_docket():
    opinion = {"docket_id": sent.DOCKET_ID, "cluster_id": 5, "caseName": NAME, "absolute_url": "/opinion/5/larkspur/"}
    opinion |= {"docketNumber": "1:25-cv-00417", "court_id": "hbd", "opinions": [{"snippet": "The rule is vacated."}]}
    found = items(sent.search_alert(opinion))[0]
    assert (
        f"{sent.DOCKET_ID}/opinion-5",
        "https://www.courtlistener.com/opinion/5/larkspur/",
        "Opinion. The rule is vacated.",
    ) == (
        found.key,
        found.url,
        found.summary,
    )


def test_old_alerts_warn_the_operator_with_what_to_do():
    event = read(sent.event(4, {"old_alerts": [{"docket": 3}], "disabled_alerts": [{"docket": 1}]}))
    assert ["https://www.courtlistener.com/docket/1/-/", "https://www.courtlistener.com/docket/3/-/"] == [
        next(word.rstrip(".") for word in warning.split() if word.startswith("https://")) for warning in event.warnings
    ]


def test_event_of_a_new_type_is_taken_and_told():
    event = read(sent.event(6, {}))
    assert ("unknown", ()) == (event.kind, event.pushes)
    assert "(6)" in event.warnings[0]


@pytest.mark.parametrize("body", [None, [], 7, "x", {}, {"webhook": 1}, {"payload": {"results": []}}])
def test_what_is_no_event_is_refused(body: object):
    with pytest.raises(MalformedError):
        read(body)


@given(st.integers(0, 7), ANY_JSON)
def test_read_never_raises_whatever_the_payload(kind: int, payload: object):
    assert isinstance(read(sent.event(kind, payload)), PushedEvent)


@given(ANY_JSON)
def test_read_never_raises_whatever_the_results(row: object):
    for kind in (1, 2):
        assert isinstance(read(sent.event(kind, {"results": [row]})), PushedEvent)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("name", CAPTURES)
def test_captured_event_is_understood(name: str, version: int):
    event = read(captured(f"{name}.v{version}"))
    assert event.kind in ("docket alert", "search alert", "document fetched", "old alerts", "document granted")


@pytest.mark.parametrize("version", [1, 2])
def test_captured_docket_alert_is_its_entry(version: int):
    url = "https://www.courtlistener.com/docket/4214664/feed/"
    found = items(captured(f"docket_alert.v{version}"), dockets(url, known=None))[0]
    assert ("4214664/entry-140", "National veterans legal services program v united states") == (found.key, found.title)
    assert found.summary.startswith("MOTION for Settlement Preliminary Approval by ALLIANCE FOR JUSTICE")
    known = dockets(url, known=KnownDocket("4214664", "dcd", "1:16-cv-00745", "NVLSP v. United States"))
    assert ("dcd/1:16-cv-00745/no/140", "dcd/1:16-cv-00745/doc/04509519006") == items(
        captured(f"docket_alert.v{version}"), known
    )[0].aliases[:2]


@pytest.mark.parametrize("version", [1, 2])
def test_captured_search_alert_is_its_opinion(version: int):
    url = "https://www.courtlistener.com/docket/2668808/feed/"
    found = items(captured(f"search_alert.v{version}"), dockets(url, known=None))[0]
    assert ("2668808/opinion-2812209", "14-556 Obergefell v. Hodges") == (found.key, found.title)
