"""`reprieve replay`: captured bodies in time order through the real parse, plan and store, the clock at their times."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from bot.domain.deadline import Deadline
from bot.domain.errors import ConfigError, SourceError
from bot.domain.event import Action, StoryEvent
from bot.domain.ids import SourceId
from bot.domain.matter import Matter
from bot.domain.plan import Plan
from bot.domain.source import SourceSpec, Validators
from bot.log import configure
from bot.loops.ingest import Ingest
from bot.loops.opening import open_matters
from bot.metrics import Metrics
from bot.packs.load import load_packs
from bot.sources.registry import KINDS
from bot.store.embedded import embedded_valkey
from bot.store.redis_store import open_store

_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2})Z")


@dataclass(frozen=True, slots=True)
class Capture:
    """One captured body, the source it is of and when it was taken."""

    at: datetime
    source: SourceSpec
    path: Path


class CaptureClock:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


def replay(
    *,
    matter: str,
    source: Annotated[list[str], Parameter(negative=())],
    json: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Feed captured bodies through the real pipeline and print each alert and deadline change.

    Parameters
    ----------
    matter
        The matter to watch: the name of a pack.
    source
        KIND=DIR: a source kind and a folder of bodies named by the time they were taken (2025-04-08T124227Z.xml).
        Give it once for each folder.
    json
        Print one JSON object a line: at, alert, event, stage, title, url, deadline_before, deadline_after.
    """
    configure("WARNING", "auto", ())
    found = load_packs([matter], None, KINDS)[0]
    captures = sorted(_captures(found, source), key=lambda c: (c.at, c.path.name))
    return asyncio.run(_replay(found, captures, as_json=json))


async def _replay(matter: Matter, captures: Sequence[Capture], *, as_json: bool) -> int:
    specs = tuple({c.source.id: c.source for c in captures}.values())
    matter = replace(matter, sources=specs)
    clock = CaptureClock(captures[0].at)
    with tempfile.TemporaryDirectory(prefix="reprieve-replay-") as folder:
        async with embedded_valkey(Path(folder)) as url, open_store(url) as store:
            ingest = Ingest(store.items, [matter], clock, Metrics(), on_events=lambda: None)
            await open_matters([matter], store.items, clock)
            for capture in captures:
                clock.at = capture.at
                await _take(capture, ingest, matter, as_json=as_json)
    return 0


async def _take(capture: Capture, ingest: Ingest, matter: Matter, *, as_json: bool) -> None:
    try:
        parsed = KINDS[capture.source.kind].parse(capture.path.read_bytes(), capture.source)
    except SourceError as error:
        print(f"{capture.path.name}: {error}", file=sys.stderr)
        return
    for problem in parsed.problems:
        print(f"{capture.path.name}: {problem.where}: {problem.what}", file=sys.stderr)
    made = await ingest.take(capture.source, parsed, Validators(), capture.at + timedelta(minutes=1))
    for row in _rows(made, matter):
        print(json.dumps(row, ensure_ascii=False) if as_json else _sentence(row))


def _rows(made: Plan, matter: Matter) -> Iterator[dict[str, str | None]]:
    stories = {s.id: s for s in made.stories}
    told = [e for e in made.events if e.action is not Action.EDIT]
    silent = [c for c in made.changes if all(e.change != c for e in told)]
    for event in told:
        story = stories[event.story_id]
        yield {
            "at": _stamp(event.at),
            "alert": event.level,
            "event": story.event,
            "stage": story.stage,
            "title": story.primary.title,
            "url": story.primary.url,
            **_ends(event),
        }
    for change in silent:
        yield {
            "at": _stamp(made.at),
            "alert": None,
            "event": None,
            "stage": None,
            "title": matter.name_for("en"),
            "url": change.after.link,
            "deadline_before": _day(change.before),
            "deadline_after": _day(change.after),
        }


def _ends(event: StoryEvent) -> dict[str, str | None]:
    change = event.change
    return {
        "deadline_before": _day(change.before) if change else None,
        "deadline_after": _day(change.after) if change else None,
    }


def _day(deadline: Deadline) -> str:
    local = deadline.due_at.astimezone(ZoneInfo(deadline.zone))
    return local.date().isoformat() if deadline.is_whole_day else local.isoformat()


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _sentence(row: dict[str, str | None]) -> str:
    moved = (
        f"; the deadline moves from {row['deadline_before']} to {row['deadline_after']}"
        if row["deadline_after"]
        else ""
    )
    return f"{row['at']}  {row['alert']}  {row['event']}/{row['stage']}  {row['title']}{moved}"


def _captures(matter: Matter, sources: Sequence[str]) -> Iterator[Capture]:
    for given in sources:
        kind, _, folder = given.partition("=")
        if kind not in KINDS or not folder or not Path(folder).is_dir():
            known = ", ".join(sorted(KINDS))
            raise ConfigError([f"--source {given}: give KIND=DIR with a folder that exists and a kind of {known}."])
        spec = _spec_for(matter, kind, given)
        taken = [(path, _STAMP.match(path.name)) for path in Path(folder).iterdir()]
        if not any(stamp for _, stamp in taken):
            raise ConfigError([f"--source {given}: no file there is named by its time, like 2025-04-08T124227Z.xml."])
        for path, stamp in taken:
            if stamp:
                yield Capture(datetime.fromisoformat(f"{stamp[1]}T{stamp[2]}:{stamp[3]}:{stamp[4]}+00:00"), spec, path)


def _spec_for(matter: Matter, kind: str, given: str) -> SourceSpec:
    """The matter's own source of this kind, else one with the kind's usual trust; each folder is a source."""
    own = next((s for s in matter.sources if s.kind == kind), None)
    if own is not None:
        return replace(own, id=SourceId(given))
    return SourceSpec(SourceId(given), kind, "https://replay.invalid/", KINDS[kind].trust, outlet=kind)
