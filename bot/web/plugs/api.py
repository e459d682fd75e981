"""Matters as JSON. `openapi.json` beside this file describes every field; the tests hold the two together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.domain.deadline import Deadline
from bot.domain.source import Health
from bot.domain.story import Report, Story
from bot.render.story_message import headline
from bot.web.records import Dossier
from bot.web.told import address, iso

DESCRIPTION = Path(__file__).parent / "openapi.json"

Json = dict[str, Any]


def matters_json(dossiers: Sequence[Dossier]) -> bytes:
    return _dumped({"matters": [_summary(d) for d in dossiers]})


def matter_json(dossier: Dossier) -> bytes:
    deadlines = [_summary_of(chain[-1]) | {"versions": [_version(v) for v in chain]} for chain in dossier.chains]
    return _dumped(
        _summary(dossier)
        | {
            "deadlines": deadlines,
            "stories": [_story(s) for s in dossier.standing.stories],
            "sources": _sources(dossier),
        }
    )


def error_json(sentence: str) -> bytes:
    return _dumped({"error": sentence})


def _summary(dossier: Dossier) -> Json:
    matter, conditions = dossier.matter, dossier.standing.conditions.values()
    return {
        "id": matter.id,
        "names": matter.names,
        "zone": matter.zone,
        "deadlines": [_summary_of(chain[-1]) for chain in dossier.chains],
        "n_sources": len(matter.sources),
        "n_sources_healthy": sum(c.health is Health.HEALTHY for c in conditions),
    }


def _summary_of(current: Deadline) -> Json:
    return {"id": current.id, "name": current.name, "current": _version(current)}


def _version(version: Deadline) -> Json:
    return {
        "version": version.version,
        "due_at": iso(version.due_at),
        "zone": version.zone,
        "is_whole_day": version.is_whole_day,
        "status": version.status,
        "authority": version.authority,
        "link": version.link,
        "decided_at": iso(version.decided_at),
        "n_extensions": version.n_extensions,
        "supersedes": version.supersedes,
    }


def _story(story: Story) -> Json:
    change = story.change
    return {
        "id": story.id,
        "event": story.event,
        "stage": story.stage,
        "level": story.level,
        "is_final": story.stage.is_final,
        "is_confirmed": story.is_confirmed,
        "is_withdrawn": story.is_withdrawn,
        "headline": headline(story.primary),
        "url": address(story.primary.url),
        "reached_at": iso(story.reached_at),
        "updated_at": iso(story.updated_at),
        "change": {"deadline": change.after.id, "before": _version(change.before), "after": _version(change.after)}
        if change
        else None,
        "reports": [_report(r) for r in story.reports],
    }


def _report(report: Report) -> Json:
    return {
        "outlet": report.outlet,
        "trust": report.trust,
        "title": report.title,
        "url": address(report.url),
        "lang": report.lang,
        "stage": report.stage,
        "seen_at": iso(report.seen_at),
        "published_at": iso(report.published_at) if report.published_at else None,
    }


def _sources(dossier: Dossier) -> list[Json]:
    """Without their addresses: one may hold a key."""
    standing = dossier.standing
    made = []
    for spec in dossier.matter.sources:
        condition, state = standing.conditions[spec.id], standing.states[spec.id]
        made.append(
            {
                "outlet": spec.outlet,
                "kind": spec.kind,
                "trust": spec.trust,
                "health": condition.health,
                "since_at": iso(condition.since_at) if condition.since_at else None,
                "last_news_at": iso(state.last_new_at) if state.last_new_at else None,
            }
        )
    return made


def _dumped(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
