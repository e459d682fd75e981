"""Public pages over the memory store, and readers to ask for them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from ipaddress import ip_network

import aiohttp
from lxml import html

from bot.domain.deadline import Deadline
from bot.domain.event import AlertLevel, EventType, Stage
from bot.domain.ids import MatterId, StoryId
from bot.domain.matter import Matter
from bot.domain.source import Habits, SourceState, Trust
from bot.domain.story import Report, Story
from bot.phrases import LANGUAGES, phrases_for
from bot.store.memory.store import MemoryStore
from bot.web.health import Health
from bot.web.records import Records
from bot.web.server import application, serving
from tests import make
from tests.fakes.clock import StandingClock
from tests.unit.render.messages import CHANGE, EXTENDED, OFFICIAL, PRESS, SIGNED_AT, a_deadline, a_story

WELL = Health(is_store_up=True, heartbeat_age_s=0.2, n_sources=2, n_sources_healthy=2, backlog=0)
LOOPBACK = (ip_network("127.0.0.0/8"),)
NOW = datetime(2025, 1, 21, 12, 0, tzinfo=UTC)
WIRE = make.source("wire")
GOV = make.source("gov", Trust.OFFICIAL, outlet="White House")
TIKTOK = make.matter(sources=(WIRE, GOV))
FOLLOWED = make.matter(id=MatterId("~abcdefgh"), names={"en": "A private feed"})
ORDER = a_story(PRESS, replace(OFFICIAL, seen_at=SIGNED_AT), id=StoryId("order"), change=CHANGE, updated_at=SIGNED_AT)
TALK = a_story(PRESS, id=StoryId("talk"), stage=Stage.CONSIDERED, event=EventType.DIVESTITURE_DEAL)


@dataclass
class Answered:
    """What a reader got."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def page(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)


@dataclass
class Reader:
    """Asks one running server."""

    session: aiohttp.ClientSession
    address: str

    async def get(self, path: str, method: str = "GET", **headers: str) -> Answered:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(method, self.address + path, headers=given, allow_redirects=False) as response:
            return Answered(response.status, response.headers, await response.text())


@dataclass
class Site:
    """The pages over a memory store that a test fills."""

    matters: Sequence[Matter] = (TIKTOK, FOLLOWED)
    stories: Sequence[Story] = (ORDER, TALK)
    chain: Sequence[Deadline] = (a_deadline(), EXTENDED)
    states: dict[str, SourceState] = field(default_factory=dict)
    clock: StandingClock = field(default_factory=lambda: StandingClock(NOW))
    store: MemoryStore = field(default_factory=MemoryStore)
    health: Health = WELL
    public_url: str = ""

    def __post_init__(self) -> None:
        state = self.store.state
        for matter in self.matters:
            if self.chain and matter.deadlines:
                state.deadlines[matter.id] = {(d.id, d.version): replace(d, matter_id=matter.id) for d in self.chain}
            state.stories[matter.id] = {s.id: replace(s, matter_id=matter.id) for s in self.stories}
        state.sources.update(self.states)

    def tell(self, story: Story) -> None:
        self.store.state.stories[TIKTOK.id][story.id] = story

    def move(self, version: Deadline) -> None:
        self.store.state.deadlines[TIKTOK.id][version.id, version.version] = version

    def records(self) -> Records:
        return Records(
            matters=self.matters,
            items=self.store.items,
            deadlines=self.store.deadlines,
            clock=self.clock,
            phrases=phrases_for,
            languages=LANGUAGES,
            public_url=self.public_url,
        )

    async def facts(self) -> Health:
        return self.health

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Reader]:
        app = application(self.facts, bytes, LOOPBACK, records=self.records())
        async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession() as session:
            yield Reader(session, f"http://127.0.0.1:{port}")


async def read(path: str, method: str = "GET", site: Site | None = None, **headers: str) -> Answered:
    """One answer of a site of its own."""
    async with (site or Site()).open() as reader:
        return await reader.get(path, method, **headers)


def healthy(**changes: object) -> SourceState:
    return replace(SourceState(last_ok_at=NOW, last_new_at=SIGNED_AT, habits=Habits()), **changes)


def hostile(title: str) -> Story:
    """A breaking story whose texts a stranger wrote."""
    report: Report = replace(PRESS, title=title, outlet=title, url=f"https://harbor.example/{title}")
    return a_story(report, id=StoryId("hostile"), event=EventType.RULING, level=AlertLevel.BREAKING)
