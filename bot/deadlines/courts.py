"""The federal courts by their CourtListener ids: which rule counts their days, and whether they sit in Washington."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.deadlines.rules import APPELLATE, CIVIL, SUPREME, TimeRule


@dataclass(frozen=True, slots=True)
class Seat:
    """What a court's id says about counting. Shape: `is_in_dc` brings the District's own holidays."""

    rule: TimeRule
    is_in_dc: bool = False


# SOURCE: the ids are CourtListener's, as https://github.com/freelawproject/courts-db has them, read 2026-11-24; of the
# districts those of today. A court of appeals takes a state's holidays from where its clerk's office is, or where the
# district court below it sits, Fed. R. App. P. 26(a)(6)(C); the Federal Circuit's office is in Washington too.
_CIRCUITS = ("cadc", "cafc", *(f"ca{number}" for number in range(1, 12)))
_DISTRICTS = (  # noqa: SIM905  a list literal would be a line for each
    "almd alnd alsd akd azd ared arwd cacd caed cand casd cod ctd ded dcd flmd flnd flsd gamd gand gasd gud hid idd "
    "ilcd ilnd ilsd innd insd iand iasd ksd kyed kywd laed lamd lawd med mdd mad mied miwd mnd msnd mssd moed mowd mtd "
    "ned nvd nhd njd nmd nyed nynd nysd nywd nced ncmd ncwd ndd nmid ohnd ohsd oked oknd okwd ord paed pamd pawd prd "
    "rid scd sdd tned tnmd tnwd txed txnd txsd txwd utd vtd vid vaed vawd waed wawd wvnd wvsd wied wiwd wyd"
).split()
_IN_DC = frozenset({"scotus", "cadc", "cafc", "dcd"})
_RULES = {"scotus": SUPREME} | dict.fromkeys(_CIRCUITS, APPELLATE) | dict.fromkeys(_DISTRICTS, CIVIL)

SEATS: Mapping[str, Seat] = MappingProxyType(
    {court_id: Seat(rule, court_id in _IN_DC) for court_id, rule in _RULES.items()}
)
"""Only courts that count by one of these rules: a state court or the Tax Court has its own."""
