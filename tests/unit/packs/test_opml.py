"""Lists of feeds: what other readers write, what must not hurt, and what comes back as it went."""

from __future__ import annotations

import tomllib

import pytest
from lxml import etree

from bot.domain.errors import PackError
from bot.domain.source import Trust
from bot.packs.load import load_pack
from bot.packs.opml import MAX_BYTES, MAX_FEEDS, feeds_in, opml_text, pack_text
from bot.sources.registry import KINDS
from tests import make

LIST = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>My feeds</title></head>
  <body>
    <outline text="News">
      <outline type="rss" text="The Quay &amp; Co" title="The Quay" xmlUrl="https://quay.example/feed?a=1&amp;b=2"/>
      <outline text="Deeper"><outline type="rss" text="港口新闻" xmlurl="https://gangkou.example/rss"/></outline>
    </outline>
    <outline type="rss" text="The Quay again" xmlUrl="https://quay.example/feed?a=1&amp;b=2"/>
    <outline type="rss" xmlUrl="https://www.whitehouse.gov/news/feed/" text=""/>
    <outline type="link" text="No feed" url="https://quay.example/"/>
    <outline type="rss" text="A court" xmlUrl="https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl"/>
    <outline type="rss" text="A file" xmlUrl="file:///etc/passwd"/>
  </body>
</opml>
"""
BOMB = (
    '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + ']><opml version="2.0"><body><outline text="&j;" xmlUrl="https://quay.example/feed"/></body></opml>'
)
FILE = (
    '<!DOCTYPE opml [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    '<opml><body><outline text="x" xmlUrl="https://quay.example/feed"/><outline>&secret;</outline></body></opml>'
)
NESTED = "<opml><body>" + '<outline text="x" xmlUrl="https://quay.example/feed">' * 50_000


def test_feeds_in_finds_each_feed_once_whatever_its_folder():
    assert [
        ("The Quay", "https://quay.example/feed?a=1&b=2", "en"),
        ("港口新闻", "https://gangkou.example/rss", "zh"),
        ("www.whitehouse.gov", "https://www.whitehouse.gov/news/feed/", "en"),
    ] == [(s.outlet, s.url, s.lang) for s in feeds_in(LIST.encode()).sources]


def test_feeds_in_reads_each_address_as_its_kind():
    sources = feeds_in(LIST.encode()).sources
    assert [("news_feed", Trust.PRESS), ("news_feed", Trust.PRESS), ("whitehouse", Trust.OFFICIAL)] == [
        (s.kind, s.trust) for s in sources
    ]


def test_feeds_in_tells_what_it_leaves_out():
    assert (
        "https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl: left out: that is the feed of a whole court.",
        "file:///etc/passwd: left out: that is no web address.",
    ) == feeds_in(LIST.encode()).problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_feeds_in_reads_what_the_file_declares(encoding: str):
    body = LIST.replace("UTF-8", encoding).encode(encoding)
    assert "港口新闻" in [s.outlet for s in feeds_in(body).sources]


@pytest.mark.parametrize("text", [BOMB, FILE, NESTED, LIST[:700], LIST.replace("&amp;", "&")])
def test_feeds_in_survives_what_is_hostile_or_broken(text: str):
    try:
        found = feeds_in(text.encode())
    except PackError:
        return
    assert all(len(s.outlet) <= 200 and "/etc" not in s.url for s in found.sources)


@pytest.mark.parametrize("text", ["", "<html><body/></html>", "{}", "<opml><body/></opml>", "\x00"])
def test_feeds_in_refuses_what_is_no_list(text: str):
    with pytest.raises(PackError):
        feeds_in(text.encode())


def test_feeds_in_refuses_a_list_that_is_too_large():
    with pytest.raises(PackError, match="larger than 4 MiB"):
        feeds_in(b" " * (MAX_BYTES + 1))


def test_feeds_in_reads_so_many_feeds_and_says_so():
    outlines = "".join(f'<outline text="x" xmlUrl="https://quay.example/{n}"/>' for n in range(MAX_FEEDS + 5))
    found = feeds_in(f"<opml><body>{outlines}</body></opml>".encode())
    assert (MAX_FEEDS, (f"of {MAX_FEEDS + 5} feeds only the first {MAX_FEEDS} were read.",)) == (
        len(found.sources),
        found.problems,
    )


def test_pack_text_is_a_pack(tmp_path):
    text = pack_text(
        "ferry-ban", 'The "ferry" ban', "Europe/Berlin", ["ferry", "渡轮"], feeds_in(LIST.encode()).sources
    )
    file = tmp_path / "ferry-ban.toml"
    file.write_text(text, "utf-8")
    matter = load_pack(file, KINDS)
    assert ('The "ferry" ban', {"en": ("ferry",), "zh": ("渡轮",)}) == (matter.names["en"], matter.terms)
    assert [(s.id, s.url, s.lang) for s in feeds_in(LIST.encode()).sources] == [
        (s.id, s.url, s.lang) for s in matter.sources
    ]


def test_pack_text_of_odd_names_stays_toml():
    odd = make.source("x", outlet='quotes " \\ and \x7f\x01 and ]]')
    text = pack_text("x", "line\nbreak", "UTC", ['"'], [odd])
    assert odd.outlet == tomllib.loads(text)["source"][0]["outlet"]


def test_opml_text_comes_back_as_it_went():
    matter = make.matter(
        names={"en": 'Ferry <ban> & "more"'},
        sources=(make.source("a", url="https://quay.example/feed?a=1&b=2", outlet="Quay & Co"), make.source("b")),
    )
    text = opml_text("Mine", [matter])
    assert [s.url for s in matter.sources] == [s.url for s in feeds_in(text.encode()).sources]
    folder = etree.fromstring(text.encode()).find("body/outline")
    assert folder is not None
    assert 'Ferry <ban> & "more"' == folder.get("text")


def test_opml_text_leaves_out_what_xml_cannot_hold():
    text = opml_text("a\x00b", [make.matter(sources=(make.source("a", outlet="x\x0b\ud800y"),))])
    assert "xy" == feeds_in(text.encode()).sources[0].outlet
