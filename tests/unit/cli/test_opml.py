"""`reprieve opml`, both ways."""

from __future__ import annotations

import pytest

from bot.cli.main import call
from bot.packs.load import load_pack
from bot.packs.opml import feeds_in
from bot.sources.registry import KINDS

LIST = (
    '<opml version="2.0"><body><outline text="The Quay" xmlUrl="https://quay.example/feed"/>'
    '<outline text="A court" xmlUrl="https://ecf.dcd.uscourts.gov/cgi-bin/rss_outside.pl"/></body></opml>'
)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "feeds.opml"
    path.write_text(LIST, "utf-8")
    return path


def test_a_list_becomes_a_pack_that_loads(file, capsys):
    assert 0 == call(
        ["opml", str(file), "--id", "ferry-ban", "--name", "Ferry ban", "--term", "ferry", "--term", "渡轮"]
    )
    out, err = capsys.readouterr()
    pack = file.with_name("ferry-ban.toml")
    pack.write_text(out, "utf-8")
    matter = load_pack(pack, KINDS)
    assert ("Ferry ban", ["The Quay"]) == (matter.names["en"], [s.outlet for s in matter.sources])
    assert "left out: that is the feed of a whole court.\n" in err


def test_without_a_file_the_watched_sources_are_a_list(file, capsys):
    assert 0 == call(["opml"])
    assert "BBC News" in [s.outlet for s in feeds_in(capsys.readouterr().out.encode()).sources]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "say what the pack is called and what it is about: --id ferry-ban --term ferry"),
        (["--id", "Ferry Ban", "--term", "ferry"], "“id”: "),
        (["--id", "ferry", "--term", "ferry", "--zone", "Berlin"], "“zone”: Berlin is no IANA time zone"),
    ],
)
def test_what_would_be_no_pack_is_refused(file, capsys, options, said):
    assert 2 == call(["opml", str(file), *options])
    out, err = capsys.readouterr()
    assert ("", True) == (out, said in err)


def test_a_file_that_is_no_list_is_refused(file, capsys):
    file.write_text("<rss/>", "utf-8")
    assert 2 == call(["opml", str(file), "--id", "ferry", "--term", "ferry"])
    assert "this is no OPML file" in capsys.readouterr().err
