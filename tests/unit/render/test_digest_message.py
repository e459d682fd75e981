"""A digest shows every one of its messages, however long they are."""

import pytest

from bot.domain.message import Message, Span, Style, Tone
from bot.phrases import phrases_for
from bot.render.digest_message import digest_message
from bot.render.discord_format import DESCRIPTION_UNITS, embed_from
from bot.render.plain_format import plain
from bot.render.telegram_format import text_from
from bot.store.keys import LIMITS
from tests.make import NOON

N = LIMITS["most_gathered"]


def message(n: int, words: str = "words", url: str = "https://gov.example/order", **changes: object) -> Message:
    title = (Span("[ORDERED · EXTENSION] ", Style.BOLD), Span(f"No{n}no {words}", Style.BOLD, url=url))
    return Message(**{"title": title, "tone": Tone.NOTABLE, "is_silent": True} | changes)


def digest(*messages: Message, lang: str = "en") -> Message:
    return digest_message(messages, phrases_for(lang))


@pytest.mark.parametrize("words", ["*" * 300, "w" * 300, "🚨" * 300, "https://evil.example/ " * 20, "的" * 300])
@pytest.mark.parametrize("length", [30, 190, 1000])
def test_none_is_cut_away_on_either_platform(words, length):
    url = "https://gov.example/".ljust(length, "a")
    link = ((Span(words, url=url),),)
    made = digest(*(message(n, words, url if n % 2 else "", lines=link) for n in range(N)))
    on_discord = embed_from(made, "0123456789")["description"]
    on_telegram = text_from(made, NOON).text
    assert [] == [n for n in range(N) if f"No{n}no" not in on_discord or f"No{n}no" not in on_telegram]
    assert len(on_discord.encode("utf-16-le")) // 2 <= DESCRIPTION_UNITS


def urls(made: Message) -> list[list[str]]:
    return [[span.url for span in line if span.url] for line in made.lines]


def test_each_has_its_link_unless_that_is_too_long():
    made = digest(message(1), message(2, url="https://gov.example/".ljust(400, "a")))
    assert [["https://gov.example/order"], []] == urls(made)


def test_links_of_the_text_follow_once_each():
    links = (
        (Span("Source: "), Span("Gov", url="https://gov.example/order")),
        (Span("Wire", url="https://wire.example/1"), Span("Post", url="https://post.example/2")),
    )
    made = digest(message(1, lines=links), message(2, url="", lines=links[:1]))
    assert ["https://gov.example/order", "https://wire.example/1", "https://post.example/2"] == urls(made)[0]
    assert ["https://gov.example/order"] == urls(made)[1]


def test_order_is_kept_and_numbered():
    lines = plain(digest(message(7), message(3))).splitlines()
    assert "2 messages waited for this channel" in lines[0]
    assert ["1. [ORDERED", "2. [ORDERED"] == [line[:11] for line in lines[1:3]]


def test_tone_is_the_first_ones_and_one_loud_message_makes_it_loud():
    made = digest(message(1, tone=Tone.BREAKING, is_silent=False), message(2))
    assert (Tone.BREAKING, False) == (made.tone, made.is_silent)
    assert digest(message(1), message(2)).is_silent


def test_it_speaks_chinese():
    assert "2条积压的消息合并发送" in plain(digest(message(1), message(2), lang="zh_Hans"))
