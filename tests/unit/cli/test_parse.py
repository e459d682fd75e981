import json

import pytest

from bot.cli.main import call

FEED = """\
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Example</title><link>https://example.org/</link>
<item><guid>a</guid><title>First &amp; foremost</title><link>/1</link><author>x@example.org (Ann)</author>
<pubDate>Mon, 20 Jan 2025 20:10:27 -0500</pubDate><description>&lt;p&gt;Text&lt;/p&gt;</description></item>
<item><guid>b</guid><title>第二</title><link>https://example.org/2</link></item>
</channel></rss>
"""


@pytest.fixture
def parsed(capsys, tmp_path):
    """Runs the verb on a body; the exit code, the rows and what stderr says."""

    def run(body: str, *options: str) -> tuple[int, list[dict[str, object]], str]:
        (tmp_path / "body.xml").write_text(body, "utf-8")
        code = call(["parse", "news_feed", str(tmp_path / "body.xml"), "--json", *options])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return run


def test_each_item_is_one_object_with_exactly_these_fields(parsed):
    code, rows, err = parsed(FEED, "--url", "https://example.org/feed")
    assert (0, 2, "") == (code, len(rows), err)
    assert ["key", "title", "url", "published_at", "summary", "authors"] == list(rows[0])
    assert ("First & foremost", "https://example.org/1", "Text", "2025-01-21T01:10:27+00:00") == tuple(
        rows[0][field] for field in ("title", "url", "summary", "published_at")
    )
    assert ("第二", None, "") == tuple(rows[1][field] for field in ("title", "published_at", "summary"))


def test_broken_body_gives_what_could_be_read_and_code_0(parsed):
    code, rows, err = parsed(FEED[: FEED.index("第二")])
    assert (0, "First & foremost") == (code, rows[0]["title"])
    assert err


def test_body_that_is_no_feed_is_a_problem_and_code_0(parsed):
    code, rows, err = parsed("<html><body>Are you a robot?</body></html>")
    assert (0, []) == (code, rows)
    assert err.startswith("body: ")


def test_unknown_kind_is_refused_with_the_nearest(capsys, tmp_path):
    assert 2 == call(["parse", "newsfeed", str(tmp_path)])
    assert "reprieve: there is no source kind “newsfeed”; did you mean “news_feed”?\n" == capsys.readouterr().err


def test_without_json_a_person_can_read_it(capsys, tmp_path):
    (tmp_path / "body.xml").write_text(FEED, "utf-8")
    assert 0 == call(["parse", "news_feed", str(tmp_path / "body.xml")])
    assert "2025-01-21  First & foremost  " in capsys.readouterr().out
