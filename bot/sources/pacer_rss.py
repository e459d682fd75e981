"""CM/ECF feeds: what federal district, bankruptcy and appellate courts docketed in the last day."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.ids import ItemKey
from bot.domain.item import Item, Parsed, Problem
from bot.domain.source import SourceSpec, Trust
from bot.sources.feeds.entry import Feed
from bot.sources.feeds.items import MAX_SUMMARY_CHARS, MAX_TITLE_CHARS
from bot.sources.feeds.parse import read
from bot.sources.kind import WHOLE_BODY, SourceKind
from bot.sources.pacer.filing import Filing, filing_from
from bot.text.clean import capped, one_line
from bot.text.html_text import text_from

MAX_ABOUT = 2000
"""A court that lists every kind of entry that it publishes needs some hundred characters."""


def parse(body: bytes, spec: SourceSpec) -> Parsed:
    """The filings in a CM/ECF feed, in its own order; the rows of one filing are one item.

    Shape: the title tells which kinds of entries the court publishes, as many leave some out.
    Source: feeds of ca2, cadc, cafc, nysd, nyed, wvsd and mdb as captured 2018 to 2023.
    """
    feed = read(body)
    if feed.flaws:
        # A row that breaks off has lost what it is known by: whole, it would come again as another.
        feed = feed._replace(entries=feed.entries[: body.count(b"</item>")])
    items = tuple(_item(rows) for rows in _filings(feed, spec))
    flaws = [Problem("feed", flaw) for flaw in feed.flaws]
    if feed.not_a_feed and not items:
        flaws.append(Problem(WHOLE_BODY, feed.not_a_feed))
    return Parsed(items, tuple(flaws), _title(feed), feed.hints, one_line(text_from(feed.about, MAX_ABOUT), MAX_ABOUT))


def _filings(feed: Feed, spec: SourceSpec) -> list[list[Filing]]:
    """The rows of each filing: a court repeats a filing for each event it counts as, and rows without a reason."""
    filings: dict[str, list[Filing]] = {}
    for entry in feed.entries:
        filing = filing_from(entry, feed.link, spec.url)
        filings.setdefault(filing.key, []).append(filing)
    return list(filings.values())


def _item(rows: list[Filing]) -> Item:
    filing = rows[0]
    # Sorted, as a court that lists the same rows in another order says nothing new; housekeeping ("~Util") comes last.
    said = " AND ".join(sorted({row.text for row in rows if row.text}))
    if filing.number:
        said = f"{said} (document {filing.number})".lstrip()
    title = one_line(f"{filing.docket} {filing.case_name}", MAX_TITLE_CHARS) or capped(filing.text, MAX_TITLE_CHARS)
    return Item(
        ItemKey(filing.key), title, filing.url, capped(said, MAX_SUMMARY_CHARS), filing.filed_at, aliases=filing.aliases
    )


def _title(feed: Feed) -> str:
    """The court's name and its own words on what it publishes, both in one line."""
    name, about = (one_line(text_from(text, MAX_TITLE_CHARS), MAX_TITLE_CHARS) for text in (feed.title, feed.about))
    return capped(f"{name} ({about})" if about else name, MAX_TITLE_CHARS)


KIND = SourceKind(
    name="pacer_rss",
    parse=parse,
    trust=Trust.COURT,
    min_interval=timedelta(minutes=5),
    keys="court, case, document or sequence number, and the second it was filed; never the guid, which entries share",
    robots="The feeds are public and rebuilt every few minutes; the documents they link to cost money; none is read.",
)
