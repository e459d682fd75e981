"""A text as clauses: one statement each, with its tags and the words that are only its background cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.pipeline.tags import Tag

_ABBREVIATIONS = (
    "dept gov sen rep vs inc corp co no st mr ms mrs dr jr sr ltd assn nos art sec fed cir etc al circ "
    "jan feb aug sept oct nov dec"
)
_NOT_AN_END = r"(?<!\b[a-z])(?<![. ][a-z])" + "".join(rf"(?<!\b{w})" for w in _ABBREVIATIONS.split())
_LETTER_ENDS = re.compile(
    rf"{_NOT_AN_END}\.['\")]*(?=\s|$)|[!?;:]['\")]*(?=\s|$)|\.\.\.|…|\s[-|\u2013\u2014]+\s|\u2014|--|\n"
)
_HAN_ENDS = re.compile(
    r"[。！？；：!?;|丨︱\n]|[，,:](?!\d)|--|──|——|……|(?<=[\u3400-\u9fff”」》）])\s+(?=[\u3400-\u9fff“「《])|(?<=后)\s+"
)
_IS_AFTERMATH = re.compile(r"(?<!最)(?:后|之后|以后|以来|之际)\s*$")
"""A clause that ends so tells when: 禁令生效后, what follows is the news."""
_SOFT_GAP = 2
_REFERS = "refers"
_REFERENCE = "sub.re"
_PAPERS = ("motion", "paper", "junk")
_HANDED_ON = ("to", "will", "may", "not", "be", "being")
"""Little words that turn the verb after them into a plan or a possibility."""
_JOINTS = ("to", "be", "being")
_TEMPORARY = "now"
_RELATIVE = "sub.who"
_MEANWHILE = "as"
_AMID = "sub.amid"
_OPENS_BACKGROUND = ("as", "while", "when", "whereas")
"""At the head of a sentence these begin what is only its background: "As the deadline nears, …"."""
_ACTORS = ("court", "gov", "leg", "party")
_COURT = "court"
_ASKS = "ask"
_BILL = "law"
_SUES = "ask.sue"
_MOTION = "motion"
_DECISION = "done"
_HALTS = ("stop", "ban", "extend", "lift", "free", "restore")
_DECIDED = ("grant", "deny")
_OBJECTS = ("injunction", "stay", "extend", "mtd", "auto", "abeyance", "side", "cert", "petition", "junk")
_BA = "ba"
_THINGS = ("order", "law", "time", "injunction", "gov", "court", "leg", "party", "side", "case")
_SOFT = (_TEMPORARY, "soft")
_VERBS = (".b", ".d")
_BASE = ".b"
_NOUNS_TOO = (
    "ban",
    "block",
    "pause",
    "delay",
    "stay",
    "rule",
    "plan",
    "restrict",
    "impose",
    "appeal",
    "hand",
    "resume",
)
"""Verbs whose base form is more often a noun."""
_SUBJECTS = ("time", "measure", "moratorium", "service", "bidder", "deal", "case")
_PLURAL = re.compile(
    r"[^,;:]{2,40}(?:,| and| &) [^,;:]{2,40} (?:also |both |now )?$"  # "Google, Apple ask", "India and Nepal lift"
    r"|(?:[^\s,;:]+ ){0,3}[a-z-]{3,}(?<![s'])s (?:also |now )?$"  # "drugmakers ask", "wireless carriers seek"
)
_HEDGES = ("will", "may")
_IF = "sub.if"
_HAN_FIRST = "\u3400"
_TAKEN_FOR_OBJECTS = ("sell", "stop", "ban", "shutdown")
_EXTENDS = "extend"
_ZH_VERBS = ("extend", "lift", "free", "sign", "restore")


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
    """The clauses of a folded text, in reading order; those without a known word are left out.

    Shape: `lang` is `en`, `zh` or `docket`: each ends its clauses and hands on what it does not repeat in its way.
    """
    clauses = []
    rest = iter(tags)
    tag = next(rest, None)
    for start, end, is_question in _spans(folded, lang):
        inside: list[Tag] = []
        while tag is not None and tag.start < end:
            if tag.name == _MEANWHILE and inside:
                clauses.append(_clause(folded, start, tag.start, inside, is_question=is_question))
                inside = []
            elif tag.name != _MEANWHILE:
                inside.append(tag)
            elif folded[tag.start : tag.end] in _OPENS_BACKGROUND and not folded[start : tag.start].strip():
                inside.append(Tag(_AMID, tag.start, tag.end))
            tag = next(rest, None)
        if inside:
            if lang == "zh" and _IS_AFTERMATH.search(folded, start, end):
                inside.insert(0, Tag(_AMID, start, start))
            if clauses:
                inside = [*_HAND_DOWN[lang](clauses[-1], inside), *inside]
            clauses.append(_clause(folded, start, end, inside, is_question=is_question))
    return clauses


def _spans(folded: str, lang: str) -> Iterator[tuple[int, int, bool]]:
    start = 0
    for boundary in (_HAN_ENDS if lang == "zh" else _LETTER_ENDS).finditer(folded):
        yield start, boundary.start(), boundary.group()[:1] in ("?", "？")
        start = boundary.end()
    yield start, len(folded), False


def _clause(folded: str, start: int, end: int, inside: list[Tag], *, is_question: bool) -> Clause:
    is_temporary = any(t.name == _TEMPORARY for t in inside)
    inside = _with_references(inside)
    tags = _with_plan_first(folded, _with_infinitives(_with_plural_subject(folded, start, inside)))
    first = _first_background(tags)
    comma = folded.find(",", tags[first].start, end) if first < len(tags) else -1
    if comma > 0 and (first == 0 or tags[first].name == _RELATIVE):
        # "After …, the court blocks …" and "Trump, who …, signs …": what follows the comma is the statement again
        aside = [t for t in tags[first:] if t.start < comma]
        rest = [t for t in tags[first:] if t.start > comma]
        tags = [*tags[:first], *rest, *aside]
        first = _first_background(tags)
    return Clause(start, end, tuple(tags), first, is_question, is_temporary)


def _actor_before(before: Clause, inside: list[Tag]) -> list[Tag]:
    """What a Chinese clause takes from the one before it: who acts, when it does not say, and that there is a suit."""
    actors = [t for t in before.tags if _is_actor(t)][-1:]
    suits = [t for t in before.tags[: before.n_main] if t.name == _SUES][-1:]
    if any(_is_actor(t) for t in inside):
        return suits
    halts = inside[0].name.startswith(_HALTS)
    if actors and before.tags[-1].name == _DECISION and halts:
        return [*actors, before.tags[-1], *suits]
    return [*(_mood_before(before, actors[0]) if actors and halts else []), *actors, *suits]


def _mood_before(before: Clause, actor: Tag) -> list[Tag]:
    """Whether what the actor does is only planned, asked for or in a bill.

    "拟签署行政令 延长期限", "请求最高法院介入 暂停…", "推出法案，禁止…".
    """
    if actor.name.startswith(_COURT):
        return [t for t in before.tags if t.name == _ASKS and t.start < actor.start][-1:]
    if bills := [t for t in before.tags[: before.n_main] if t.name == _BILL and t.start > actor.start]:
        return bills[:1]
    return [t for t in before.tags[: before.n_main] if t.name in _HEDGES and t.start > actor.start][:1]


def _object_before(before: Clause, inside: list[Tag]) -> list[Tag]:
    """What "the motion is granted" takes from the sentence before it: what the motion asked for."""
    is_decision = any(t.name in _DECIDED for t in inside) and any(t.name == _MOTION for t in inside)
    if not is_decision or any(t.name.startswith(_OBJECTS) for t in inside):
        return []
    return [t for t in before.tags if t.name.startswith(_OBJECTS)][-1:]


def _speaker_before(before: Clause, inside: list[Tag]) -> list[Tag]:
    """What "Supreme Court: tariffs unlawful" takes from before the colon: the court, when it stands there alone."""
    is_speaker = all(t.name.startswith(_COURT) for t in before.tags)
    return [] if any(t.name.startswith(_COURT) for t in inside) or not is_speaker else list(before.tags)


_HAND_DOWN = {"zh": _actor_before, "docket": _object_before, "en": _speaker_before}


def _is_actor(tag: Tag) -> bool:
    return tag.name.startswith(_ACTORS)


def _are_many(tags: list[Tag]) -> bool:
    """Whether many act, so that the base form of a verb asserts: "lawmakers block", "US, China extend"."""
    return tags[-1].name.endswith(".many") or (len(tags) > 1 and _is_actor(tags[-1]) and _is_actor(tags[-2]))


def _first_background(tags: list[Tag]) -> int:
    return next((n for n, t in enumerate(tags) if t.name.startswith("sub")), len(tags))


def _with_plural_subject(folded: str, start: int, inside: list[Tag]) -> list[Tag]:
    """The tags with the base form after several or plural names asserting: "Google, Apple ask", "drugmakers sue"."""
    n = next((n for n, t in enumerate(inside) if t.name.endswith(_BASE)), len(inside))
    tag = inside[n] if n < len(inside) else None
    if tag is None or tag.name.startswith(_NOUNS_TOO) or not all(map(_is_name, inside[:n])):
        return inside
    if not _PLURAL.match(folded[start : tag.start].lstrip()):
        return inside
    return [*inside[:n], Tag(tag.name[: -len(_BASE)] + ".s", tag.start, tag.end), *inside[n + 1 :]]


def _is_name(tag: Tag) -> bool:
    return _is_actor(tag) or tag.name in _SOFT or tag.name.startswith(_SUBJECTS)


def _with_references(inside: list[Tag]) -> list[Tag]:
    """The tags with what a party's paper only refers to as its background: "MOTION to Stay re 78 Order on …".

    An order that refers to a motion decides it, so there the reference is no background.
    """
    if all(t.name != _REFERS for t in inside):
        return inside
    if inside[0].name in _PAPERS:
        return [Tag(_REFERENCE, t.start, t.end) if t.name == _REFERS else t for t in inside]
    return [t for t in inside if t.name != _REFERS]


def _with_plan_first(folded: str, tags: list[Tag]) -> list[Tag]:
    """The tags with what a Chinese clause plans "若…将" before its condition, which has no comma of its own."""
    first = _first_background(tags)
    if first == len(tags) or tags[first].name != _IF or folded[tags[first].start] < _HAN_FIRST:
        return tags
    then = next((n for n, t in enumerate(tags) if n > first and t.name in _HEDGES), len(tags))
    return [*tags[:first], *tags[then:], *tags[first:then]]


def _with_infinitives(inside: list[Tag]) -> list[Tag]:
    """The tags with every verb after "to" or a modal in its infinitive form.

    A "to" before no verb and words for "temporarily" are dropped: they stand between what belongs together.
    """
    tags: list[Tag] = []
    reach = 0
    for n, tag in enumerate(inside):
        if tag.name in _SOFT:
            reach = tag.end if tag.start - reach <= _SOFT_GAP else reach
            continue
        if tags and tags[-1].name == _BA:
            ba = tags.pop()
            if _is_planned(ba, tag, inside[n + 1 :]):
                tags.append(Tag("will", ba.start, ba.end))
        tags.append(_joined(tags, tag, reach))
        reach = tag.end
    if tags and tags[-1].name in (*_JOINTS, _BA):
        tags.pop()
    return tags


def _is_planned(ba: Tag, tag: Tag, after: Sequence[Tag]) -> bool:
    """Whether 将 speaks of what will be done: a verb stands after it, or further on before its own object."""
    if tag.start == ba.end:
        return not _is_object(tag, after)
    return tag.name in _ZH_VERBS and bool(after) and after[0].start == tag.end and after[0].name.startswith(_THINGS)


def _is_object(tag: Tag, after: Sequence[Tag]) -> bool:
    """Whether what follows 将 is a thing, so that 将 only marks the object: "将出售期限延长" has been done."""
    is_said_of = tag.name.startswith(_TAKEN_FOR_OBJECTS) and any(t.name == _EXTENDS for t in after[:3])
    return is_said_of or tag.name.startswith(_THINGS)


def _joined(tags: list[Tag], tag: Tag, reach: int) -> Tag:
    """The tag as it reads after the one before it, which is taken away when it only joins."""
    if not tags:
        return tag
    before = tags[-1]
    is_near = tag.start - reach <= _SOFT_GAP
    if is_near and tag.verb and (before.name.partition(".")[0] in _HANDED_ON or before.name.endswith(".many")):
        # "to challenge", "states challenge": what is mostly a noun is a verb here
        tag = Tag(tag.verb, tag.start, tag.end)
    is_next = is_near and tag.name.endswith(_VERBS)
    if is_next and tag.name.endswith(".b") and _are_many(tags):
        return Tag(tag.name[:-1] + "s", tag.start, tag.end)
    if before.name.partition(".")[0] not in _HANDED_ON:
        return tag
    is_joint = before.name in _JOINTS
    if is_joint:
        tags.pop()
    if is_next:
        form = "g" if before.name == "being" else "i"
        return Tag(tag.name[:-1] + form, before.start if is_joint else tag.start, tag.end)
    return tag
