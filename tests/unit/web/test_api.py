"""The API against its own description."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bot.domain.deadline import DeadlineStatus
from bot.domain.event import AlertLevel, EventType, Stage
from bot.domain.source import Health, SourceState, Trust
from bot.web.plugs.api import DESCRIPTION
from bot.web.server import application
from tests.unit.web.pages import LOOPBACK, NOW, Answered, Site, healthy, hostile, read
from tests.unit.web.test_pages import HOSTILE

DOCUMENT = json.loads(DESCRIPTION.read_text("utf-8"))
SCHEMAS = DOCUMENT["components"]["schemas"]
FAILING = SourceState(last_ok_at=NOW, n_fails=1, failing_since_at=NOW, problem="HTTP 503")


def check(value: object, schema: str) -> None:
    registry = Registry().with_resource("doc", Resource(DOCUMENT, DRAFT202012))
    ref = {"$ref": f"doc#/components/schemas/{schema}"}
    jsonschema.Draft202012Validator(ref, registry=registry).validate(value)


def described(path: str, status: int) -> str:
    """The schema that the description gives for an answer."""
    content = DOCUMENT["paths"][path]["get"]["responses"][str(status)]["content"]
    return str(PurePosixPath(content["application/json"]["schema"]["$ref"]).name)


def body_of(answered: Answered) -> Any:
    return json.loads(answered.text)


@pytest.mark.parametrize(
    ("path", "template", "status"),
    [
        ("/api/v1/matters", "/api/v1/matters", 200),
        ("/api/v1/matters/tiktok", "/api/v1/matters/{id}", 200),
        ("/api/v1/matters/nothing", "/api/v1/matters/{id}", 404),
    ],
)
async def test_answers_are_as_described(path: str, template: str, status: int):
    answered = await read(path, site=Site(states={"wire": FAILING, "gov": healthy()}))
    assert (status, True) == (answered.status, answered.headers["Content-Type"].startswith("application/json"))
    check(body_of(answered), described(template, status))


@pytest.mark.parametrize("title", HOSTILE)
async def test_hostile_texts_are_as_described(title: str):
    check(body_of(await read("/api/v1/matters/tiktok", site=Site(stories=(hostile(title),)))), "Matter")


async def test_description_is_served_as_it_is():
    assert DOCUMENT == body_of(await read("/api/v1/openapi.json"))


async def test_every_path_is_described_and_every_description_has_a_path():
    site = Site()
    app = application(site.facts, bytes, LOOPBACK, records=site.records())
    served = {r.canonical for r in app.router.resources() if r.canonical.startswith("/api/")}
    assert served == set(DOCUMENT["paths"])


@pytest.mark.parametrize(
    ("schema", "field", "kind"),
    [
        ("Version", "status", DeadlineStatus),
        ("Story", "event", EventType),
        ("Story", "stage", Stage),
        ("Report", "stage", Stage),
        ("Report", "trust", Trust),
        ("Source", "trust", Trust),
        ("Source", "health", Health),
    ],
)
def test_description_knows_every_word(schema: str, field: str, kind: type):
    assert [word.value for word in kind] == SCHEMAS[schema]["properties"][field]["enum"]


def test_description_knows_every_level_that_is_told():
    told = [level.value for level in AlertLevel if level is not AlertLevel.IGNORE]
    assert told == SCHEMAS["Story"]["properties"]["level"]["enum"]


async def test_saga_is_told_oldest_first_with_the_current_version():
    [deadline] = body_of(await read("/api/v1/matters/tiktok"))["deadlines"]
    assert [1, 2] == [version["version"] for version in deadline["versions"]]
    assert ("2025-04-06T03:59:00Z", "extended") == (deadline["current"]["due_at"], deadline["current"]["status"])


async def test_answer_is_the_same_while_nothing_changes_and_says_its_age():
    site = Site()
    async with site.open() as reader:
        first = await reader.get("/api/v1/matters/tiktok")
        site.clock.move(seconds=3)
        aged = await reader.get("/api/v1/matters/tiktok")
        site.clock.move(hours=1)
        later = await reader.get("/api/v1/matters/tiktok", If_None_Match=first.headers["ETag"])
    assert (["0", "3", "0"], 304) == ([a.headers["Age"] for a in (first, aged, later)], later.status)


@pytest.mark.parametrize("path", ["/api/v1/matters", "/matter/tiktok.ics", "/matter/tiktok/feed.json"])
async def test_other_sites_may_read_what_tools_take(path: str):
    assert "*" == (await read(path)).headers["Access-Control-Allow-Origin"]


async def test_pages_may_not_be_read_by_other_sites():
    assert "Access-Control-Allow-Origin" not in (await read("/matter/tiktok")).headers


async def test_version_that_is_no_longer_open_is_as_described():
    site = Site()
    site.move(replace(site.chain[-1], version=3, supersedes=2, status=DeadlineStatus.MOOT))
    check(body_of(await read("/api/v1/matters/tiktok", site=site)), "Matter")
