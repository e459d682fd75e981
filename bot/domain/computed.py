"""A date that was counted by a court's rules, with every step; never to be taken for one that an authority stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import ClassVar


class StepKind(StrEnum):
    TRIGGER = "trigger"
    COUNTED = "counted"
    ROLLED = "rolled"
    SERVICE = "service"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a computation: the day it arrived at, what was done, and the paragraph that says so."""

    kind: StepKind
    on: date
    what: str
    citation: str

    def __str__(self) -> str:
        return f"{self.on:%a} {self.on}: {self.what} ({self.citation})"


@dataclass(frozen=True, slots=True)
class ComputedDate:
    """The last day of a period. There is no way to make one that does not call itself computed.

    Shape: `other`, if set, lies after `on`: a day was met on which offices were closed by order, and whether it counts
    as a legal holiday is a legal question; `on` is the date that is safe either way.
    Units: `at`, for a period stated in hours, is the time of day in the zone of the event that began it.
    """

    LABEL: ClassVar[str] = "computed, check the docket"

    on: date
    rule: str
    steps: tuple[Step, ...]
    other: date | None = None
    at: time | None = None

    @property
    def is_disputed(self) -> bool:
        return self.other is not None

    def __str__(self) -> str:
        alternative = f" or {self.other}" if self.other else ""
        return f"{self.on}{alternative} ({self.LABEL}; {self.rule})"
