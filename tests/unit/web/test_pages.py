"""The public pages, as a parser of another make reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.domain.deadline import DeadlineStatus
from bot.domain.errors import StoreError
from bot.domain.event import EventType, Stage
from bot.domain.ids import StoryId
from bot.domain.source import SourceState
from bot.web.headers import POLICY
from tests import make
from tests.unit.render.messages import EXTENDED, PRESS, SIGNED_AT, a_deadline, a_story, taken_back
from tests.unit.web.pages import NOW, TIKTOK, Answered, Site, healthy, hostile, read

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></h3><style>*{display:none}</style>",
    "{{ 7*7 }} {% raw %} {{ config }}",
    "javascript:alert(1)",
    "\u202eexe.fdp\u202c \x1b[31m \x00 \ud800 \ufffe",
    "&lt;b&gt; & 'quoted' `ticks`",
]


def words(answered: Answered, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in answered.page.xpath(path)]


async def test_matter_page_says_when_it_is_due_in_the_zone_of_the_court():
    facts = words(await read("/matter/tiktok"), "//dl/div[1]/dd")
    assert ["Sat, Apr 5, 202511:59 PM Eastern Time"] == facts


async def test_matter_page_counts_down_without_javascript():
    page = (await read("/matter/tiktok")).page
    assert [("2025-04-06T03:59:00Z", "in 74 days")] == [
        (node.get("data-count"), node.text_content()) for node in page.xpath("//*[@role='timer']")
    ]


async def test_matter_page_holds_the_time_of_the_reader_ready_but_hidden():
    rows = (await read("/matter/tiktok")).page.xpath("//div[@data-local]")
    assert [("2025-04-06T03:59:00Z", "America/New_York", "")] == [
        (row.get("data-local"), row.get("data-zone"), row.get("hidden")) for row in rows
    ]


async def test_matter_page_tells_the_legal_state_and_since_when():
    assert ["Legal state: extended (1st extension) since Mon, Jan 20, 2025 · White House"] == words(
        await read("/matter/tiktok"), "//p[@class='standing']"
    )


async def test_saga_tells_each_move_with_its_document_newest_first():
    answered = await read("/matter/tiktok")
    assert [
        (
            "from Sun, Jan 19, 2025 → to Sat, Apr 5, 2025 Moved to a later date (1st extension) "
            "Mon, Jan 20, 2025 · White House"
        ),
        "Sun, Jan 19, 2025 Date set Wed, Apr 24, 2024 · Public Law 118-50",
    ] == words(answered, "//ol/li")
    assert ["https://whitehouse.example/order-1", "https://law.example/118-50"] == answered.page.xpath("//ol//a/@href")


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ({"due_at": make.FIRST_DUE - timedelta(days=3)}, "Moved to an earlier date"),
        ({"due_at": EXTENDED.due_at, "status": DeadlineStatus.STAYED}, "The deadline is paused."),
        ({"due_at": EXTENDED.due_at, "status": DeadlineStatus.MOOT}, "The deadline no longer matters."),
        ({"due_at": EXTENDED.due_at}, "The deadline is in force again."),
    ],
)
async def test_saga_says_what_a_version_changed(version: dict[str, object], said: str):
    third = replace(EXTENDED, version=3, supersedes=2, decided_at=NOW, **version)
    site = Site(chain=(a_deadline(), EXTENDED, third))
    assert said == words(await read("/matter/tiktok", site=site), "//li[@aria-current]/p[@class='what']")[0]


async def test_deadline_that_is_over_has_no_countdown():
    met = replace(EXTENDED, version=3, supersedes=2, status=DeadlineStatus.MET)
    answered = await read("/matter/tiktok", site=Site(chain=(a_deadline(), EXTENDED, met)))
    assert ([], ["met"]) == (words(answered, "//*[@role='timer']"), words(answered, "//span[@class='state met']"))


async def test_deadline_that_has_passed_says_so():
    site = Site()
    site.clock.at = EXTENDED.due_at + timedelta(hours=2)
    assert ["It has passed. No official source has published a change."] == words(
        await read("/matter/tiktok", site=site), "//p[@class='note']"
    )


async def test_what_is_decided_stands_apart_from_what_is_only_considered():
    answered = await read("/matter/tiktok")
    assert (["ORDERED · EXTENSION"], ["CONSIDERED · SALE"]) == (
        words(answered, "//section[@aria-labelledby='decided']//p[@class='badge']"),
        words(answered, "//section[@aria-labelledby='discussed']//p[@class='badge']"),
    )


async def test_story_says_who_confirms_and_who_reports():
    said = words(await read("/matter/tiktok"), "//article[@data-story='order']/p")
    assert "Confirmed by an official source: White House." in said
    assert "Source: White House · also reported by Harbor Wire" in said


async def test_story_of_the_press_alone_is_called_reported():
    site = Site(stories=(a_story(PRESS, id=StoryId("press"), event=EventType.RULING),))
    answered = await read("/matter/tiktok", site=site)
    assert ["REPORTED · RULING"] == words(answered, "//p[@class='badge']")
    assert "Reported by 1 outlet; no official source has confirmed it yet." in words(answered, "//article/p")


async def test_story_that_was_taken_back_says_so():
    site = Site(stories=(taken_back(a_story(PRESS, id=StoryId("press"))),))
    assert ["TAKEN BACK · EXTENSION"] == words(await read("/matter/tiktok", site=site), "//p[@class='badge']")


async def test_sources_show_their_health_and_last_news():
    failing = SourceState(last_ok_at=NOW, n_fails=3, failing_since_at=NOW - timedelta(hours=5), problem="HTTP 503")
    answered = await read("/matter/tiktok", site=Site(states={"wire": failing, "gov": healthy()}))
    assert ["Wirefailing · 5 hours agonone yet", "White Househealthy10 hours ago"] == words(answered, "//tbody/tr")
    assert words(answered, "//p[@class='silence']")[0].endswith("(8:10 PM Eastern Time) · 1 of 2 sources healthy")


async def test_addresses_of_sources_and_their_problems_are_not_told():
    secret = make.source("wire", url="https://user.example/feed?key=hush")
    state = SourceState(last_ok_at=NOW, n_fails=1, failing_since_at=NOW, problem="https://user.example/feed?key=hush")
    site = Site(matters=(replace(TIKTOK, sources=(secret,)),), states={"wire": state})
    async with site.open() as reader:
        told = [(await reader.get(path)).text for path in ("/", "/matter/tiktok", "/api/v1/matters/tiktok")]
    assert [False, False, False] == ["hush" in text or "user.example" in text for text in told]


async def test_what_a_channel_follows_of_its_own_is_no_page():
    async with Site().open() as reader:
        paths = (
            "/matter/~abcdefgh",
            "/matter/~abcdefgh.ics",
            "/matter/~abcdefgh/feed.atom",
            "/api/v1/matters/~abcdefgh",
        )
        assert [404, 404, 404, 404] == [(await reader.get(path)).status for path in paths]
        overviews = [(await reader.get(path)).text for path in ("/", "/api/v1/matters")]
        assert [False, False] == ["private feed" in text or "~abcdefgh" in text for text in overviews]


async def test_overview_names_each_matter_with_its_countdown_and_newest_story():
    answered = await read("/")
    assert [("TikTok law", "matter/tiktok")] == [
        (a.text_content(), a.get("href")) for a in answered.page.xpath("//main//h2/a")
    ]
    assert ["in 74 days"] == words(answered, "//*[@role='timer']")
    assert ["ORDERED · EXTENSION Extending the TikTok Enforcement Delay"] == words(answered, "//p[@class='latest']")


async def test_matter_without_deadline_or_news_says_so():
    site = Site(matters=(replace(TIKTOK, deadlines=()),), stories=(), chain=())
    answered = await read("/matter/tiktok", site=site)
    assert ["This matter has no deadline."] == words(answered, "//p[@class='note']")
    assert ["No decision is on file yet.", "Nothing is under discussion."] == words(answered, "//p[@class='none']")


@pytest.mark.parametrize("title", HOSTILE)
async def test_hostile_texts_stay_text(title: str):
    async with Site(stories=(hostile(title),)).open() as reader:
        for path in ("/", "/matter/tiktok"):
            page = (await reader.get(path)).page
            scripts = [node.get("src").partition("static/")[1] for node in page.xpath("//script")]
            assert ["static/"] == scripts
            assert [] == page.xpath("//style | //img | //@onerror | //@style | //h3/style")
            hrefs = page.xpath("//a/@href")
            assert [] == [href for href in hrefs if ":" in href and not href.startswith(("http://", "https://"))]


async def test_hostile_address_is_no_link():
    report = replace(PRESS, url="javascript:alert(1)")
    story = a_story(report, id=StoryId("odd"), stage=Stage.DENIED)
    answered = await read("/matter/tiktok", site=Site(stories=(story,)))
    assert [] == answered.page.xpath("//article//a")


async def test_page_is_a_document_that_can_be_walked_by_ear():
    page = (await read("/matter/tiktok")).page
    ids = page.xpath("//@id")
    assert ("en", 1, 1, 1, 1) == (
        page.get("lang"),
        *(len(page.xpath(f"//{name}")) for name in ("main", "h1", "header", "footer")),
    )
    assert len(ids) == len(set(ids))
    assert [] == [label for label in page.xpath("//@aria-labelledby") if label not in ids]
    levels = [int(node.tag[1]) for node in page.xpath("//h1|//h2|//h3|//h4")]
    assert [] == [(a, b) for a, b in pairwise(levels) if b > a + 1]
    assert page.xpath("//a[@href='#main']")


async def test_first_load_is_small_and_from_here_alone():
    async with Site().open() as reader:
        first = await reader.get("/matter/tiktok")
        loaded = first.page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src")
        parts = [await reader.get("/" + href.removeprefix("../")) for href in loaded]
    assert [200, 200, 200] == [part.status for part in parts]
    assert sum(len(part.text.encode()) for part in (first, *parts)) < 60_000
    assert [] == [href for href in loaded if "//" in href]


async def test_static_files_are_kept_for_good_and_nothing_else_is_given_away():
    async with Site().open() as reader:
        style = (await reader.get("/")).page.xpath("//link[@rel='stylesheet']/@href")[0]
        answer = await reader.get("/" + style)
        assert ("text/css; charset=utf-8", "public, max-age=31536000, immutable") == (
            answer.headers["Content-Type"],
            answer.headers["Cache-Control"],
        )
        odd = ("/static/page.css", "/static/..%2froutes.py", "/static/%2e%2e/routes.py", "/static/")
        assert [404, 404, 404, 404] == [(await reader.get(path)).status for path in odd]


@pytest.mark.parametrize("path", ["/", "/matter/tiktok", "/matter/nothing", "/nothing", "/healthz", "/api/v1/matters"])
async def test_headers_are_strict_everywhere(path: str):
    headers = (await read(path)).headers
    assert (POLICY, "nosniff", "no-referrer") == (
        headers["Content-Security-Policy"],
        headers["X-Content-Type-Options"],
        headers["Referrer-Policy"],
    )
    assert "unsafe" not in POLICY


async def test_matter_that_is_not_watched_is_told_with_a_way_on():
    answered = await read("/matter/nothing?lang=zh")
    assert (404, ["没有这个页面"]) == (answered.status, words(answered, "//h1"))
    assert ["../?lang=zh"] == answered.page.xpath("//main//a/@href")


async def test_page_that_is_known_is_not_sent_again():
    async with Site().open() as reader:
        tag = (await reader.get("/matter/tiktok")).headers["ETag"]
        again = await reader.get("/matter/tiktok", If_None_Match=tag)
        other = await reader.get("/matter/tiktok", If_None_Match='"another", W/"x"')
    assert (304, "", 200) == (again.status, again.text, other.status)
    assert tag == again.headers["ETag"]


async def test_head_has_the_headers_and_no_body():
    async with Site().open() as reader:
        whole, head = await reader.get("/matter/tiktok"), await reader.get("/matter/tiktok", "HEAD")
    assert (200, "") == (head.status, head.text)
    assert whole.headers["ETag"] == head.headers["ETag"]


async def test_pages_cannot_be_written():
    assert 405 == (await read("/matter/tiktok", "POST")).status


async def test_page_is_made_once_for_many_readers_and_anew_after_seconds():
    site = Site()
    async with site.open() as reader:
        before = await reader.get("/matter/tiktok")
        site.tell(a_story(PRESS, id=StoryId("new"), event=EventType.SHUTDOWN, updated_at=SIGNED_AT))
        kept = await reader.get("/matter/tiktok")
        site.clock.move(seconds=6)
        anew = await reader.get("/matter/tiktok")
    assert [False, False, True] == ['data-story="new"' in a.text for a in (before, kept, anew)]
    assert before.headers["ETag"] == kept.headers["ETag"] != anew.headers["ETag"]


async def test_last_page_is_shown_with_its_age_while_the_store_is_down(monkeypatch: pytest.MonkeyPatch):
    site = Site()
    async with site.open() as reader:
        before = await reader.get("/matter/tiktok")
        break_store(site, monkeypatch)
        site.clock.move(seconds=90)
        after = await reader.get("/matter/tiktok")
        never = await reader.get("/")
    assert (200, before.text, "90") == (after.status, after.text, after.headers["Age"])
    assert (503, "The store does not answer. Try again in a minute.\n") == (never.status, never.text)


async def test_page_below_a_path_of_a_proxy_needs_nothing_to_be_set():
    async with Site().open() as reader:
        hrefs = (await reader.get("/matter/tiktok")).page.xpath("//@href | //@src")
    assert [] == [href for href in hrefs if href.startswith("/")]


async def test_preview_names_the_public_address_when_there_is_one():
    page = (await read("/matter/tiktok", site=Site(public_url="https://watch.example"))).page
    assert ["https://watch.example/matter/tiktok"] == page.xpath("//meta[@property='og:url']/@content")
    assert ["TikTok law · Reprieve"] == page.xpath("//meta[@property='og:title']/@content")


def break_store(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_: object) -> dict[str, object]:
        raise StoreError("the store is down")

    monkeypatch.setattr(site.store.items, "source_states", fail)
