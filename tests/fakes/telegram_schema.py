"""What the Bot API takes and gives, as two independent descriptions of it see it: aiogram's models and, where it lies
beside the checkout, the machine-readable specification."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, get_args

import aiogram.methods
import aiogram.types
from pydantic import ValidationError

_SPEC = Path(__file__).parents[2].parent / "shared" / "specs" / "telegram-bot-api-10.1.json"
_SIMPLE: dict[str, Any] = {"Integer": int, "String": str, "Boolean": bool, "Float": (int, float)}


@cache
def methods() -> dict[str, Any]:
    """Each method's model, by its name in the Bot API."""
    found = (getattr(aiogram.methods, name) for name in aiogram.methods.__all__)
    return {c.__api_method__: c for c in found if hasattr(c, "__api_method__")}


@cache
def _spec() -> dict[str, Any]:
    return json.loads(_SPEC.read_text(encoding="utf-8")) if _SPEC.exists() else {"methods": {}, "types": {}}


def decoded(method: str, form: dict[str, str]) -> dict[str, Any]:
    """Form fields, which are all texts, as the values they stand for."""
    fields = methods()[method].model_fields if method in methods() else {}
    return {name: _value(text, fields[name].annotation if name in fields else None) for name, text in form.items()}


def _value(text: str, annotation: Any) -> Any:
    kinds = {annotation, *get_args(annotation)}
    if str in kinds and int not in kinds:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def problems(method: str, params: dict[str, Any]) -> list[str]:
    """Why a request is not one the Bot API knows."""
    return [*_by_aiogram(method, params), *_by_spec(method, params)]


def answer_problems(type_name: str, value: Any) -> list[str]:
    """Why an answer of the fake is not one that Telegram gives."""
    try:
        getattr(aiogram.types, type_name).model_validate(value)
    except ValidationError as error:
        return [f"{type_name}: {error}"]
    return []


def _by_aiogram(method: str, params: dict[str, Any]) -> list[str]:
    model = methods().get(method)
    if model is None:
        return [f"{method} is no method"]
    unknown = [f"{method} has no parameter {name}" for name in sorted(set(params) - set(model.model_fields))]
    try:
        model.model_validate(params)
    except ValidationError as error:
        return [*unknown, f"{method}: {error}"]
    return unknown


def _by_spec(method: str, params: dict[str, Any]) -> list[str]:
    known = _spec()["methods"].get(method)
    return _fields_problems(method, known.get("fields", []), params) if known else []


def _fields_problems(where: str, fields: list[dict[str, Any]], value: dict[str, Any]) -> list[str]:
    by_name = {field["name"]: field for field in fields}
    found = [f"{where} lacks {name}" for name, field in by_name.items() if field["required"] and name not in value]
    found += [f"{where} has no field {name}" for name in value if name not in by_name]
    for name in set(value) & set(by_name):
        kinds = by_name[name]["types"]
        if not any(_fits(kind, value[name]) for kind in kinds):
            found.append(f"{where}.{name} is {value[name]!r}, not {' or '.join(kinds)}")
    return found


def _fits(kind: str, value: Any) -> bool:
    if kind.startswith("Array of "):
        inner = kind.removeprefix("Array of ")
        return isinstance(value, list) and all(_fits(inner, part) for part in value)
    if kind in _SIMPLE:
        return isinstance(value, _SIMPLE[kind]) and (kind == "Boolean" or not isinstance(value, bool))
    described = _spec()["types"][kind]
    if described.get("subtypes"):
        return any(_fits(sub, value) for sub in described["subtypes"])
    return isinstance(value, dict) and not _fields_problems(kind, described.get("fields", []), value)
