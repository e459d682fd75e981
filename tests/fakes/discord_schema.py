"""Holds what is sent to the fake Discord against Discord's own description of its API, where that is at hand."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SPEC = Path(__file__).parents[2].parent / "shared" / "specs" / "discord-openapi-v10.json"
_ROOT = "urn:discord"


def faults_in_request(method: str, path: str, body: Any) -> list[str]:
    """Why Discord would refuse this body; empty when it fits or the description is not at hand."""
    if not SPEC.exists() or body is None:
        return []
    template = next((t for t, pattern in _templates() if pattern.fullmatch(path)), None)
    if template is None or method.lower() not in _spec()["paths"][template]:
        return [f"{method} {path}: Discord has no such call"]
    pointer = f"/paths/{_escaped(template)}/{method.lower()}/requestBody/content/application~1json/schema"
    return [f"{method} {path}: {e.json_path}: {e.message}" for e in _validator(pointer).iter_errors(body)]


def faults_in_answer(schema: str, body: Any) -> list[str]:
    """Why the fake's own answer would not be Discord's."""
    if not SPEC.exists():
        return []
    return [f"{e.json_path}: {e.message}" for e in _validator(f"/components/schemas/{schema}").iter_errors(body)]


@cache
def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = json.loads(SPEC.read_text("utf-8"))
    return spec


@cache
def _templates() -> list[tuple[str, re.Pattern[str]]]:
    """Every path with its pattern, the ones with fewer variables first."""
    paths = sorted(_spec()["paths"], key=lambda p: p.count("{"))
    return [(p, re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(p)))) for p in paths]


@cache
def _validator(pointer: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resource(_ROOT, Resource(_spec(), DRAFT202012))
    return Draft202012Validator({"$ref": f"{_ROOT}#{pointer}"}, registry=registry)


def _escaped(template: str) -> str:
    return template.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
