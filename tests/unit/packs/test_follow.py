"""What a channel may ask for, and which source it means."""

from __future__ import annotations

import pytest

from bot.domain.errors import UnfollowableError, WhyNot
from bot.domain.matter import Docket
from bot.domain.source import Trust
from bot.packs.follow import docket_from, source_for_docket, source_for_feed
from bot.sources.registry import KINDS
from tests import make

SCOTUS = make.source("scotus", Trust.COURT, kind="scotus_docket")
OPENED = (make.matter(sources=(SCOTUS,)),)


@pytest.mark.parametrize(
    ("url", "kind", "trust"),
    [
        ("https://harbor.example/feed.xml", "news_feed", Trust.PRESS),
        ("https://www.whitehouse.gov/presidential-actions/feed/", "whitehouse", Trust.OFFICIAL),
        ("https://whitehouse.gov.evil.example/feed/", "news_feed", Trust.PRESS),
        ("https://www.federalregister.gov/documents/search?x=1", "federal_register", Trust.OFFICIAL),
        ("https://www.govinfo.gov/rss/plaw.xml", "govinfo", Trust.OFFICIAL),
        ("https://www.courtlistener.com/docket/1/quay-v-harbor/", "courtlistener", Trust.COURT),
        ("https://t.me/s/quay", "telegram_preview", Trust.SOCIAL),
        ("https://bsky.app/profile/did:plc:quay/rss", "news_feed", Trust.SOCIAL),
        ("https://social.example/@quay.rss", "news_feed", Trust.SOCIAL),
        ("https://www.ftc.gov/feeds/press-release.xml", "news_feed", Trust.OFFICIAL),
    ],
)
def test_source_for_feed_is_read_as_its_address_says(url, kind, trust):
    made = source_for_feed(url, ())
    assert (kind, trust, url) == (made.kind, made.trust, made.url)
    assert kind in KINDS


def test_source_for_feed_of_a_pack_is_the_packs():
    pack = make.matter()
    assert pack.sources[0] is source_for_feed(pack.sources[0].url, [pack])


def test_source_for_feed_is_the_same_for_every_channel():
    first, second = (source_for_feed("https://harbor.example/feed.xml", ()) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("harbor.example/feed", WhyNot.NO_ADDRESS),
        ("ftp://harbor.example/feed", WhyNot.NO_ADDRESS),
        ("https://me:pass@harbor.example/feed", WhyNot.NO_ADDRESS),
        ("https://[harbor/feed", WhyNot.NO_ADDRESS),
        ("file:///etc/passwd", WhyNot.NO_ADDRESS),
        ("https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl", WhyNot.WHOLE_COURT),
        ("https://www.supremecourt.gov/RSS/Cases/JSON/24-656.json", WhyNot.NO_ROBOTS),
        ("https://news.google.com/rss/search?q=TikTok", WhyNot.NO_ROBOTS),
    ],
)
def test_source_for_feed_refuses_with_the_reason(url, why):
    with pytest.raises(UnfollowableError) as caught:
        source_for_feed(url, ())
    assert why is caught.value.why


@pytest.mark.parametrize(
    ("number", "court", "docket"),
    [
        ("1:25-cv-00400", "dcd", Docket("dcd", "1:25-cv-00400")),
        ("1:25-cv-400", "DCD", Docket("dcd", "1:25-cv-00400")),
        ("1:25-CV-00400-ABC-DE", "dcd", Docket("dcd", "1:25-cv-00400")),
        ("24-1113", "cadc", Docket("cadc", "24-1113")),
        ("24a587", "scotus", Docket("scotus", "24A587")),
        ("25-10123", "nysb", Docket("nysb", "25-10123")),
    ],
)
def test_docket_from_writes_the_number_as_the_court_does(number, court, docket):
    assert docket == docket_from(number, court)


@pytest.mark.parametrize(
    ("number", "court", "why"),
    [
        ("24-1113", "narnia", WhyNot.UNKNOWN_COURT),
        ("24-1113", "", WhyNot.UNKNOWN_COURT),
        ("TikTok v. Garland", "cadc", WhyNot.NO_NUMBER),
        ("1113", "cadc", WhyNot.NO_NUMBER),
        ("24-1113/../x", "scotus", WhyNot.NO_NUMBER),
    ],
)
def test_docket_from_refuses_with_the_reason(number, court, why):
    with pytest.raises(UnfollowableError) as caught:
        docket_from(number, court)
    assert why is caught.value.why


@pytest.mark.parametrize(
    ("court", "url"),
    [
        ("dcd", "https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl"),
        ("nyed", "https://ecf.nyed.uscourts.gov/cgi-bin/readyDockets.pl"),
        ("ared", "https://ecf.ared.uscourts.gov/cgi-bin/rss_outside4.pl"),
        ("arb", "https://ecf.azb.uscourts.gov/cgi-bin/rss_outside.pl"),
        ("cadc", "https://ecf.cadc.uscourts.gov/n/beam/servlet/TransportRoom?servlet=RSSGenerator"),
        ("ca9", "https://ecf.ca9.uscourts.gov/n/beam/servlet/TransportRoom?servlet=RSSGenerator"),
        ("cacd", "https://ecf.cacd.uscourts.gov/cgi-bin/rss_outside.pl"),
    ],
)
def test_source_for_docket_is_the_feed_of_its_court(court, url):
    made = source_for_docket(Docket(court, "1:25-cv-00400"), ())
    assert ("pacer_rss", url, Trust.COURT) == (made.kind, made.url, made.trust)


def test_source_for_docket_of_the_supreme_court_needs_the_operators_leave():
    docket = Docket("scotus", "24-656")
    with pytest.raises(UnfollowableError) as caught:
        source_for_docket(docket, ())
    assert WhyNot.NO_SCOTUS is caught.value.why
    made = source_for_docket(docket, OPENED)
    assert ("scotus_docket", "https://www.supremecourt.gov/RSS/Cases/JSON/24-656.json") == (made.kind, made.url)
