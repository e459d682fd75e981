"""What one text says happened and how real it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.event import Verdict
from bot.domain.item import Item
from bot.domain.source import Trust


class TextKind(StrEnum):
    HEADLINE = "headline"
    LEDE = "lede"
    OFFICIAL = "official"
    DOCKET = "docket"


@dataclass(frozen=True, slots=True)
class Text:
    """A text to classify, on topic already. Shape: a lede's first line is its title; `on` is the item's date, if any."""

    body: str
    lang: str
    kind: TextKind
    on: date | None = None


def kind_for(trust: Trust, item: Item) -> TextKind:
    if trust is Trust.OFFICIAL:
        return TextKind.OFFICIAL
    if trust is Trust.COURT:
        return TextKind.DOCKET
    return TextKind.LEDE if item.summary else TextKind.HEADLINE


def classify(text: Text) -> Verdict:
    raise NotImplementedError
