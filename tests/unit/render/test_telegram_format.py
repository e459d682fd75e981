"""Telegram texts word for word against tests/golden/telegram, and what must hold for any message at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.message import Line, Message, Span, Style, TimeShow, Tone
from bot.render.telegram_format import FARTHEST, MAX_ENTITIES, MAX_UNITS, Entity, Text, text_from, utf16
from tests.make import FIRST_DUE, NOON

GOLDEN = Path(__file__).parents[2] / "golden" / "telegram"
INSTANT = Span("Sun, Jan 19, 2025, 11:59 PM Eastern Time", Style.BOLD, at=FIRST_DUE)
COUNTDOWN = Span("in 4 days", at=FIRST_DUE, show=TimeShow.RELATIVE)
ORDER = Span("White House", url="https://gov.example/order?a=1&b=2")

MESSAGES = {
    "alert": Message(
        title=(Span("[ORDERED · EXTENSION] "), Span("President signs a 75-day delay 🕰️ of the ban", Style.BOLD)),
        lines=(
            (Span("Confirmed by White House."),),
            (Span("The deadline moves to Apr 5", Style.BOLD), Span(" (1st extension) · "), COUNTDOWN),
            (ORDER, Span(" · also reported by "), Span("Harbor Wire", url="https://harbor.example/k1")),
        ),
        footer=(Span("TikTok law · first seen "), Span("Wed, Jan 15", at=NOON, show=TimeShow.DATE)),
        tone=Tone.REPRIEVE,
    ),
    "answer_in_chinese": Message(
        title=(Span("本频道现在关注 TikTok 法案。", Style.BOLD),),
        lines=((Span("期限："), COUNTDOWN, Span(" · "), INSTANT), (), (Span("先前的期限", Style.STRIKE),)),
        footer=(Span("/status 查看现状，/unsubscribe 取消。"),),
    ),
    "hostile_title": Message(
        title=(
            Span("[REPORTED] "),
            Span("/unsubscribe\u202e now\x00 @ada <b>*bold*</b>\u200b\n[x](http://e.vil)", Style.BOLD),
        ),
        lines=((Span("/stop@reprieve_bot", url="javascript:alert(1)"), Span(" and/or 24/656, ada@mail.example")),),
        tone=Tone.BREAKING,
    ),
    "quoted_in_an_answer": Message(
        title=(Span("Latest"),),
        lines=((Span("/unsubscribe says the paper "), Span("Wire", url="https://wire.example/k1")), (Span("/help"),)),
    ),
    "too_far_for_telegram": Message(
        title=(Span("Code "), Span("x = 1", Style.CODE), Span(" and "), Span("linked", Style.CODE, url="https://a.example")),
        lines=((Span("Jan 19, 2031", Style.ITALIC, at=datetime(2031, 1, 19, tzinfo=UTC)),),),
    ),
}  # fmt: skip


def cut(text: str, entity: Entity) -> str:
    units = text.encode("utf-16-le")
    return units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


def readable(text: Text) -> str:
    """The text, and each entity with the words it covers."""
    entities = [
        f"{e.type} {e.offset}+{e.length} “{cut(text.text, e)}” {e.url}{e.unix_time or ''} {e.date_time_format}".strip()
        for e in text.entities
    ]
    shown = text.text.replace("\u200b", "⁞")
    return "\n".join([shown, "---", *entities, ""])


@pytest.mark.parametrize("name", MESSAGES)
def test_message_reads_as_expected(name):
    assert (GOLDEN / f"{name}.txt").read_text("utf-8") == readable(text_from(MESSAGES[name], NOON))


def test_no_expectation_is_left_without_its_message():
    assert set(MESSAGES) == {path.stem for path in GOLDEN.iterdir()}


def test_a_label_comes_before_all_else():
    text = text_from(MESSAGES["alert"], NOON, "Possible repeat")
    assert ["Possible repeat", "[ORDERED"] == [text.text.splitlines()[0], text.text.splitlines()[1][:8]]
    assert Entity("italic", 0, 15) == text.entities[0]


def test_an_instant_is_left_to_its_words_when_telegram_would_refuse_it():
    near, far = FARTHEST - timedelta(minutes=1), FARTHEST
    spans = tuple(Span("then", at=NOON + delta) for delta in (near, -near, far, -far))
    assert 2 == len(text_from(Message(title=spans), NOON).entities)


def test_code_holds_neither_link_nor_instant():
    spans = (Span("a", Style.CODE, url="https://a.example"), Span("b", Style.CODE, at=NOON), Span("c", Style.CODE))
    assert ["text_link", "date_time", "code"] == [e.type for e in text_from(Message(title=spans), NOON).entities]


def test_what_is_too_long_loses_its_end_but_not_its_footer():
    lines = tuple((Span(f"{n} " + "word " * 50),) for n in range(40))
    text = text_from(Message(title=(Span("Title"),), lines=lines, footer=(Span("The footer"),)), NOON)
    assert text.text.startswith("Title\n0 word")
    assert text.text.endswith("\n…\nThe footer")
    assert MAX_UNITS - 300 < utf16(text.text) <= MAX_UNITS


def test_links_beyond_the_hundredth_are_left_out_whole():
    line = tuple(Span(f"link{n}", url=f"https://a.example/{n}") for n in range(150))
    text = text_from(Message(title=(Span("Title", Style.BOLD),), lines=(line,)), NOON)
    assert text.text.endswith("link98…")
    assert MAX_ENTITIES == len(text.entities)


def test_nothing_visible_is_still_a_message():
    assert Text("…", ()) == text_from(Message(title=(Span(" \u200b\u202e "),), lines=((), ())), NOON)


anything = st.text(st.one_of(st.characters(), st.sampled_from(" \n\t@/a…🕰️\u202e\u200d\u0301\ud800禁")), max_size=80)
instants = st.none() | st.integers(-(10**9), 10**9).map(lambda seconds: NOON + timedelta(seconds=seconds))
urls = st.sampled_from(["", "https://a.example/x?y=1", "javascript:alert(1)", "tg://user?id=1", "https://u@b.example"])
spans = st.builds(Span, anything, st.sampled_from(Style), urls, instants, st.sampled_from(TimeShow))
lines = st.lists(spans, max_size=6).map(tuple)
messages = st.builds(Message, lines, st.lists(lines, max_size=60).map(tuple), lines, st.sampled_from(Tone))


@given(messages)
def test_every_message_is_one_that_telegram_takes(message):
    text = text_from(message, NOON)
    assert 0 < utf16(text.text) <= MAX_UNITS
    assert text.text == text.text.strip()
    assert len(text.entities) <= MAX_ENTITIES
    offsets = [e.offset for e in text.entities]
    assert offsets == sorted(offsets)
    for entity in text.entities:
        covered = cut(text.text, entity)
        assert utf16(covered) == entity.length > 0
        assert covered == covered.strip()
        assert entity.url == "" or re.fullmatch(r"https?://[^\s@]+", entity.url)


@given(messages)
def test_no_message_holds_what_cannot_be_seen(message):
    text = text_from(message, NOON).text
    assert [] == re.findall(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200c-\u200f\ufeff\ud800-\udfff]", text
    )
    assert [] == re.findall(r"\n{3}|  ", text)


@given(lines, st.sampled_from([Tone.BREAKING, Tone.REPRIEVE, Tone.NOTABLE, Tone.REMINDER]))
def test_no_headline_can_call_a_command_or_a_member(line: Line, tone: Tone):
    for span in line:
        text = text_from(Message(title=(span,), tone=tone), NOON).text
        assert [] == re.findall(r"(?<![\w/])/\w|(?<!\w)@\w", text)


@given(st.text(st.characters(categories=["L", "N", "So"]), min_size=1, max_size=50))
def test_a_bold_run_covers_exactly_its_own_words(words):
    text = text_from(Message(title=(Span("🕰️ x "), Span(words, Style.BOLD), Span(" 禁🕰️"))), NOON)
    assert [words] == [cut(text.text, e) for e in text.entities] or not text.entities
