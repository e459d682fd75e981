"""THE TABLE: how a source's day goes wrong, and what must be told of it.

Each row is one press source of its own. `FAILS`, `LOST`, `SILENT` and `RECOVERED` are the words of the log.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.domain.source import Validators
from tests.walks.source_day.feed_bodies import Style, day_only, undated, year_ahead
from tests.walks.source_day.publisher import Answer, Effect, Fault, Steps, not_modified

FAILS = "source fails"
LOST = "source may have entries that were missed"
SILENT = "source is silent for longer than usual"
RECOVERED = "source recovered"

BROKE_ONCE = {FAILS: 1, RECOVERED: 1}
BROKE_AND_LOST = {FAILS: 1, LOST: 1, RECOVERED: 1}
"""A source that comes back with nothing that was known goes straight from failing to a suspected gap."""

LOST_ONCE = {LOST: 1, RECOVERED: 1}

_PAGE = b"<!DOCTYPE html><html><head><title>Before you continue</title></head><body><form>I agree</form></body></html>"
_MINUTE = timedelta(minutes=1)
_LIE = timedelta(hours=6.6)
"""After six hours a source is asked without its validators, at the next poll."""


def bad(body: bytes = b"", **changes: object) -> Effect:
    """An answer that is none, whatever is listed."""
    return lambda answer, _: Answer(body, is_bad=True, **changes)  # type: ignore[arg-type]


def lies_not_modified(answer: Answer, validators: Validators) -> Answer:
    """A cache that says "not modified" to whoever has any validator."""
    return not_modified(answer, validators) if validators.is_conditional else answer


def rebuilt(answer: Answer, validators: Validators) -> Answer:
    """Other bytes each time, whether anything is new or not."""
    return replace(answer, body=answer.body + f"<!-- {validators.body_hash} -->".encode(), etag="")


def broken_gzip(answer: Answer, _: Validators) -> Answer:
    return replace(answer, body=gzip.compress(answer.body)[:-20], is_bad=True)


def in_gzip(answer: Answer, _: Validators) -> Answer:
    return replace(answer, body=gzip.compress(answer.body))


def cut(keeps: float) -> Effect:
    """A body that ends in the middle of an entry's title, after so large a share of the entries."""

    def effect(answer: Answer, _: Validators) -> Answer:
        parts = answer.body.split(b"<item>")
        n_whole = int((len(parts) - 1) * keeps)
        newest = sorted(answer.numbers, reverse=True)[:n_whole]
        body = b"<item>".join(parts[: n_whole + 1]) + b"<item><title>Agency plans to"
        return replace(answer, body=body, numbers=frozenset(newest))

    return effect


@dataclass(frozen=True, slots=True)
class Row:
    """How one source goes wrong. Shape: it publishes every `every` minutes until hour `until`."""

    faults: tuple[Fault, ...] = ()
    expects: dict[str, int] = field(default_factory=dict)
    every: float = 40
    window: Steps[int] = ((0, 15),)
    style: Steps[Style] = ((0, Style()),)
    until: float = 1000.0
    has_etag: bool = True
    floor: timedelta = timedelta(0)
    within: timedelta = timedelta(minutes=70)


def _broken(
    effect: Effect, begins: float, ends: float, expects: dict[str, int] | None = None, **changes: object
) -> Row:
    return Row((Fault(effect, begins, ends),), BROKE_ONCE if expects is None else expects, **changes)  # type: ignore[arg-type]


def _styled(*styles: tuple[float, Style], **changes: object) -> Row:
    return Row(style=styles, **changes)  # type: ignore[arg-type]


ROWS: dict[str, Row] = {
    "200-error-page": _broken(bad(_PAGE), 9, 10.2),
    "200-empty": _broken(bad(b""), 9, 10.2),
    "200-sentence": _broken(bad(b"Too many requests, slow down."), 9, 9.6),
    "consent-page": _broken(bad(_PAGE, takes_s=1.5), 11, 12.2),
    "lying-304": Row((Fault(lies_not_modified),), every=100, within=_LIE),
    "lying-304-rolls-over": Row((Fault(lies_not_modified, 5, 13),), LOST_ONCE, every=15, within=_LIE),
    "no-news-in-a-new-body": Row((Fault(rebuilt),), has_etag=False),
    "401-for-hours": _broken(bad(status=401), 8, 18.5, BROKE_AND_LOST, every=30),
    "403-for-an-hour": _broken(bad(status=403), 8, 9.2),
    "429": _broken(bad(status=429), 10, 11.2),
    "429-wait-15-min": _broken(bad(status=429, retry_after=15 * _MINUTE), 10, 11.2),
    "429-wait-7-h": _broken(bad(status=429, retry_after=420 * _MINUTE), 10, 10.6, BROKE_AND_LOST, every=20),
    "503-wait-2-min": _broken(bad(status=503, retry_after=2 * _MINUTE), 13, 13.6),
    "silent-host": _broken(bad(status=0, takes_s=15.0), 13, 14),
    "never-there": _broken(bad(status=0), 0, 1000, {FAILS: 1}),
    "gzip": Row((Fault(in_gzip),)),
    "gzip-breaks-off": _broken(broken_gzip, 12, 12.7),
    "breaks-off-early": Row((Fault(cut(0.3), 12, 13),), LOST_ONCE),
    "breaks-off-late": Row((Fault(cut(0.8), 12, 13),)),
    "oversize": _broken(bad(b" " * (6 << 20)), 14, 14.6),
    "utf-16-label": _styled((0, Style(head='<?xml version="1.0" encoding="utf-16"?>\n'))),
    "leading-blank": _styled((0, Style(head='\n <?xml version="1.0"?>\n'))),
    "window-shrinks": Row((), LOST_ONCE, window=((0, 20), (10, 4), (12, 20))),
    "window-shrinks-a-little": Row(window=((0, 20), (10, 12), (12, 20))),
    "guid-to-https": _styled(
        (0, Style(guid="http://wire.example/?p={number}")), (12, Style(guid="https://wire.example/?p={number}"))
    ),
    "guids-all-equal": _styled((0, Style(guid="N/A"))),
    "guids-become-equal": _styled((0, Style()), (12, Style(guid="N/A"))),
    "future-dates": _styled((0, Style(dated=year_ahead))),
    "days-only": _styled((0, Style(dated=day_only))),
    "no-dates": _styled((0, Style(dated=undated))),
    "falls-silent": Row((), {SILENT: 1}, every=15, until=10),
    "asks-for-an-hour": _styled((0, Style(extra="<ttl>60</ttl>")), floor=60 * _MINUTE, every=90),
}
"""By name. What is not expected must not be told."""
