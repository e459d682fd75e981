"""Short ways to make domain values; every default is ordinary, a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.domain.deadline import Deadline, DeadlineStatus
from bot.domain.event import AlertLevel, EventType, Stage, StatedTerm, Verdict
from bot.domain.ids import DeadlineId, ItemKey, MatterId, SourceId
from bot.domain.item import Item
from bot.domain.matter import DeadlineSpec, KnownDocument, Matter
from bot.domain.plan import Batch, MatterState, World
from bot.domain.source import SourceSpec, Trust, Validators
from bot.domain.story import Report, Story

NOON = datetime(2025, 1, 15, 12, tzinfo=UTC)
FIRST_DUE = datetime(2025, 1, 20, 4, 59, tzinfo=UTC)


def item(key: str = "k1", title: str = "TikTok plans to go dark", **changes: object) -> Item:
    values = {"url": f"https://harbor.example/{key}", "summary": "", "published_at": NOON} | changes
    return Item(key=ItemKey(key), title=title, **values)  # type: ignore[arg-type]


def source(name: str = "wire", trust: Trust = Trust.PRESS, **changes: object) -> SourceSpec:
    values = {"kind": "news_feed", "url": f"https://{name}.example/feed", "outlet": name.title()} | changes
    return SourceSpec(id=SourceId(name), trust=trust, **values)  # type: ignore[arg-type]


def verdict(
    event: EventType = EventType.EXTENSION,
    stage: Stage = Stage.ORDERED_OR_HAPPENED,
    alert: AlertLevel = AlertLevel.BREAKING,
    **changes: object,
) -> Verdict:
    return Verdict(event=event, stage=stage, alert=alert, rule="a rule", phrase="words", **changes)  # type: ignore[arg-type]


def report(name: str = "wire", key: str = "k1", **changes: object) -> Report:
    values: dict[str, object] = {
        "source_id": SourceId(name),
        "item_key": ItemKey(key),
        "fingerprint": "f",
        "outlet": name.title(),
        "trust": Trust.PRESS,
        "title": "A title",
        "url": f"https://{name}.example/{key}",
        "lang": "en",
        "seen_at": NOON,
        "published_at": NOON,
        "event": EventType.EXTENSION,
        "stage": Stage.ORDERED_OR_HAPPENED,
        "alert": AlertLevel.BREAKING,
        "why": "a rule: “words”",
    }
    return Report(**(values | changes))  # type: ignore[arg-type]


def deadline(**changes: object) -> Deadline:
    values: dict[str, object] = {
        "id": DeadlineId("divest"),
        "matter_id": MatterId("tiktok"),
        "name": "Divest-or-ban deadline",
        "version": 1,
        "due_at": FIRST_DUE,
        "zone": "America/New_York",
        "status": DeadlineStatus.PENDING,
        "authority": "Public Law 118-50",
        "link": "https://law.example/118-50",
        "decided_at": datetime(2024, 4, 24, tzinfo=UTC),
    }
    return Deadline(**(values | changes))  # type: ignore[arg-type]


def document(name: str, until: date, known_at: datetime, **changes: object) -> KnownDocument:
    values: dict[str, object] = {
        "id": name,
        "urls": (f"https://gov.example/{name}",),
        "title": "Extending the Delay",
        "signed_on": known_at.date(),
        "known_at": known_at,
        "event": EventType.EXTENSION,
        "stage": Stage.ORDERED_OR_HAPPENED,
        "term": StatedTerm(until=until),
    }
    return KnownDocument(**(values | changes))  # type: ignore[arg-type]


def matter(**changes: object) -> Matter:
    values: dict[str, object] = {
        "id": MatterId("tiktok"),
        "names": {"en": "TikTok law", "zh": "TikTok 法案"},
        "zone": "America/New_York",
        "terms": {"en": ("TikTok",), "zh": ("字节跳动",)},
        "context": {},
        "dockets": (),
        "sources": (source(),),
        "deadlines": (
            DeadlineSpec(
                id=DeadlineId("divest"),
                names={"en": "Divest-or-ban deadline", "zh": "期限"},
                due_at=FIRST_DUE,
                zone="America/New_York",
                authority="Public Law 118-50",
                link="https://law.example/118-50",
                decided_on=date(2024, 4, 24),
            ),
        ),
    }
    return Matter(**(values | changes))  # type: ignore[arg-type]


def world(*stories: Story, seen: frozenset[int] = frozenset(), is_baselined: bool = True, **changes: object) -> World:
    state = {"matter": matter(), "revision": 7, "stories": stories, "deadlines": (deadline(),)} | changes
    return World(seen=seen, is_baselined=is_baselined, matters=(MatterState(**state),))  # type: ignore[arg-type]


def batch(*items: Item, of: SourceSpec | None = None) -> Batch:
    return Batch(source=of or source(), items=items, validators=Validators(etag="e2"))


def hours(n: float) -> timedelta:
    return timedelta(hours=n)
