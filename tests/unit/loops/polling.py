"""A poller around one source whose answers a test writes down, and a clock that a test moves."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from structlog.testing import capture_logs

from bot.domain.errors import SourceError
from bot.domain.item import Parsed
from bot.domain.source import Polled, SourceSpec, SourceState, Validators
from bot.loops.heat import Heat
from bot.loops.ingest import Ingest
from bot.loops.poll import Poller
from bot.loops.supervise import Crew
from bot.metrics import Metrics
from bot.ports import Source
from bot.store.memory.store import MemoryStore
from tests import make
from tests.fakes.clock import StandingClock

SPEC = make.source("wire", zone="America/New_York")
ETAG = Validators(etag="e1", body_hash="h1")


@dataclass
class ScriptedSource:
    """Answers with what a test put into `answers`, and keeps what it was asked with."""

    answers: deque[Polled | SourceError]
    spec: SourceSpec = SPEC
    asked: list[Validators] = field(default_factory=list)

    async def poll(self, validators: Validators) -> Polled:
        self.asked.append(validators)
        answer = self.answers.popleft()
        if isinstance(answer, SourceError):
            raise answer
        return answer


@dataclass
class Polling:
    source: Source
    clock: StandingClock = field(default_factory=StandingClock)
    store: MemoryStore = field(default_factory=MemoryStore)
    metrics: Metrics = field(default_factory=Metrics)
    logs: list[dict[str, object]] = field(default_factory=list)

    async def tick(self) -> SourceState:
        """One tick of a poller that was just started; everything it knows comes from the store."""
        matters = [make.matter(sources=(self.source.spec,))]
        with capture_logs() as logs:
            async with Crew(self.metrics) as crew:
                ingest = Ingest(self.store.items, matters, self.clock, self.metrics, lambda: None)
                heat = Heat(matters, self.store.items, self.store.deadlines, self.clock, self.metrics)
                await heat.tick()
                poller = Poller([self.source], self.store.items, ingest, crew, self.clock, self.metrics, heat)
                await poller.tick()
                await crew.settle("poll", within_s=5)
        self.logs += logs
        return await self.state()

    async def poll(self) -> SourceState:
        """Moves on to the next poll that is due, and makes it."""
        state = await self.state()
        if state.next_poll_at is not None:
            self.clock.at = state.next_poll_at
        return await self.tick()

    async def state(self) -> SourceState:
        sid = self.source.spec.id
        return (await self.store.items.source_states([sid]))[sid]

    @property
    def told(self) -> list[object]:
        """The lines of the log about the source itself."""
        return [line["event"] for line in self.logs if str(line["event"]).startswith("source")]


def answered(*answers: Polled | SourceError) -> Polling:
    return Polling(ScriptedSource(deque(answers)))


def listing(names: Iterable[object], **facts: object) -> Polled:
    """A changed answer that lists these entries."""
    items = tuple(make.item(f"k{name}", f"Headline {name}") for name in names)
    return Polled(Parsed(items), ETAG, **facts)  # type: ignore[arg-type]


SAME = Polled(None, ETAG)
