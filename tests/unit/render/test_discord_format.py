import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.message import Line, Message, Span, Style, TimeShow, Tone
from bot.phrases import LANGUAGES, phrases_for
from bot.render.discord_format import (
    CONTENT_UNITS,
    DESCRIPTION_UNITS,
    TITLE_UNITS,
    carries,
    embed_from,
    escaped,
    text_from,
)
from bot.text.clean import one_line
from tests.unit.render.messages import CASES

GOLDEN = Path(__file__).parents[2] / "golden" / "discord"
DUE = datetime(2025, 4, 5, 4, 0, tzinfo=UTC)
INVISIBLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
LIVE = re.compile(
    r"[*_~`|<\[\]@]|://|discord\.gg|discord(?:app)?\.com|^\s*(?:#{1,3}|-#|>{1,3}|-|\d+\.)\s",
    re.MULTILINE | re.IGNORECASE,
)
DEAD = "\N{MIDDLE DOT}"
RULES = tuple(
    re.compile(rule, re.DOTALL)
    for rule in (
        r"\\[^0-9A-Za-z\s]()",
        r"`[^`]+`(?!`)()",
        r"<t:-?\d+:[DFR]>()",
        r"\[((?:\\.|[^\[\]\\])+)\]\(https?://[^\s()<>\[\]]+\)",
        r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)",
        r"\*(?=\S)((?:\\.|[^\\*])+?)\*(?!\*)",
        r"~~((?:\\.|[^\\])+?)~~",
    )
)
RAW_MARKERS = ("](", "<@", "<#", "</", "<t:", "<:", "<a:", "://")
ATTACKS = (
    "@everyone", "@here", "<@1234567890>", "<@&1234567890>", "<#1234567890>", "</ban:1234567890>", "<t:0:R>",
    "<:boom:1>", "<a:boom:1>", "<id:guide>", "[click](https://evil.example)", "[a](<https://evil.example>)",
    "https://evil.example/login", "http://e.example", "steam://run", "discord.gg/evil", "discord.com/invite/evil",
    "discordapp.com/invite/evil", "**", "__", "*", "_", "~~", "||", "`", "```", "\\", "\\\\", "# ", "## ", "-# ",
    "> ", ">>> ", "- ", "+ ", "1. ", "2) ", "(", ")", "[", "]", "<", ">", "\n", "\r\n", "\t", "\x00", "\x1b[31m",
    "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\x85", "\ud800", "\U000e0041", "z\u0301\u0302\u0303\u0304",
    "TikTok", "ban", "期限延长", "🚨", " ", "  ", ".", ":", "/", "2025-01-19", "$1.5", "5%", "É",
)  # fmt: skip
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
HOSTILE = st.lists(st.sampled_from(ATTACKS) | st.text(max_size=12), max_size=14).map("".join)
URLS = st.sampled_from(("", "https://court.example/a_(b)*~~[c]", "javascript:alert(1)")) | HOSTILE
SPANS = st.builds(
    Span,
    HOSTILE,
    style=st.sampled_from(Style),
    url=URLS,
    at=st.none() | st.just(DUE),
    show=st.sampled_from(TimeShow),
)
LINES = st.lists(SPANS, max_size=5).map(tuple)
MESSAGES = st.builds(
    Message, title=LINES, lines=st.lists(LINES, max_size=8).map(tuple), footer=LINES, tone=st.sampled_from(Tone)
)
LONG = st.builds(Span, st.text(st.sampled_from("*a🚨<@ "), max_size=1500), style=st.sampled_from(Style))

STORY = Message(
    title=(Span("[ORDERED · EXTENSION] "), Span("Extending the TikTok enforcement delay", Style.BOLD)),
    lines=(
        (Span("Confirmed by White House."),),
        (
            Span("The deadline moves from Sat, Apr 5, 2025 to Thu, Jun 19, 2025", Style.BOLD),
            Span(" (2nd extension) · "),
            Span("in 75 days", at=datetime(2025, 6, 20, 4, tzinfo=UTC), show=TimeShow.RELATIVE),
        ),
        (
            Span("White House", url="https://gov.example/orders/extending-the-delay"),
            Span(" · also reported by "),
            Span("Harbor Wire", url="https://harbor.example/news?id=1&x=(2)"),
        ),
    ),
    footer=(Span("TikTok law · first seen "), Span("Fri, Apr 4, 2025, 11:00 AM", at=DUE)),
    tone=Tone.REPRIEVE,
)
STATUS = Message(
    title=(Span("TikTok 法案", Style.BOLD),),
    lines=(
        (Span("剥离期限", Style.BOLD),),
        (
            Span("还有 3 天", at=DUE, show=TimeShow.RELATIVE),
            Span(" · "),
            Span("2025年4月5日周六", Style.BOLD, at=DUE),
            Span("（北美东部时间 2025年4月5日周六）"),
        ),
        (),
        (Span("2025年1月19日周日", Style.STRIKE), Span(" · "), Span("法律", url="https://law.example/118-50")),
        (Span("本提醒迟了 2 小时。", Style.ITALIC),),
        (Span("1. "), Span("/subscribe", Style.CODE), Span(" 关注本频道")),
    ),
)
HOSTILE_STORY = Message(
    title=(Span("[REPORTED] "), Span("@everyone <@&1> [free](https://evil.example) **now**", Style.BOLD)),
    lines=(
        (Span("# not a heading"),),
        (Span("> not a quote <t:0:R> discord.gg/evil https://evil.example"),),
        (Span("[wire] @here", url="https://harbor.example/a)[b](https://evil.example"),),
        (Span("\u202eevil\u200b\x00 text", Style.CODE),),
    ),
    footer=(Span("<@1> · @everyone [x](y)"),),
    tone=Tone.BREAKING,
)
GOLDEN_MESSAGES = {"story": STORY, "status_zh": STATUS, "hostile": HOSTILE_STORY}


def message(*lines: Line, title: str = "A title", **changes: object) -> Message:
    return Message(title=(Span(title),), lines=lines, **changes)  # type: ignore[arg-type]


def shown(*spans: Span) -> str:
    """What one line of spans becomes."""
    return embed_from(message(spans))["description"]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def as_read(markup: str) -> str:
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markup)


def leftover(markup: str) -> str:
    """The markup read as Discord reads it, without what the formatter itself may make; what is live in it is a hole."""
    text, at = "", 0
    while at < len(markup):
        found = next(filter(None, (rule.match(markup, at) for rule in RULES)), None)
        text += markup[at] if found is None else DEAD + leftover(found.group(1))
        at = at + 1 if found is None else found.end()
    return text


def without_small_print(text: str) -> str:
    *lines, last = text.split("\n")
    return "\n".join([*lines, last.removeprefix("-# ")])


@pytest.mark.parametrize("name", GOLDEN_MESSAGES)
def test_message_as_kept_golden(name: str):
    made = GOLDEN_MESSAGES[name]
    found = {"embed": embed_from(made, "ab12cd34"), "text": text_from(made, "ab12cd34").split("\n")}
    assert json.loads((GOLDEN / f"{name}.json").read_text("utf-8")) == found


def test_every_golden_body_has_its_message():
    assert {p.stem for p in GOLDEN.glob("*.json")} == set(GOLDEN_MESSAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_message_comes_out_whole(lang: str):
    embeds = {name: embed_from(case(phrases_for(lang))) for name, case in CASES.items()}
    assert [] == [name for name, e in embeds.items() if "…" in e["title"] or e["description"].endswith("…")]
    assert [] == [n for n, e in embeds.items() if LIVE.search(leftover(without_small_print(e["description"])))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text, 5% and $1.5", "plain text, 5% and $1.5"),
        ("2025-01-19", "2025-01-19"),
        ("#TikTok", "#TikTok"),
        ("a_b *c* ~d~ |e| `f`", r"a\_b \*c\* \~d\~ \|e\| \`f\`"),
        ("C:\\x", r"C:\\x"),
        ("@everyone", r"\@everyone"),
        ("<@1> <#2> </x:3> <t:4:R>", r"\<\@1> \<\#2> \<\/x:3> \<t\:4:R>"),
        ("[x](y)", r"\[x\]\(y)"),
        ("see https://evil.example", r"see https:\//evil.example"),
        ("discord.gg/x Discord.com/invite/x", r"discord\.gg/x Discord\.com/invite/x"),
        ("# heading", r"\# heading"),
        ("-# small", r"\-# small"),
        ("- item", r"\- item"),
        ("12. item", r"12\. item"),
        (">>> quote", r"\>>> quote"),
    ],
)
def test_escaped_when_feed_text_looks_like_markup(text: str, expected: str):
    assert expected == escaped(text)


def test_styles_when_blanks_stand_at_their_ends():
    assert "a **b** *c* ~~d~~" == shown(
        Span("a"), Span(" b ", Style.BOLD), Span("c", Style.ITALIC), Span(" d", Style.STRIKE)
    )


def test_styles_when_markers_would_touch():
    assert "**a**b" == shown(Span("a", Style.BOLD), Span("b", Style.ITALIC))


def test_code_when_the_text_holds_backticks():
    assert "`a'b`" == shown(Span("a`b", Style.CODE))


def test_code_when_code_stands_before_it():
    assert r"`a`\<\@1>" == shown(Span("a", Style.CODE), Span("<@1>", Style.CODE))


@pytest.mark.parametrize(
    ("show", "expected"), [(TimeShow.DATE, "D"), (TimeShow.DATETIME, "F"), (TimeShow.RELATIVE, "R")]
)
def test_instant_when_shown(show: TimeShow, expected: str):
    assert f"<t:1743825600:{expected}>" == shown(Span("Apr 5", at=DUE, show=show))


def test_instant_when_in_the_title():
    assert "Apr 5" == embed_from(Message(title=(Span("Apr 5", at=DUE),)))["title"]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://x.example", "https://user@x.example", "x", "https://x.example/" + "a" * 1200],
)
def test_link_when_the_address_cannot_be_trusted(url: str):
    assert "Wire" == shown(Span("Wire", url=url))


def test_link_when_address_and_label_hold_brackets():
    assert "[A (b)](https://x.example/%28c%29%5Bd%5D)" == shown(Span("A [b]", url="https://x.example/(c)[d]"))


def test_link_when_its_label_is_an_address():
    assert "[evil.example](https://x.example/a)" == shown(Span("https://evil.example", url="https://x.example/a"))


def test_link_when_its_label_is_empty():
    assert "[x.example](https://x.example/a)" == shown(Span("\u200b", url="https://x.example/a"))


def test_title_when_it_is_linked():
    embed = embed_from(Message(title=(Span("Order", url="https://gov.example/1"),)))
    assert ("Order", "https://gov.example/1") == (embed["title"], embed["url"])


def test_embed_when_nothing_is_visible():
    assert {"color": 0x8A94A6, "title": "…"} == embed_from(message((Span("\u202e"),), title="\u200b\x00"))


def test_colour_when_tones_differ():
    assert len(Tone) == len({embed_from(message(tone=tone))["color"] for tone in Tone})


def test_footer_when_the_text_is_long():
    footer = Span("first seen "), Span("x", at=DUE)
    embed = embed_from(message((Span("*" * 4000),), (Span("*" * 4000),), footer=footer))
    text, last = embed["description"].split("\n")
    assert ("…", "-# first seen <t:1743825600:F>") == (text[-1], last)


def test_reference_when_the_embed_is_full():
    embed = embed_from(message((Span("*" * 4000),), footer=(Span("x" * 900),)), "ab12cd34")
    assert (True, False) == (carries({"embeds": [embed]}, "ab12cd34"), carries({"embeds": [embed]}, "ab12cd35"))


def test_reference_when_the_plain_text_is_full():
    text = text_from(message((Span("*" * 4000),)), "ab12cd34")
    assert (True, False) == (carries({"content": text}, "ab12cd34"), carries({"content": text}, "ab12cd35"))


def test_cut_when_an_escape_stands_at_the_limit():
    assert r"\*" * 2047 + "…" == shown(Span("*" * 4000))


def test_cut_when_emoji_count_twice():
    assert "🚨" * 2047 + "…" == shown(Span("🚨" * 2100))


def test_cut_when_a_timestamp_stands_at_the_limit():
    assert "x" * 4090 + "…" == shown(Span("x" * 4090), Span("soon", at=DUE))


def test_cut_when_a_link_stands_at_the_limit():
    spans = Span("y" * 4064), Span("A long label", url="https://x.example/abc")
    assert "y" * 4064 + "[A long](https://x.example/abc)…" == shown(*spans)


def test_cut_when_only_a_links_address_would_fit():
    assert "y" * 4080 + "…" == shown(Span("y" * 4080), Span("Label", url="https://x.example/abc"))


@UNHURRIED
@given(HOSTILE)
def test_hostile_text_is_shown_as_it_reads(text: str):
    clean = one_line(text, 1000)
    assert clean == as_read(escaped(clean))


@UNHURRIED
@given(HOSTILE)
def test_hostile_text_holds_no_raw_marker(text: str):
    markup = escaped(one_line(text, 1000))
    assert [] == [m for m in RAW_MARKERS if m in markup]


@UNHURRIED
@given(HOSTILE)
def test_hostile_title_comes_out_dead(text: str):
    assert None is LIVE.search(leftover(embed_from(message(title=text))["title"]))


@UNHURRIED
@given(MESSAGES)
def test_hostile_message_holds_only_our_own_markup(message: Message):
    embed = embed_from(message)
    parts = embed.get("title", ""), without_small_print(embed.get("description", ""))
    assert [None, None] == [LIVE.search(leftover(part)) for part in parts]


@UNHURRIED
@given(MESSAGES)
def test_hostile_plain_text_holds_only_our_own_markup(message: Message):
    assert None is LIVE.search(leftover(without_small_print(text_from(message))))


@UNHURRIED
@given(MESSAGES)
def test_hostile_message_holds_nothing_invisible(message: Message):
    embed = embed_from(message)
    assert [None, None] == [INVISIBLE.search(text) for text in (embed.get("title", ""), embed.get("description", ""))]


@UNHURRIED
@given(st.lists(LONG, max_size=12))
def test_lengths_when_text_is_long(spans: list[Span]):
    long = Message(title=tuple(spans), lines=tuple((s,) for s in spans), footer=tuple(spans))
    embed = embed_from(long, "ab12cd34")
    sizes = units(embed.get("title", "")), units(embed.get("description", "")), units(text_from(long, "ab12cd34"))
    assert [True] * 3 == [sizes[0] <= TITLE_UNITS, sizes[1] <= DESCRIPTION_UNITS, sizes[2] <= CONTENT_UNITS]


@UNHURRIED
@given(st.integers(4000, 4100), st.sampled_from((Span("[x] y*z", url="https://x.example/a"), Span("t", at=DUE))))
def test_cut_leaves_no_half_unit(n: int, last: Span):
    text = shown(Span("a" * n), last, Span("b" * 200))
    assert (None, True) == (LIVE.search(leftover(text)), units(text) <= DESCRIPTION_UNITS)
