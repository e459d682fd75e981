"""A text as clauses: one statement each, with its tags and the words that are only its background cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.pipeline.tags import Tag

_ABBREVIATIONS = "dept gov sen rep vs inc corp co no st mr ms mrs dr jr sr ltd assn nos art sec fed cir etc"
_NOT_AN_END = r"(?<!\b[a-z])(?<![. ][a-z])" + "".join(rf"(?<!\b{w})" for w in _ABBREVIATIONS.split())
_ENDS = {
    "en": re.compile(rf"{_NOT_AN_END}\.['\")]*(?=\s|$)|[!?;:]['\")]*(?=\s|$)|\.\.\.|…|\s[-|–—]+\s|—|--|\n"),
    "zh": re.compile(r"[。！？；：!?;|丨︱|\n]|[，,:](?!\d)|--|──|——|……|(?<=[\u3400-\u9fff”」》）])\s+(?=[\u3400-\u9fff“「《])"),
}
_SOFT_GAP = 2
_HANDED_ON = ("to", "will", "may", "not", "be")
"""Little words that turn the verb after them into a plan or a possibility."""
_JOINTS = ("to", "be")
_TEMPORARY = "now"


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement. Shape: `tags` in reading order; the first `n_main` are the statement, the others its background
    ("after …", "despite …"). Units: `start`, `end` are characters of the text.
    """

    start: int
    end: int
    tags: tuple[Tag, ...]
    n_main: int
    is_question: bool
    is_temporary: bool


def split(folded: str, tags: Sequence[Tag], lang: str) -> list[Clause]:
    """The clauses of a folded text, in reading order; those without a known word are left out."""
    clauses = []
    rest = iter(tags)
    tag = next(rest, None)
    for start, end, is_question in _spans(folded, lang):
        inside = []
        while tag is not None and tag.start < end:
            inside.append(tag)
            tag = next(rest, None)
        if inside:
            clauses.append(_clause(folded, start, end, inside, is_question=is_question))
    return clauses


def _spans(folded: str, lang: str) -> Iterator[tuple[int, int, bool]]:
    start = 0
    for boundary in _ENDS[lang].finditer(folded):
        yield start, boundary.start(), boundary.group()[:1] in ("?", "？")
        start = boundary.end()
    yield start, len(folded), False


def _clause(folded: str, start: int, end: int, inside: list[Tag], *, is_question: bool) -> Clause:
    is_temporary = any(t.name == _TEMPORARY for t in inside)
    tags = _with_infinitives(inside)
    first = next((n for n, t in enumerate(tags) if t.name.startswith("sub")), len(tags))
    if first == 0:
        comma = folded.find(",", start, end)
        if comma > 0:  # "After …, the court blocks …": what follows the comma is the statement
            main = [t for t in tags if t.start > comma]
            tags = [*main, *(t for t in tags if t.start < comma)]
            first = next((n for n, t in enumerate(tags) if t.name.startswith("sub")), len(tags))
    return Clause(start, end, tuple(tags), first, is_question, is_temporary)


def _with_infinitives(inside: list[Tag]) -> list[Tag]:
    """The tags with every verb after "to" or a modal in its infinitive form.

    A "to" before no verb and words for "temporarily" are dropped: they stand between what belongs together.
    """
    tags: list[Tag] = []
    reach = 0
    for tag in inside:
        if tag.name == _TEMPORARY:
            reach = tag.end
            continue
        tags.append(_joined(tags, tag, reach))
        reach = tag.end
    if tags and tags[-1].name in _JOINTS:
        tags.pop()
    return tags


def _joined(tags: list[Tag], tag: Tag, reach: int) -> Tag:
    """The tag as it reads after the one before it, which is taken away when it only joins."""
    if not tags or tags[-1].name.partition(".")[0] not in _HANDED_ON:
        return tag
    is_joint = tags[-1].name in _JOINTS
    before = tags.pop() if is_joint else tags[-1]
    if tag.name.endswith((".b", ".d")) and tag.start - reach <= _SOFT_GAP:
        return Tag(tag.name[:-1] + "i", before.start if is_joint else tag.start, tag.end)
    return tag
