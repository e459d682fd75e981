"""`reprieve count`: the last day of a period, by a court's rules of counting, with every step."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from cyclopts import Parameter
from cyclopts.validators import Number

from bot.deadlines.court_calendar import Court, DayOff
from bot.deadlines.courts import SEATS, Seat
from bot.deadlines.rules import APPELLATE, CIVIL, SUPREME, TimeRule, days_after, days_before, hours_after
from bot.domain.computed import ComputedDate, StepKind
from bot.domain.errors import ConfigError
from bot.toml_file import nearest

_RULES = {"civil": CIVIL, "appellate": APPELLATE, "supreme": SUPREME}
_KNOWN_YEARS = range(1978, 2100)  # from the first year of the calendar to the last that nobody typed by mistake
_CLASHES = (
    ({"hours", "before"}, "hours are counted after an event"),
    ({"hours", "mailed"}, "the three days are added to periods of days"),
    ({"before", "mailed"}, "the three days are added to periods after an event"),
)

_Length = Annotated[int, Parameter(name="DAYS", validator=Number(gte=1, lte=9999))]
_Flag = Annotated[bool, Parameter(negative=())]
_Dates = Annotated[tuple[str, ...], Parameter(negative=(), consume_multiple=True, metavar="DATE", show_default=False)]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """How to count.

    Parameters
    ----------
    event
        The day of the event, such as 2026-11-24; with --hours its time too, such as 2026-11-24T16:30.
    court
        The court as CourtListener abbreviates it, such as scotus, cadc, ca9 or nysd: gives its rule and DC's holidays.
    rule
        The rule of counting, where it is not the court's; civil when neither is given.
    before
        Count back, to the last day to act before the event.
    mailed
        Add the three days for service by mail, or another way that the rule names; electronic service adds none.
    hours
        Count hours instead of days; they begin at once.
    zone
        The court's time zone, such as America/New_York; needed with --hours.
    closed
        Days on which the court was closed.
    holiday
        Holidays of the court's state, as observed; those of DC are known.
    """

    event: Annotated[str, Parameter(name="--from", metavar="DATE")]
    court: Annotated[str | None, Parameter(metavar="ID")] = None
    rule: Literal["civil", "appellate", "supreme"] | None = None
    before: _Flag = False
    mailed: _Flag = False
    hours: _Flag = False
    zone: Annotated[str | None, Parameter(metavar="ZONE")] = None
    closed: _Dates = ()
    holiday: _Dates = ()

    @property
    def flags(self) -> set[str]:
        return {name for name in ("before", "mailed", "hours") if getattr(self, name)}


def count(length: _Length, /, *, asked: Asked, json: _Flag = False) -> int:
    """Count court days: the last day of a period that an event begins, and the paragraph behind each step.

    The date is computed by the rules as they stand today, so check the docket. A date that an order names needs no
    counting. Where the law is disputed, the date that is safe either way comes first, and the other beside it.

    For instance: reprieve count 14 --from 2026-11-24 --court dcd

    Parameters
    ----------
    length
        How many days the period has; with --hours, how many hours.
    json
        Print one JSON object: on, weekday, at, zone, other, rule, label, steps (kind, on, what, citation).
    """
    seat = _seat(asked.court)
    rule = _RULES[asked.rule] if asked.rule else seat.rule
    if problems := list(_problems(asked, rule)):
        raise ConfigError(problems)
    court = Court(
        seat.is_in_dc,
        frozenset(_day("--holiday", text) for text in asked.holiday),
        frozenset(_day("--closed", text) for text in asked.closed),
    )
    computed = _computed(asked, length, rule, court)
    if json:
        print(jsonlib.dumps(_report(computed, asked.zone), indent=2))
        return 0
    for line in _lines(computed, asked.zone):
        print(line)
    if DayOff.STATE in rule.after and not (asked.before or court.is_in_dc or asked.holiday):
        print("The holidays of the court's state are not known here; if the last day is one, give it with --holiday.")
    return 0


def _computed(asked: Asked, length: int, rule: TimeRule, court: Court) -> ComputedDate:
    computed: ComputedDate | None
    if asked.hours and asked.zone:
        computed = hours_after(rule, _moment(asked.event, asked.zone), length, court)
    elif asked.before:
        computed = days_before(rule, _day("--from", asked.event), f"P{length}D", court)
    else:
        day = _day("--from", asked.event)
        computed = days_after(rule, day, f"P{length}D", court, is_served_by_mail=asked.mailed)
    if computed is None:
        what = "hours" if asked.hours else "days before an event"
        raise ConfigError([f"{rule.name} does not count {what}; name a rule that does: --rule civil or appellate."])
    _check_year("the end of the period", computed.on)
    return computed


def _problems(asked: Asked, rule: TimeRule) -> Iterator[str]:
    """Options that do not go together, and the ones that are missing beside them."""
    for clash, why in _CLASHES:
        if clash <= asked.flags:
            yield f"{why}; leave out one of {' and '.join(f'--{name}' for name in sorted(clash))}."
    if asked.mailed and StepKind.SERVICE not in rule.cites:
        yield f"{rule.name} adds no days for the way of service; leave out --mailed."
    if asked.zone is None and asked.hours:
        yield "--hours needs the court's time zone; give it, such as --zone America/New_York."
    if asked.zone is not None and not asked.hours:
        yield "--zone is for hours, and days have none; leave it out, or add --hours."
    if asked.zone is not None and asked.zone not in (zones := available_timezones()):
        guess = nearest(asked.zone, zones)
        yield f"--zone {asked.zone} is no time zone; {f'did you mean “{guess}”?' if guess else 'try America/New_York.'}"


def _seat(court_id: str | None) -> Seat:
    """What the court's id says, and the civil rule without one. Raises: ConfigError."""
    if court_id is None:
        return Seat(CIVIL)
    if seat := SEATS.get(court_id.lower()):
        return seat
    guess = nearest(court_id, SEATS)
    problem = (
        f"--court {court_id} is no federal court known here{f'; did you mean “{guess}”?' if guess else '.'} "
        "Known are scotus, ca1 to ca11, cadc, cafc and the districts, such as nysd; "
        "for another court that counts by one of the rules, name it with --rule instead."
    )
    raise ConfigError([problem])


def _day(option: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        problem = f"{option} {text} is no day; write year-month-day without a time, such as 2026-11-24."
        raise ConfigError([problem]) from None
    return _check_year(option, day)


def _moment(text: str, zone: str) -> datetime:
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        problem = f"--from {text} is no time of a day; with --hours write the court's own, such as 2026-11-24T16:30."
        raise ConfigError([problem]) from None
    _check_year("--from", moment.date())
    return moment


def _check_year(what: str, day: date) -> date:
    if day.year in _KNOWN_YEARS:
        return day
    known = f"{_KNOWN_YEARS[0]} to {_KNOWN_YEARS[-1]}"
    raise ConfigError(
        [f"{what}, {day}, lies outside the years whose court holidays are known, {known}; check the year."]
    )


def _lines(computed: ComputedDate, zone: str | None) -> Iterator[str]:
    at = f" at {computed.at:%H:%M} ({zone})" if computed.at else ""
    other = f", or {computed.other:%A} {computed.other}{at}" if computed.other else ""
    begins = "The period ends on" if at else "The last day is"
    yield f"{begins} {computed.on:%A} {computed.on}{at}{other}: {computed.LABEL}."
    if computed.is_disputed:
        yield "Which of the two is disputed; the first is safe either way."
    yield f"Counted by {computed.rule}:"
    yield from (f"  {step}" for step in computed.steps)


def _report(computed: ComputedDate, zone: str | None) -> dict[str, object]:
    return {
        "on": computed.on.isoformat(),
        "weekday": f"{computed.on:%A}",
        "at": f"{computed.at:%H:%M}" if computed.at else None,
        "zone": zone,
        "other": computed.other.isoformat() if computed.other else None,
        "rule": computed.rule,
        "label": computed.LABEL,
        "steps": [asdict(step) | {"on": step.on.isoformat()} for step in computed.steps],
    }
