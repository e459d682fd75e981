"""Posts of profiles and channels have no titles: their first words head what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.source import Trust
from bot.domain.story import Report
from bot.pipeline.plan import plan
from bot.render.story_message import headline
from bot.sources.feeds.items import title_from
from bot.sources.registry import KINDS
from tests import make
from tests.unit.sources.bodies import rss
from tests.unit.sources.support import spec_for

FOLDER = Path(__file__).parents[2] / "golden" / "feeds"
STAY = "BREAKING:\n\nSupreme Court blocks the TikTok ban until March 3."
SAID = "BREAKING: Supreme Court blocks the TikTok ban until March 3."


def report_of(kind: str, body: bytes) -> Report:
    """The report that the chain makes of the one post in a body."""
    parsed = KINDS[kind].parse(body, spec_for(kind=kind))
    batch = make.batch(*parsed.items, of=make.source("quay", Trust.SOCIAL, kind=kind))
    (story,) = plan(batch, make.world(), make.NOON).stories
    return story.primary


BLUESKY = rss(
    f"<item><link>https://bsky.example/profile/quay/post/3kaa1</link><description>{STAY}</description>"
    '<pubDate>05 Oct 2026 16:39 +0000</pubDate><guid isPermaLink="false">at://did:plc:quay/post/3kaa1</guid></item>'
)
MASTODON = rss(
    "<item><guid isPermaLink='true'>https://social.example/@quay/115</guid>"
    f"<description>&lt;p&gt;{STAY.replace(chr(10) * 2, '&lt;/p&gt;&lt;p&gt;')}&lt;/p&gt;</description></item>"
)
TELEGRAM = (
    "<section class='tgme_channel_history'><div class='tgme_widget_message' data-post='quay/7'>"
    f"<div class='js-message_text'>{STAY.replace(chr(10), '<br/>')}</div>"
    "<time datetime='2026-10-05T16:39:00+00:00'></time></div></section></html>"
).encode()


@pytest.mark.parametrize(
    ("kind", "body"), [("news_feed", BLUESKY), ("news_feed", MASTODON), ("telegram_preview", TELEGRAM)]
)
def test_story_of_a_post_is_headed_by_its_first_words(kind: str, body: bytes):
    assert SAID == headline(report_of(kind, body))


@pytest.mark.parametrize(
    ("title", "excerpt", "said"),
    [
        ("24-1113 TikTok v. Garland", "ORDER granting a stay", "24-1113 TikTok v. Garland: ORDER granting a stay"),
        ("ORDER granting a stay", "ORDER granting a stay\nSo ordered", "ORDER granting a stay So ordered"),
        ("", "ORDER granting a stay", "ORDER granting a stay"),
        ("ORDER granting a stay", "", "ORDER granting a stay"),
    ],
)
def test_headline_says_the_words_of_a_court_once(title: str, excerpt: str, said: str):
    assert said == headline(make.report(trust=Trust.COURT, title=title, excerpt=excerpt))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Court stays the ferry ban\nMore below", "Court stays the ferry ban"),
        ("BREAKING:\nCourt stays the ferry ban\nMore", "BREAKING: Court stays the ferry ban"),
        (
            "突发\n最高法院驳回申请，禁令周日生效，平台即将停止服务\n详情",
            "突发 最高法院驳回申请，禁令周日生效，平台即将停止服务",
        ),
        ("Short", "Short"),
        ("", ""),
    ],
)
def test_title_is_the_first_line_that_says_something(text: str, title: str):
    assert title == title_from(text)
