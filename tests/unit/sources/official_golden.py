"""How the bodies in tests/golden/official are parsed and told."""

from __future__ import annotations

from pathlib import Path

from bot.domain.item import Parsed
from bot.sources.registry import KINDS
from tests.unit.sources.support import spec_for

FOLDER = Path(__file__).parents[2] / "golden" / "official"
_OFFICIAL = ("federal_register", "congress", "govinfo")


def bodies() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


def parse(body: Path) -> Parsed:
    """A body by the kind that its name begins with."""
    kind = next(kind for kind in _OFFICIAL if body.name.startswith(kind))
    return KINDS[kind].parse(body.read_bytes(), spec_for(f"https://{kind}.example/", kind))


def told(parsed: Parsed) -> dict[str, object]:
    items = [
        {
            "key": item.key,
            "title": item.title,
            "url": item.url,
            "summary": item.summary,
            "published_at": item.published_at.isoformat() if item.published_at else None,
            "signed_on": item.signed_on.isoformat() if item.signed_on else None,
            "aliases": list(item.aliases),
        }
        for item in parsed.items
    ]
    problems = [[problem.where, problem.what] for problem in parsed.problems]
    return {"title": parsed.title, "items": items, "problems": problems}
