"""One order on the White House page, at public inspection, in the Federal Register twice and at GovInfo: one alert.

The orders are those of June and September 2025, which share one title.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.deadline import Deadline
from bot.domain.event import Action, StoryEvent
from bot.domain.matter import Matter
from bot.domain.plan import Batch, MatterState, World
from bot.domain.source import SourceSpec, Trust, Validators
from bot.domain.story import Story
from bot.pipeline.plan import plan
from bot.sources.registry import KINDS
from tests import make

TITLE = "Further Extending the TikTok Enforcement Delay"
PAGE = "https://www.whitehouse.gov/presidential-actions/2025/{slug}/"
SAID = "The enforcement delay specified in section 2(a) of Executive Order 14166 is further extended until {until}."


@dataclass(frozen=True)
class Order:
    """An executive order, as the places that publish it tell of it."""

    number: str
    in_register: str
    signed_on: date
    until: str
    slug: str

    @property
    def signed_at(self) -> datetime:
        return datetime.combine(self.signed_on, datetime.min.time(), UTC).replace(hour=18)

    @property
    def page(self) -> bytes:
        return _rss(TITLE, PAGE.format(slug=self.slug), self.signed_at, SAID.format(until=self.until))

    @property
    def inspection(self) -> bytes:
        row = {
            "document_number": self.in_register,
            "title": f"Executive Orders: {TITLE}",
            "toc_doc": f"{TITLE} (EO {self.number})",
            "filed_at": f"{self._day(4)}T11:15:00.000-04:00",
            "html_url": f"https://www.federalregister.gov/public-inspection/{self.in_register}/executive-orders",
        }
        return json.dumps({"count": 1, "regular_filings_updated_at": None, "results": [row]}).encode()

    @property
    def withdrawal(self) -> bytes:
        answer = json.loads(self.inspection)
        answer["results"][0] |= {"filed_at": None, "editorial_note": "A letter requesting withdrawal was received."}
        return json.dumps(answer).encode()

    @property
    def document(self) -> bytes:
        row = {
            "document_number": self.in_register,
            "title": TITLE,
            "html_url": f"https://www.federalregister.gov/documents/{self._day(5):%Y/%m/%d}/{self.in_register}/further",
            "publication_date": str(self._day(5)),
            "signing_date": str(self.signed_on),
            "executive_order_number": self.number,
        }
        return json.dumps({"count": 1, "results": [row]}).encode()

    @property
    def correction(self) -> bytes:
        row = {
            "document_number": f"C1-{self.in_register}",
            "title": TITLE,
            "publication_date": str(self._day(20)),
            "correction_of": f"https://www.federalregister.gov/api/v1/documents/{self.in_register}",
        }
        return json.dumps({"count": 1, "results": [row]}).encode()

    @property
    def feed(self) -> bytes:
        address = f"https://www.federalregister.gov/documents/{self._day(5):%Y/%m/%d}/{self.in_register}/further"
        return _rss(TITLE, address, self.signed_at + timedelta(days=5), "")

    @property
    def compilation(self) -> bytes:
        address = f"https://www.govinfo.gov/app/details/DCPD-2025{self.number}"
        title = f"DCPD-2025{self.number} - Executive Order {self.number}-{TITLE}"
        return _rss(title, address, self.signed_at + timedelta(days=34), "")

    def _day(self, n: int) -> date:
        return self.signed_on + timedelta(days=n)


JUNE = Order("14310", "2025-11754", date(2025, 6, 19), "September 17, 2025", "06/further-extending-the-delay")
SEPTEMBER = Order("14350", "2025-18482", date(2025, 9, 16), "December 16, 2025", "09/further-extending-the-delay-9dde")
PUBLISHED = ("page", "inspection", "document", "feed", "correction", "compilation")
PLACES = {
    "page": ("whitehouse", 0),
    "inspection": ("federal_register", 4),
    "withdrawal": ("federal_register", 4),
    "document": ("federal_register", 5),
    "feed": ("federal_register", 5),
    "correction": ("federal_register", 20),
    "compilation": ("govinfo", 34),
}
"""Kind of source, and how many days after the signing it tells of the order."""


def _rss(title: str, address: str, at: datetime, text: str) -> bytes:
    item = f"<title>{title}</title><link>{address}</link><guid>{address}</guid><description>{text}</description>"
    stamp = at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return f"<rss version='2.0'><channel><item>{item}<pubDate>{stamp}</pubDate></item></channel></rss>".encode()


@dataclass
class Walk:
    """A matter that sees one answer of a source after the other."""

    matter: Matter = field(default_factory=make.matter)
    deadlines: tuple[Deadline, ...] = field(default_factory=lambda: (make.deadline(),))
    stories: dict[str, Story] = field(default_factory=dict)
    events: list[StoryEvent] = field(default_factory=list)

    def see(self, order: Order, *places: str) -> None:
        for place in places:
            kind, n_days = PLACES[place]
            name = {"correction": "document", "withdrawal": "inspection"}.get(place, place)
            source = SourceSpec(name, kind, f"https://{name}.example/", Trust.OFFICIAL, name.title())
            parsed = KINDS[kind].parse(getattr(order, place), source)
            self._take(Batch(source, parsed.items, Validators()), order.signed_at + timedelta(days=n_days))

    def _take(self, batch: Batch, now: datetime) -> None:
        newest = tuple(sorted(self.stories.values(), key=lambda story: story.updated_at, reverse=True))
        state = MatterState(self.matter, 1, newest, self.deadlines)
        made = plan(batch, World(frozenset(), is_baselined=True, matters=(state,)), now)
        self.stories |= {story.id: story for story in made.stories}
        self.events += made.events
        for change in made.changes:
            self.deadlines = (change.after,)

    @property
    def alerts(self) -> list[tuple[Action, str]]:
        """The messages that make a phone ring, each with the day its deadline moved to."""
        told = [event for event in self.events if event.action is not Action.EDIT]
        return [(e.action, f"{e.change.after.due_at:%Y-%m-%d}" if e.change else "") for e in told]


@pytest.fixture(params=["no document on file", "both on file"])
def walk(request: pytest.FixtureRequest) -> Walk:
    if request.param == "no document on file":
        return Walk()
    on_file = [
        make.document(
            f"Executive Order {order.number}",
            until,
            order.signed_at,
            title=TITLE,
            urls=(PAGE.format(slug=order.slug),),
            signed_on=order.signed_on,
        )
        for order, until in ((JUNE, date(2025, 9, 17)), (SEPTEMBER, date(2025, 12, 16)))
    ]
    return Walk(matter=make.matter(documents=tuple(on_file)))


def test_an_order_is_one_alert_when_five_places_publish_it(walk: Walk):
    walk.see(JUNE, *PUBLISHED)
    assert [(Action.POST, "2025-09-18")] == walk.alerts
    (story,) = walk.stories.values()
    assert ["Page", "Inspection", "Document", "Feed", "Document", "Compilation"] == [r.outlet for r in story.reports]


def test_two_orders_of_one_title_are_two_stories(walk: Walk):
    walk.see(JUNE, *PUBLISHED)
    walk.see(SEPTEMBER, *PUBLISHED)
    assert [(Action.POST, "2025-09-18"), (Action.POST, "2025-12-17")] == walk.alerts
    numbers = [{a for r in story.reports for a in r.aliases if a.startswith("eo/")} for story in walk.stories.values()]
    assert [{"eo/14310"}, {"eo/14350"}] == numbers


def test_an_order_is_one_story_when_its_page_comes_after_the_register(walk: Walk):
    walk.see(JUNE, "inspection", "document", "page", "feed")
    assert (1, "2025-09-18") == (len(walk.stories), walk.alerts[-1][1])


def test_a_late_reprint_of_the_older_order_does_not_join_the_newer_one(walk: Walk):
    walk.see(JUNE, "page", "document")
    walk.see(SEPTEMBER, "page")
    walk.see(JUNE, "correction", "compilation")
    walk.see(SEPTEMBER, "inspection", "document")
    assert [4, 3] == [len(story.reports) for story in walk.stories.values()]


def test_a_correction_is_kept_and_told_to_nobody(walk: Walk):
    walk.see(JUNE, "page", "document")
    n_before = len(walk.events)
    walk.see(JUNE, "correction")
    assert n_before == len(walk.events)


@pytest.mark.parametrize("place", ["inspection", "document"])
def test_an_order_with_another_number_is_another_act(place: str):
    walk = Walk()
    walk.see(JUNE, "page", "document")
    walk.see(replace(JUNE, number="14311", in_register="2025-11999", signed_on=date(2025, 6, 21)), place)
    assert 2 == len(walk.stories)


def test_a_paper_withdrawn_before_publication_is_told_as_taken_back():
    walk = Walk()
    walk.see(JUNE, "inspection", "withdrawal")
    (story,) = walk.stories.values()
    assert ([Action.POST, Action.REPLY], True) == ([action for action, _ in walk.alerts], story.is_withdrawn)


def test_a_paper_first_seen_when_it_was_withdrawn_is_told_to_nobody():
    walk = Walk()
    walk.see(JUNE, "withdrawal")
    assert ([], {}) == (walk.events, walk.stories)
