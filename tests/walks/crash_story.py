"""What happens in the crash walk: who follows what, what each round brings, and where its process dies."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.channel import Channel, Platform
from bot.domain.deadline import Deadline, Reminder
from bot.domain.event import AlertLevel
from bot.domain.ids import DeadlineId, MatterId
from bot.domain.item import Item
from bot.domain.matter import Matter
from bot.domain.source import SourceSpec, Trust
from bot.domain.subscription import Subscription
from tests import make

ACCEPTED = {Platform.DISCORD: "accepted by Discord", Platform.TELEGRAM: "accepted by Telegram"}
"""The platform has taken the message, and its answer never reaches the sender."""

ONCE = (
    *(f"{when} {call}" for call in ("world", "commit", "address", "fire") for when in ("before", "after")),
    "before claim",
)
OFTEN = ("after claim", "before send", "before ack", "after ack", *ACCEPTED.values())
"""Points that the deliveries of one event pass in four lanes, so that any of them may be the one that dies."""

POINTS = (*ONCE, *OFTEN)
REPEAT_LABEL = "This may be a repeat"
SITE = "https://harbor.example"
OFFICIAL = make.source("bureau", Trust.OFFICIAL)
WIRE = make.source("wire", Trust.PRESS)
NEWS = make.matter(sources=(OFFICIAL, WIRE))

NEWS_CHANNELS = (
    Channel(Platform.DISCORD, 101),
    Channel(Platform.DISCORD, 102),
    Channel(Platform.TELEGRAM, 201),
    Channel(Platform.TELEGRAM, -202),
)
CASE_CHANNELS = (
    Channel(Platform.DISCORD, 101),
    Channel(Platform.DISCORD, 103),
    Channel(Platform.TELEGRAM, 201),
    Channel(Platform.TELEGRAM, 203),
)
_KILLS_IN_A_ROW = 4
"""A row is given up after five deaths while it is sent, so a calm round comes before the fifth."""

_WINDOW = 10
_FROM = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Setting:
    """What every life has in common. Shape: `manners` is `careful`, `hasty` or `forgetful`."""

    store_url: str
    discord_api: str
    discord_token: str
    telegram_url: str
    telegram_token: str
    n_per_point: int
    seed: int
    manners: str


@dataclass(frozen=True, slots=True)
class Round:
    """One life of the bot. Shape: it dies at the `nth` passing of `point`, or delivers everything when that is empty.

    `is_late`: so long after the round before that Discord no longer remembers a nonce.
    """

    number: int
    point: str = ""
    nth: int = 1
    is_late: bool = False

    @property
    def has_wire(self) -> bool:
        """Another outlet reports the same: the message of the story is edited."""
        return self.number % (_KILLS_IN_A_ROW + 1) == 0

    @property
    def has_case(self) -> bool:
        """A reminder falls due."""
        return self.number % 4 == 0 or self.point.endswith("fire")


def rounds(n_per_point: int, seed: int) -> list[Round]:
    """Every point so many times, in a random order, with a calm round after every few deaths and at the end."""
    chance = random.Random(seed)  # noqa: S311  an order of rounds, not a secret
    points = [point for point in POINTS for _ in range(n_per_point)]
    chance.shuffle(points)
    return list(_rounds(points, chance))


def _rounds(points: Sequence[str], chance: random.Random) -> Iterator[Round]:
    number = 0
    for start in range(0, len(points), _KILLS_IN_A_ROW):
        for point in points[start : start + _KILLS_IN_A_ROW]:
            lanes = 2 if point in ACCEPTED.values() else len(NEWS_CHANNELS)
            yield Round(number, point, chance.randint(1, lanes) if point in OFTEN else 1)
            number += 1
        yield Round(number, is_late=chance.random() < 0.5)
        number += 1


def shown_until(played: Sequence[Round], source: SourceSpec) -> tuple[Item, ...]:
    """The feed of a source after these rounds, the newest item first as feeds have it."""
    if source == WIRE:
        return tuple(_item("wire", r.number) for r in reversed(played) if r.has_wire)[:_WINDOW]
    return tuple(_item("story", r.number) for r in reversed(played))[:_WINDOW]


def _item(kind: str, number: int) -> Item:
    title = f"TikTok goes dark in the United States, notice {number}"
    return make.item(f"{kind}-{number}", title, url=f"{SITE}/{kind}/{number}", published_at=None)


def cases(played: Sequence[Round]) -> list[Matter]:
    """A matter of its own for each reminder."""
    return [_case(r.number) for r in played if r.has_case]


def _case(number: int) -> Matter:
    return make.matter(
        id=MatterId(f"case-{number}"), names={"en": f"Case {number}"}, terms={"en": (f"Case {number}",)}, sources=()
    )


def case_deadline(case: Matter, now: datetime) -> tuple[Deadline, Reminder]:
    """The deadline of a case, and its reminder of one hour before, which is due now."""
    spec, number = case.deadlines[0], case.id.removeprefix("case-")
    deadline = make.deadline(
        id=DeadlineId(spec.id), matter_id=case.id, due_at=now + timedelta(hours=1), link=f"{SITE}/case/{number}"
    )
    return deadline, Reminder(case.id, deadline.id, deadline.version, timedelta(hours=1), now)


def subscriptions(played: Sequence[Round]) -> list[Subscription]:
    followed = [(NEWS, NEWS_CHANNELS), *((case, CASE_CHANNELS) for case in cases(played))]
    return [
        Subscription(channel, matter.id, AlertLevel.NOTABLE, "en", "UTC", _FROM)
        for matter, channels in followed
        for channel in channels
    ]


def posts(played: Sequence[Round]) -> dict[str, frozenset[Channel]]:
    """Every mark that must have been posted once, and where."""
    stories = {f"story/{r.number}": frozenset(NEWS_CHANNELS) for r in played}
    return stories | {f"case/{r.number}": frozenset(CASE_CHANNELS) for r in played if r.has_case}


def edits(played: Sequence[Round]) -> dict[str, frozenset[Channel]]:
    """Every mark that must stand in an edited message in the end, and where."""
    return {f"wire/{r.number}": frozenset(NEWS_CHANNELS) for r in played if r.has_wire}
