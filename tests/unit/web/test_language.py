"""Which language a reader gets."""

import pytest

from tests.unit.web.pages import read
from tests.unit.web.test_pages import words


@pytest.mark.parametrize(
    ("path", "accepted", "lang"),
    [
        ("/", "", "en"),
        ("/", "zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("/", "en-GB,zh;q=0.5", "en"),
        ("/", "fr-FR, zh-TW;q=0.7, en;q=0.6", "zh-Hans"),
        ("/", "fr, de;q=0.9", "en"),
        ("/", "zh;q=0, en;q=0.1", "en"),
        ("/", "zh;q=nonsense", "en"),
        ("/", ",;,=;q", "en"),
        ("/?lang=zh", "en", "zh-Hans"),
        ("/?lang=zh_Hans", "en", "zh-Hans"),
        ("/?lang=en", "zh", "en"),
        ("/?lang=xx", "zh", "zh-Hans"),
    ],
)
async def test_page_is_in_the_language_asked_for(path: str, accepted: str, lang: str):
    answered = await read(path, Accept_Language=accepted)
    assert (lang, lang, "Accept-Language") == (
        answered.page.get("lang"),
        answered.headers["Content-Language"],
        answered.headers["Vary"],
    )


async def test_chinese_page_reads_as_the_chinese_chat_does():
    answered = await read("/matter/tiktok?lang=zh")
    assert ["已延期"] == words(answered, "//section[@class='deadline']//span[@class='state extended']")
    assert ["官方来源已证实：White House。"] == words(answered, "//article[@data-story='order']/p")[1:2]


@pytest.mark.parametrize(("path", "expected"), [("/?lang=zh", "matter/tiktok?lang=zh"), ("/", "matter/tiktok")])
async def test_language_that_was_chosen_is_carried_on(path: str, expected: str):
    assert [expected] == (await read(path)).page.xpath("//main//h2/a/@href")


async def test_other_language_is_one_step_away():
    link = (await read("/matter/tiktok?lang=zh")).page.xpath("//header//nav/a")[0]
    assert ("?lang=en", "en", "English") == (link.get("href"), link.get("lang"), link.text_content())
