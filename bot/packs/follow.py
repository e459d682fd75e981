"""What a channel asks to follow, as the source it means. An address that a pack reads is read as the pack reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from bot.deadlines.courts import SEATS
from bot.domain.errors import UnfollowableError, WhyNot
from bot.domain.ids import source_id_for
from bot.domain.matter import Docket, Matter
from bot.domain.source import SourceSpec, Trust
from bot.packs.schema import web_url
from bot.text.dockets import docket_number_from

_SCOTUS_KIND = "scotus_docket"
_COURT_KIND = "pacer_rss"
_FEED_INTERVAL = timedelta(minutes=10)
_COURT_INTERVAL = timedelta(minutes=15)
_SCOTUS_INTERVAL = timedelta(hours=1)

# The first whose host and path fit says how an address is read.
_READ_AS = (
    (re.compile(r"t\.me/s/"), "telegram_preview", Trust.SOCIAL),
    (re.compile(r"(www\.)?whitehouse\.gov/"), "whitehouse", Trust.OFFICIAL),
    (re.compile(r"www\.courtlistener\.com/docket/[0-9]+/"), "courtlistener", Trust.COURT),
    (re.compile(r"www\.federalregister\.gov/"), "federal_register", Trust.OFFICIAL),
    (re.compile(r"www\.govinfo\.gov/rss/"), "govinfo", Trust.OFFICIAL),
    (re.compile(r"www\.courtlistener\.com/docket/"), "courtlistener", Trust.COURT),
    (re.compile(r"bsky\.app/|[^/]+/@[^/]+\.rss"), "news_feed", Trust.SOCIAL),
    (re.compile(r"[^/]+\.gov/"), "news_feed", Trust.OFFICIAL),
    (re.compile(r""), "news_feed", Trust.PRESS),
)
_REFUSED = (
    (re.compile(r"ecf\.[a-z-]+\.uscourts\.gov/"), WhyNot.WHOLE_COURT),
    (re.compile(r"(www\.)?supremecourt\.gov/rss/", re.IGNORECASE), WhyNot.NO_ROBOTS),
    # SOURCE: the feed's own text forbids all but personal use; read 2026-10-02.
    (re.compile(r"news\.google\.com/"), WhyNot.NO_ROBOTS),
)

# SOURCE: https://github.com/freelawproject/courtlistener, the addresses it reads; read 2026-10-02. A court is called as
# in its address, but for these.
_HOST_FOR = {"arb": "azb", "nebraskab": "neb", "uscfc": "cofc"}
_PROGRAM_AT = {"ared": "rss_outside4.pl", "nyed": "readyDockets.pl"}
_APPELLATE = re.compile(r"ca(?:dc|[0-9]{1,2})|ca[fv]c")


def source_for(asked: str | Docket, packs: Iterable[Matter]) -> tuple[SourceSpec, Docket | None]:
    """The source of a feed's address or of a docket as typed, and the docket as its court writes it.

    Raises: UnfollowableError.
    """
    if isinstance(asked, Docket):
        docket = docket_from(asked.number, asked.court_id)
        return source_for_docket(docket, packs), docket
    return source_for_feed(asked, packs), None


def source_for_feed(url: str, packs: Iterable[Matter]) -> SourceSpec:
    """The source at an address. Raises: UnfollowableError."""
    try:
        parts = urlsplit(web_url(url))
    except ValueError as error:
        raise UnfollowableError(WhyNot.NO_ADDRESS) from error
    place = f"{(parts.hostname or '').removesuffix('.')}{parts.path or '/'}"
    for pattern, why in _REFUSED:
        if pattern.match(place):
            raise UnfollowableError(why)
    kind, trust = next((kind, trust) for pattern, kind, trust in _READ_AS if pattern.match(place))
    return _known_or(packs, kind, url, trust, parts.hostname or "", _FEED_INTERVAL)


def docket_from(number: str, court_id: str) -> Docket:
    """The docket as its court writes it, without the judges' initials. Raises: UnfollowableError."""
    court_id = court_id.casefold()
    if not _is_court(court_id):
        raise UnfollowableError(WhyNot.UNKNOWN_COURT)
    written = docket_number_from(number)
    if not written:
        raise UnfollowableError(WhyNot.NO_NUMBER)
    if ":" not in written:
        return Docket(court_id, written.upper())
    case, _, serial = written.rpartition("-")
    return Docket(court_id, f"{case.lower()}-{serial:0>5}")


def source_for_docket(docket: Docket, packs: Iterable[Matter]) -> SourceSpec:
    """The feed in which the docket's court announces its entries. Raises: UnfollowableError.

    The Supreme Court's robots.txt disallows its files: an operator opens them by a pack of his own that reads one.
    """
    packs = tuple(packs)
    if docket.court_id == "scotus":
        if not any(s.kind == _SCOTUS_KIND for m in packs for s in m.sources):
            raise UnfollowableError(WhyNot.NO_SCOTUS)
        url = f"https://www.supremecourt.gov/RSS/Cases/JSON/{docket.number}.json"
        return _known_or(packs, _SCOTUS_KIND, url, Trust.COURT, "Supreme Court", _SCOTUS_INTERVAL)
    url = _feed_of(docket.court_id)
    return _known_or(packs, _COURT_KIND, url, Trust.COURT, docket.court_id, _COURT_INTERVAL)


def _is_court(court_id: str) -> bool:
    """Bankruptcy courts are called like their district, with a b at the end."""
    is_bankruptcy = court_id.endswith("b") and f"{court_id[:-1]}d" in SEATS
    return court_id in SEATS or is_bankruptcy or court_id in _HOST_FOR


def _feed_of(court_id: str) -> str:
    host = f"https://ecf.{_HOST_FOR.get(court_id, court_id)}.uscourts.gov"
    if _APPELLATE.fullmatch(court_id):
        return f"{host}/n/beam/servlet/TransportRoom?servlet=RSSGenerator"
    return f"{host}/cgi-bin/{_PROGRAM_AT.get(court_id, 'rss_outside.pl')}"


def _known_or(
    packs: Iterable[Matter], kind: str, url: str, trust: Trust, outlet: str, interval: timedelta
) -> SourceSpec:
    known = (s for m in packs for s in m.sources if s.url == url)
    made = SourceSpec(source_id_for(kind, url), kind, url, trust, outlet, interval=interval)
    return next(known, made)
