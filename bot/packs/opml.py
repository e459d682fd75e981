"""Lists of feeds as other readers keep them: an OPML file into a pack, and the sources of matters into OPML.

Read by libxml2 with its limits on, as listparser, which is made for it, keeps a copy of the whole path for each feed
and so takes gigabytes for a megabyte of nested folders.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from lxml import etree

from bot.domain.errors import PackError, UnfollowableError
from bot.domain.matter import Matter
from bot.domain.source import SourceSpec
from bot.packs.follow import source_for_feed

MAX_BYTES = 4 * 1024 * 1024
MAX_FEEDS = 1000
_MAX_NAME_CHARS = 200
_HAN = re.compile(r"[\u3400-\u9fff]")
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, huge_tree=False, recover=True, remove_comments=True, remove_pis=True
)


@dataclass(frozen=True, slots=True)
class Listed:
    """The feeds of a list, each once, and a sentence on each that cannot be used."""

    sources: tuple[SourceSpec, ...]
    problems: tuple[str, ...] = ()


def feeds_in(body: bytes) -> Listed:
    """The feeds of an OPML file in its order, whatever folders they lie in. Raises: PackError if it is none."""
    if len(body) > MAX_BYTES:
        raise PackError([f"the list is larger than {MAX_BYTES >> 20} MiB; split it."])
    root = _root(body)
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise PackError(["this is no OPML file; export the list of feeds from your reader anew."])
    named: dict[str, str] = {}
    for outline in root.iter("{*}outline"):
        if url := _attribute(outline, "xmlUrl"):
            named.setdefault(url, _attribute(outline, "title") or _attribute(outline, "text"))
    sources, problems = [], []
    for url, name in list(named.items())[:MAX_FEEDS]:
        try:
            sources.append(_source(url, name))
        except UnfollowableError as error:
            problems.append(f"{url[:_MAX_NAME_CHARS]}: left out: {error}.")
    if len(named) > MAX_FEEDS:
        problems.append(f"of {len(named)} feeds only the first {MAX_FEEDS} were read.")
    if not sources:
        raise PackError(["no feed that can be used stands in this list.", *problems])
    return Listed(tuple(sources), tuple(problems))


def pack_text(pack_id: str, name: str, zone: str, terms: Iterable[str], sources: Iterable[SourceSpec]) -> str:
    """A pack file with these terms and sources, without a deadline."""
    words: dict[str, list[str]] = {}
    for term in terms:
        words.setdefault("zh" if _HAN.search(term) else "en", []).append(term)
    head = [f"id = {_quoted(pack_id)}", f"zone = {_quoted(zone)}", "", "[names]", f"en = {_quoted(name)}"]
    head += ["", "[terms]"]
    head += [f"{lang} = [{', '.join(map(_quoted, of_language))}]" for lang, of_language in words.items()]
    return "\n".join([*head, *(line for source in sources for line in _table(source)), ""])


def opml_text(title: str, matters: Sequence[Matter]) -> str:
    """The sources of matters as OPML 2.0: a folder for each matter, and in it what feed readers can read."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escaped(title)}</title></head>",
        "  <body>",
    ]
    for matter in matters:
        lines.append(f'    <outline text="{_escaped(matter.names["en"])}">')
        lines += [f"      {_outline(s)}" for s in matter.sources]
        lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _root(body: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(body, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _attribute(outline: etree._Element, name: str) -> str:
    """Readers spell xmlUrl in every way."""
    found = outline.get(name) or outline.get(name.lower()) or outline.get(name.upper()) or ""
    return " ".join(found.split())


def _source(url: str, name: str) -> SourceSpec:
    made = source_for_feed(url, ())
    outlet = name[:_MAX_NAME_CHARS] or made.outlet
    lang = "zh" if _HAN.search(outlet) else "en"
    return SourceSpec(made.id, made.kind, url, made.trust, outlet, lang)


def _table(source: SourceSpec) -> list[str]:
    table = ["", "[[source]]", f'kind = "{source.kind}"', f"url = {_quoted(source.url)}", f'trust = "{source.trust}"']
    return [*table, f"outlet = {_quoted(source.outlet)}", *(['lang = "zh"'] if source.lang == "zh" else [])]


def _outline(source: SourceSpec) -> str:
    return f'<outline type="rss" text="{_escaped(source.outlet)}" xmlUrl="{_escaped(source.url)}"/>'


def _quoted(text: str) -> str:
    """A TOML string; JSON writes strings as TOML does, but for one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _escaped(text: str) -> str:
    return escape(_NO_XML.sub("", text))
