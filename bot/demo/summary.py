"""The closing word: how the deadline moved, what was breaking, and the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from rich.table import Table

from bot.demo.feed_server import Served
from bot.demo.verify import breaking_of
from bot.demo.witness import Telling
from bot.domain.event import AlertLevel, StoryEvent


@dataclass(frozen=True, slots=True)
class Performance:
    """What happened in one run. Shape: `first_day` is the deadline it began with, `moves` those it moved to."""

    first_day: date
    moves: Sequence[date]
    tellings: Sequence[Telling]
    served: Served
    n_items: int
    n_duplicates: int
    story_time: timedelta
    real_s: float


def summary(performance: Performance, words: Mapping[str, str], show: Callable[[datetime], str]) -> Table:
    """One table of headings and values; `show` writes an instant in the spectator's way."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    table.add_row(words["moves"], " → ".join(map(str, (performance.first_day, *performance.moves))))
    for position, telling in enumerate(breaking_of(performance.tellings)):
        table.add_row("" if position else words["breaking"], f"{show(telling.at)}  {telling.title}")
    for key, values in _figures(performance).items():
        table.add_row(words[key], words[f"{key}_value"].format(**values))
    return table


def _figures(performance: Performance) -> dict[str, dict[str, int]]:
    sent = [t.receipt for t in performance.tellings]
    levels = [r.event.level for r in sent if isinstance(r.event, StoryEvent) and not r.is_edit]
    latencies_ms = [r.latency.total_seconds() * 1000 for r in sent] or [0.0]
    served = performance.served
    return {
        "polls": {"n": served.n_polls, "unchanged": served.n_unchanged, "failed": served.n_failed},
        "items": {"n": performance.n_items, "duplicates": performance.n_duplicates},
        "messages": {
            "breaking": levels.count(AlertLevel.BREAKING),
            "notable": levels.count(AlertLevel.NOTABLE),
            "reminders": sum(r.is_reminder for r in sent),
        },
        "edits": {"n": sum(r.is_edit for r in sent)},
        "latency": {"p50": round(median(latencies_ms)), "longest": round(max(latencies_ms))},
        "time": {"days": performance.story_time.days, "seconds": round(performance.real_s)},
    }
