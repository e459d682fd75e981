"""The pages in a real browser: both themes and languages, phone and desktop, and news that arrives by itself.

The pictures are kept in the folder that PICTURES names, so that a person can look at them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from bot.domain.event import EventType
from bot.domain.ids import StoryId
from tests.unit.render.messages import PRESS, SIGNED_AT, a_story
from tests.unit.web.pages import NOW, Reader, Site, healthy, hostile
from tests.unit.web.test_pages import HOSTILE

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PICTURES = os.environ.get("PICTURES", "")
SHANGHAI = "Asia/Shanghai"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(60),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium; on Debian and Ubuntu: apt install chromium"),
]


@dataclass
class Looked:
    """A page in a browser, with everything that the browser complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    async def text(self, selector: str) -> str:
        return " ".join((await self.page.locator(selector).first.inner_text()).split())


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        await browser.close()


async def look(browser: Browser, address: str, width: int = 1280, theme: str = "light", **options: object) -> Looked:
    """Opens an address at the time of the site, in Shanghai."""
    values = {"timezone_id": SHANGHAI, "viewport": {"width": width, "height": 900}, "color_scheme": theme} | options
    page = await (await browser.new_context(**values)).new_page()  # type: ignore[arg-type]
    looked = Looked(page)
    page.on("console", lambda message: looked.complaints.append(message.text))
    page.on("pageerror", lambda error: looked.complaints.append(str(error)))
    await page.clock.install(time=NOW)
    await page.goto(address)
    return looked


def a_site() -> Site:
    return Site(states={"wire": healthy(), "gov": healthy()})


@asynccontextmanager
async def opened(site: Site) -> AsyncIterator[tuple[Browser, Reader]]:
    async with browsing() as browser, site.open() as reader:
        yield browser, reader


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("lang", "state"), [("en", "extended"), ("zh", "已延期")])
async def test_page_fits_and_reads_well(width: int, theme: str, lang: str, state: str):
    async with opened(a_site()) as (browser, reader):
        looked = await look(browser, f"{reader.address}/matter/tiktok?lang={lang}", width, theme)
        if PICTURES:
            path = Path(PICTURES) / f"matter-{lang}-{width}-{theme}.png"
            await looked.page.screenshot(path=path, full_page=True)
        is_as_wide = await looked.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        contrasts = await looked.page.evaluate(CONTRASTS)
        assert (state, True, []) == (await looked.text(".state"), is_as_wide, looked.complaints)
        assert [] == [words for words, ratio in contrasts if ratio < 4.5]


async def test_countdown_runs_and_tells_the_time_where_the_reader_is():
    async with opened(a_site()) as (browser, reader):
        looked = await look(browser, f"{reader.address}/matter/tiktok")
        before = await looked.text(".count")
        await looked.page.clock.run_for(60_000)
        after = await looked.text(".count")
        assert [True, True] == [words.startswith("74 days 15 hours 5") for words in (before, after)]
        assert before != after
        assert "Sun, Apr 6, 2025, 11:59 AM GMT+8" == await looked.text(".yours dd")


async def test_time_where_the_reader_is_stays_hidden_where_it_is_the_same():
    async with opened(a_site()) as (browser, reader):
        looked = await look(browser, f"{reader.address}/matter/tiktok", timezone_id="America/New_York")
        assert await looked.page.locator(".yours").is_hidden()


async def test_news_arrives_without_a_reload():
    site = a_site()
    async with opened(site) as (browser, reader):
        looked = await look(browser, f"{reader.address}/matter/tiktok")
        await looked.page.evaluate("window.stays = true")
        site.tell(a_story(PRESS, id=StoryId("new"), event=EventType.SHUTDOWN, updated_at=SIGNED_AT))
        site.clock.move(seconds=6)
        await looked.page.clock.run_for(16_000)
        await looked.page.locator("[data-story=new].fresh").wait_for()
        assert "There is news on this page." == await looked.text("#news")
        assert (True, []) == (await looked.page.evaluate("window.stays"), looked.complaints)


async def test_page_works_without_javascript():
    async with opened(a_site()) as (browser, reader):
        looked = await look(browser, f"{reader.address}/matter/tiktok", java_script_enabled=False)
        assert "in 74 days" == await looked.text(".count")


async def test_hostile_texts_run_nothing():
    async with opened(Site(stories=(hostile(" ".join(HOSTILE[:5])),))) as (browser, reader):
        looked = await look(browser, f"{reader.address}/matter/tiktok")
        assert [] == looked.complaints


async def test_keyboard_reaches_the_content_first():
    async with opened(a_site()) as (browser, reader):
        looked = await look(browser, f"{reader.address}/matter/tiktok")
        await looked.page.keyboard.press("Tab")
        assert "Skip to the content" == await looked.page.evaluate("document.activeElement.textContent")
        await looked.page.keyboard.press("Enter")
        await looked.page.keyboard.press("Tab")
        assert await looked.page.evaluate("document.getElementById('main').contains(document.activeElement)")


# The contrast of every text with what lies behind it, as WCAG 2.2 (1.4.3) counts it.
CONTRASTS = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = (color) => {
    const parts = [...rgba(color)].slice(0, 3).map((v) => v / 255);
    const [r, g, b] = parts.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (rgba(color)[3] === 255) return color;
    }
    return "white";
  };
  const texts = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility()
    && [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim()));
  return texts.map((e) => {
    const [one, other] = [light(getComputedStyle(e).color), light(behind(e))].sort((a, b) => b - a);
    return [e.textContent.trim(), (one + 0.05) / (other + 0.05)];
  });
}"""
