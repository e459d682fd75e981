"""CourtListener's Atom feed of a docket: its thirty newest entries."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.domain.errors import SourceError
from bot.domain.item import Parsed, Problem
from bot.domain.matter import KnownDocket
from bot.domain.source import SourceSpec, Trust
from bot.sources.courtlistener.entry import DocketEntry, case_name_from, items_from
from bot.sources.feeds.entry import Entry
from bot.sources.feeds.items import MAX_TITLE_CHARS
from bot.sources.feeds.parse import read
from bot.sources.kind import WHOLE_BODY, SourceKind
from bot.text.clean import one_line
from bot.text.dockets import COURTLISTENER, court_id_for, docket_id_in, docket_number_from, docket_sought_in
from bot.text.html_text import text_from
from bot.text.timestamps import instant_from

_HEADING = "Docket updates for "
_ANCHOR = re.compile(r"/docket/\d{1,12}/([\w-]{0,200})/?[^#]{0,200}#((?:minute-)?entry-\d{1,15})$")
# A stored PDF names its court, and so does the link to the court's own copy.
_DOCUMENT = re.compile(r"/gov\.uscourts\.([a-z0-9-]{2,20})\.|//ecf\.([a-z0-9-]{2,20})\.uscourts\.gov/docs?1/(\d{4,20})")


def parse(body: bytes, spec: SourceSpec) -> Parsed:
    """The entries of one docket, the newest first. Shape: `published_at` is the day of filing, at midnight Pacific.

    Source: https://github.com/freelawproject/courtlistener, cl/opinion_page/feeds.py; read 2026-10-02.
    """
    feed = read(body)
    if feed.flaws:
        # An entry that breaks off would come again, whole, as if it had been edited.
        feed = feed._replace(entries=feed.entries[: body.count(b"</entry>")])
    flaws = [Problem("feed", flaw) for flaw in feed.flaws]
    entries = []
    for n, raw in enumerate(feed.entries, 1):
        entry = _entry(raw)
        if entry is None:
            flaws.append(Problem(f"item {n}", "its link names no docket entry; skipped"))
        else:
            entries.append(entry)
    if not entries and (why := feed.not_a_feed or (feed.entries and "none of its entries is one of a docket")):
        flaws.append(Problem(WHOLE_BODY, why))
    docket = _docket(feed.title, entries, spec)
    return Parsed(items_from(entries, docket), tuple(flaws), docket.title if feed.title else "")


def address(url: str) -> str:
    """The feed of the docket that an address in a pack names, be it the docket's page or the feed itself.

    Raises: SourceError when it names a docket by its number, which only a running bot with a token can look up.
    """
    if docket_sought_in(url):
        raise SourceError(
            "www.courtlistener.com: the pack names this docket by its number. Set courtlistener.token, then the "
            "running bot looks it up; or write the address of the docket's own page into the pack.",
            is_permanent=True,
        )
    return feed_of(docket_id) if (docket_id := docket_id_in(url)) else url


def feed_of(docket_id: str) -> str:
    return f"{COURTLISTENER}/docket/{docket_id}/feed/"


def docket_from(parsed: Parsed, docket_id: str) -> KnownDocket | None:
    """What a docket's feed said of the docket; None when it did not say."""
    number, _, case_name = parsed.title.partition(" ")
    if not parsed.title:
        return None
    if not docket_number_from(number):
        return KnownDocket(docket_id, "", "", parsed.title)
    aliases = (alias for item in parsed.items for alias in item.aliases)
    return KnownDocket(docket_id, next(aliases, "/").partition("/")[0], number, case_name)


def _entry(raw: Entry) -> DocketEntry | None:
    docket_id, anchor = docket_id_in(raw.link), _ANCHOR.search(raw.link)
    if not docket_id or anchor is None:
        return None
    document = _DOCUMENT.search(raw.enclosure)
    court = (document[1] or document[2]) if document else ""
    return DocketEntry(
        docket_id=docket_id,
        anchor=anchor[2],
        text=raw.body,
        filed_at=instant_from(raw.published),
        slug=anchor[1],
        court_id=court_id_for(court),
        document_ids=(document[3],) if document and document[3] else (),
    )


def _docket(heading: str, entries: list[DocketEntry], spec: SourceSpec) -> KnownDocket:
    """The docket as its feed names it: the parties, a comma, the number."""
    named = one_line(text_from(heading, MAX_TITLE_CHARS), MAX_TITLE_CHARS).removeprefix(_HEADING)
    case_name, _, number = named.rpartition(", ")
    if not docket_number_from(number):
        case_name, number = named, ""
    sought = docket_sought_in(spec.url)
    court_id = sought[0] if sought else next((entry.court_id for entry in entries if entry.court_id), "")
    docket_id = next((entry.docket_id for entry in entries), docket_id_in(spec.url))
    return KnownDocket(docket_id, court_id, docket_number_from(number), case_name_from(case_name))


KIND = SourceKind(
    name="courtlistener",
    parse=parse,
    trust=Trust.COURT,
    min_interval=timedelta(minutes=5),
    keys="CourtListener's docket id and the entry's number, or its own id for a minute entry; never the address",
    robots="Free Law Project offers these feeds to be polled; documents are linked to, never fetched.",
    address=address,
)
