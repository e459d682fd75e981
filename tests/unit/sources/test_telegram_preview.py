"""Preview pages of Telegram channels: hand-written ones, real captures, and anything else that may be answered."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import SourceError
from bot.domain.item import Item, Parsed
from bot.domain.source import Validators
from bot.sources.kind import WHOLE_BODY, Fetched
from bot.sources.registry import build
from bot.sources.telegram_preview import KIND
from bot.sources.worker import ParseWorker
from tests.shared import shared_dir
from tests.unit.sources.support import spec_for

FOLDER = Path(__file__).parents[2] / "golden" / "telegram_preview"
CHANNEL = (FOLDER / "channel.html").read_bytes()
ITEMS = (
    Item(
        "harborwire/101",
        "Court stays the ferry ban & sets a date",
        "https://t.me/harborwire/101",
        "Court stays the ferry ban & sets a date\nThe stay holds until March 3, says the order. ⚓",
        datetime(2026, 2, 1, 6, 30, tzinfo=UTC),
    ),
    Item(
        "harborwire/103",
        "🚨 BREAKING: 渡轮禁令暂缓执行九十天",
        "https://t.me/harborwire/103",
        "🚨 BREAKING:\n渡轮禁令暂缓执行九十天\n详情稍后",
        datetime(2026, 2, 1, 8, 0, tzinfo=UTC),
    ),
    Item("harborwire/104", "", "https://t.me/harborwire/104", "", datetime(2026, 2, 1, 8, 5, tzinfo=UTC)),
)
"""What channel.html holds: neither its service message nor what stands around the texts."""

PIECES = [
    *(b"<html>", b"</html>", b"<div>", b"</div>", b"<meta property='og:title' content='", b"'>", b"<time datetime='"),
    *(b"<div data-post='a/1'>", b"<div data-post='a/2' class='service_message'>", b"<i data-post='", b"</time>"),
    *(b"<div class='js-message_text'>", b"<section class='tgme_channel_history'>", b"2026-02-01T08:05:00+00:00"),
    *(b"&", b"&#xD800;", b"&#0;", b"\xff\xfe", b"\0", b"<!--", b"<![CDATA[", b"<?xml version='1.0'?>", b"<a:b", b"<"),
]


def parse(body: bytes) -> Parsed:
    return KIND.parse(body, spec_for("https://t.me/s/harborwire", KIND.name))


def failures(body: bytes) -> list[str]:
    parsed = parse(body)
    return [problem.what for problem in parsed.problems if problem.where == WHOLE_BODY and not parsed.items]


def test_posts_are_read_as_people_see_them():
    assert Parsed(ITEMS, (), "Harbor Wire & Co") == parse(CHANNEL)


def test_edited_post_is_a_revision_under_its_key():
    first, *_ = parse(CHANNEL.replace(b"March 3", b"March 9")).items
    assert (ITEMS[0].key, False) == (first.key, first.fingerprint == ITEMS[0].fingerprint)


def test_reactions_views_and_tokens_are_no_revision():
    later = CHANNEL.replace(b"12</span>", b"90</span>").replace(b"1.2K", b"9.9K").replace(b"bW9vcmVk", b"b3RoZXI")
    assert ITEMS == parse(later).items


def test_channel_without_posts_is_no_failure():
    assert Parsed((), (), "Quiet Quay") == parse((FOLDER / "empty_channel.html").read_bytes())


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("without_preview.html", "gone, private or has no preview"),
        ("error_page.html", "gone, private or has no preview"),
        ("nothing_found.html", "asks too often"),
    ],
)
def test_page_that_shows_no_channel_is_a_failure(page: str, says: str):
    (failure,) = failures((FOLDER / page).read_bytes())
    assert says in failure


@pytest.mark.parametrize("body", [b"", b" \n", b"\0"])
def test_empty_answer_is_a_failure(body: bytes):
    assert ["it is empty"] == failures(body)


def test_post_that_is_cut_off_before_its_date_waits_for_the_whole_page():
    cut = parse(CHANNEL[: CHANNEL.index("详情".encode())])
    assert (ITEMS[:1], ["it breaks off; the rest is missing"]) == (cut.items, [p.what for p in cut.problems])


def test_page_that_is_cut_off_after_a_date_keeps_that_post():
    assert ITEMS[:2] == parse(CHANNEL[: CHANNEL.index(b"08:00</time>") + 12]).items


@pytest.mark.parametrize("identity", [b"", b"harborwire", b"harborwire/../x", b"/1", b"a b/3"])
def test_post_without_a_usable_id_is_skipped_and_said_so(identity: bytes):
    parsed = parse(CHANNEL.replace(b"harborwire/104", identity))
    assert (ITEMS[:2], ["page"]) == (parsed.items, [problem.where for problem in parsed.problems])


def test_post_that_stands_twice_is_one_item():
    assert ["harborwire/101", "harborwire/104"] == [
        item.key for item in parse(CHANNEL.replace(b"harborwire/103", b"harborwire/101")).items
    ]


def test_long_text_is_capped():
    (post, *_) = parse(CHANNEL.replace(b"Court stays", b"words " * 5000)).items
    assert (500, 8000) == (len(post.title), len(post.summary))


@pytest.mark.parametrize("name", ["full.html", "message_text.html", "message_link_preview.html"])
def test_every_post_of_a_real_page_is_found(name: str):
    body = (shared_dir("data/telegram_preview") / name).read_bytes()
    items = parse(body).items
    assert re.findall(r'data-post="([^"]+)"', body.decode()) == [item.key for item in items]
    assert [] == [item.key for item in items if not (item.title and item.summary and item.published_at)]


async def test_page_without_preview_fails_the_poll():
    async with ParseWorker() as worker:
        source = build(spec_for(kind=KIND.name), _Page("without_preview.html"), worker)
        with pytest.raises(SourceError, match="no preview"):
            await source.poll(Validators())


@given(body=st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join)))
def test_any_bytes_parse(body: bytes):
    check(body)


@given(
    start=st.integers(0, len(CHANNEL)),
    length=st.integers(0, 200),
    put=st.one_of(st.binary(max_size=3), st.sampled_from(PIECES)),
)
def test_damaged_pages_parse(start: int, length: int, put: bytes):
    check(CHANNEL[:start] + put + CHANNEL[start + length :])


@pytest.mark.parametrize("unit", [b"<div data-post='a/1'>", b"<b>", b"<div class='js-message_text'>x", b"&amp;<br>"])
def test_bombs_parse(unit: bytes):
    check(b"<div data-post='a/2'>" + unit * 5000)


def check(body: bytes) -> None:
    parsed = parse(body)
    assert all(item.url == f"https://t.me/{item.key}" for item in parsed.items)
    assert len(parsed.items) == len({item.key for item in parsed.items})


class _Page:
    """Answers every request with one page."""

    def __init__(self, name: str) -> None:
        self.body = (FOLDER / name).read_bytes()

    async def fetch(self, url: str, validators: Validators, headers=None) -> Fetched:
        return Fetched(self.body, validators, n_bytes=len(self.body))
