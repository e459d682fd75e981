"""The web preview of a public Telegram channel: the latest twenty posts or so, as a page at t.me/s/ and its name."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from lxml import etree

from bot.domain.ids import ItemKey
from bot.domain.item import Item, Parsed, Problem
from bot.domain.source import SourceSpec, Trust
from bot.sources.feeds.decode import decode
from bot.sources.feeds.entry import MAX_ENTRIES, flaws_for
from bot.sources.feeds.items import MAX_SUMMARY_CHARS, MAX_TITLE_CHARS, title_from
from bot.sources.kind import WHOLE_BODY, SourceKind
from bot.text.clean import one_line
from bot.text.html_text import text_from
from bot.text.timestamps import instant_from

_SAFE = {"no_network": True, "huge_tree": False, "remove_comments": True, "remove_pis": True}
_PARSER = etree.HTMLParser(encoding="utf-8", collect_ids=False, recover=True, **_SAFE)
_ID = re.compile(r"[A-Za-z0-9_]{1,64}/[0-9]{1,15}")


def _of_class(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


# A service message tells what was pinned or renamed; it would repeat the words of an old post as if they were new.
_POSTS = etree.XPath(f"//*[@data-post][not({_of_class('service_message')})]")
# A quoted post has a class of its own, and an album holds its text twice, one within the other.
_TEXTS = etree.XPath(f".//*[{_of_class('js-message_text')}]")
_DATES = etree.XPath(".//time/@datetime")
_NAMES = etree.XPath("//meta[@property='og:title']/@content")
_HISTORY = etree.XPath(f"//*[{_of_class('tgme_channel_history')}]")
_NOTHING_FOUND = etree.XPath(f"//*[{_of_class('tme_no_messages_found')}]")


def parse(body: bytes, spec: SourceSpec) -> Parsed:  # noqa: ARG001  the page names its channel itself
    """The posts of a channel's preview page, oldest first as it shows them; an edited post keeps its key.

    Source: pages of t.me/s as archived in 2023, and what their readers report of pages without posts; read 2026-11-24.
    """
    text = decode(body).replace("\0", "")
    root = _root(text)
    if root is None:
        return Parsed((), (Problem(WHOLE_BODY, "it is empty"),))
    posts = _POSTS(root)
    problems = [Problem("page", flaw) for flaw in flaws_for(len(posts))]
    posts = posts[:MAX_ENTRIES]
    if posts and "</html" not in text and _published_at(posts[-1]) is None:
        # The date stands below the text: without it, the text may be cut off too.
        posts.pop()
        problems.append(Problem("page", "it breaks off; the rest is missing"))
    items = {item.key: item for item in map(_item, posts) if item}
    if len(items) < len(posts):
        problems.append(Problem("page", "some posts repeat or have no id to know them by; skipped"))
    if not items and (why := _why_nothing(root)):
        problems.append(Problem(WHOLE_BODY, why))
    name = next(iter(_NAMES(root)), "")
    return Parsed(tuple(items.values()), tuple(problems), one_line(name, MAX_TITLE_CHARS))


def _root(text: str) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _item(post: etree._Element) -> Item | None:
    identity = post.get("data-post", "").strip()
    if not _ID.fullmatch(identity):
        return None
    found = _TEXTS(post)
    markup = etree.tostring(found[0], encoding="unicode", method="html", with_tail=False) if found else ""
    text = text_from(markup, MAX_SUMMARY_CHARS)
    return Item(ItemKey(identity), title_from(text), f"https://t.me/{identity}", text, _published_at(post))


def _published_at(post: etree._Element) -> datetime | None:
    """The post's own date, which stands in its footer, after those of what it quotes."""
    dates = _DATES(post)
    return instant_from(dates[-1]) if dates else None


def _why_nothing(root: etree._Element) -> str:
    """Why a page without posts is a failure; empty for a channel that has none."""
    if _NOTHING_FOUND(root):
        return "Telegram says that it found no posts, which it also says to whoever asks too often"
    return "" if _HISTORY(root) else "the page shows no channel's posts: the channel is gone, private or has no preview"


KIND = SourceKind(
    name="telegram_preview",
    parse=parse,
    trust=Trust.SOCIAL,
    min_interval=timedelta(minutes=2),
    min_interval_hot=timedelta(minutes=1),
    keys="channel and number of the post, as in its link",
    robots="A preview is public and needs no account; channels that restrict saving have none.",
)
