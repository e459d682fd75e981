"""A docket entry as CourtListener has it, whichever way it came, and the item it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.ids import ItemKey
from bot.domain.item import Item
from bot.domain.matter import KnownDocket
from bot.sources.feeds.items import MAX_SUMMARY_CHARS, MAX_TITLE_CHARS
from bot.text.clean import ELLIPSIS, capped, one_line
from bot.text.dockets import COURTLISTENER, entry_names
from bot.text.html_text import text_from

_PACIFIC = ZoneInfo("America/Los_Angeles")
_NUMBERED = "entry-"
_CASE_NAME_CHARS = 80


@dataclass(frozen=True, slots=True)
class DocketEntry:
    """Shape: `anchor` is `entry-12`, or `minute-entry-` and CourtListener's own number; `text` is markup; `sequence`
    orders the entries of a docket, where it is told; `page` is its own, where it has one outside the docket's.
    """

    docket_id: str
    anchor: str
    text: str
    filed_at: datetime | None
    slug: str = ""
    court_id: str = ""
    document_ids: tuple[str, ...] = ()
    sequence: str = ""
    page: str = ""

    @property
    def key(self) -> ItemKey:
        """Never the address: it holds the parties' names, which change."""
        return ItemKey(f"{self.docket_id}/{self.anchor}")


def items_from(entries: Iterable[DocketEntry], docket: KnownDocket) -> tuple[Item, ...]:
    """The items of one docket, in the order given.

    Shape: CourtListener sometimes has a filing twice, once as a stub: the fuller of two entries of one number counts.
    """
    fullest: dict[ItemKey, DocketEntry] = {}
    for entry in entries:
        known = fullest.get(entry.key)
        if known is None or len(entry.text) > len(known.text):
            fullest[entry.key] = entry
    return tuple(_item(entry, docket) for entry in fullest.values())


def case_name_from(text: str) -> str:
    """The parties, shortened alike wherever they come from: the feeds shorten them too, but not so much."""
    line = one_line(text_from(text, MAX_TITLE_CHARS), MAX_TITLE_CHARS)
    if len(line) <= _CASE_NAME_CHARS:
        return line
    return line[:_CASE_NAME_CHARS].rpartition(" ")[0].rstrip(" ,.") + ELLIPSIS


def anchor_for(number: int, entry_id: int) -> str:
    """Where on the docket's page the entry stands."""
    return f"{_NUMBERED}{number}" if number else f"minute-entry-{entry_id}"


def midnight(day: date) -> datetime:
    """The instant that CourtListener's feeds give an entry: the day it was filed, without a time."""
    return datetime.combine(day, time(), _PACIFIC).astimezone(UTC)


def _item(entry: DocketEntry, docket: KnownDocket) -> Item:
    # Without words of its own an entry would be read by its title, and a party may be called Stay.
    text = text_from(entry.text, MAX_SUMMARY_CHARS) or f"Docket {entry.anchor.replace('-', ' ')}"
    return Item(
        key=entry.key,
        title=one_line(docket.title, MAX_TITLE_CHARS),
        url=entry.page or _on_docket_page(entry),
        summary=capped(text, MAX_SUMMARY_CHARS),
        published_at=entry.filed_at,
        aliases=tuple(_aliases(entry, docket)),
    )


def _on_docket_page(entry: DocketEntry) -> str:
    # The page is found by its number; any word does for the parties' names.
    return f"{COURTLISTENER}/docket/{entry.docket_id}/{entry.slug or '-'}/?order_by=desc#{entry.anchor}"


def _aliases(entry: DocketEntry, docket: KnownDocket) -> Iterator[str]:
    court_id = docket.court_id or entry.court_id
    if not (court_id and docket.number):
        return
    of_docket = f"{court_id}/{docket.number}"
    yield from entry_names(of_docket, entry.anchor.removeprefix(_NUMBERED), entry.document_ids)
    if entry.sequence:
        yield f"{of_docket}/seq/{entry.sequence}"
