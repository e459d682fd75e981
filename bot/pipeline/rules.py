"""Rows of tags against the rules of a lexicon.

A pattern is a row of steps. `court` is a tag or anything below it, `a|b` either, `verb!` a verb that asserts (blocks,
blocked), `step?` may be missing, `.` up to two other tags, `..` up to eight, `^` and `$` the clause's ends.
Neighbours in a pattern are neighbours in the row; words without a tag are never seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.pipeline.lexicon.load import Lexicon, Rule, lexicon, tags_for
from bot.pipeline.tags import Tag, codes_for

_GAPS = {".": ".{0,2}?", "..": ".{0,8}?"}


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that a row of tags meets, and the part of the text it met it on. Units: `start`, `end` are characters."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    when: re.Pattern[str]
    unless: re.Pattern[str] | None
    is_wide: bool


class Matcher:
    """The rules of one lexicon, compiled. Only rules whose rarest step stands in the row are tried."""

    def __init__(self, lex: Lexicon) -> None:
        self._codes = codes_for(lex.tags)
        self._rules = [self._compiled(rule) for rule in lex.rules]
        self._may_start: dict[str, int] = dict.fromkeys(self._codes.values(), 0)
        for n, rule in enumerate(lex.rules):
            for pattern in rule.when:
                for code in self._key(pattern):
                    self._may_start[code] |= 1 << n

    def first(self, tags: Sequence[Tag], n_main: int) -> Match | None:
        """The first rule in the lexicon's order that the row meets.

        Shape: only rules that name background words (`sub`) look beyond the first `n_main` tags.
        """
        full = "".join([self._codes[tag.name] for tag in tags])
        main = full[:n_main]
        candidates = 0
        for code in set(full):
            candidates |= self._may_start[code]
        while candidates:
            lowest = candidates & -candidates
            candidates ^= lowest
            compiled = self._rules[lowest.bit_length() - 1]
            row = full if compiled.is_wide else main
            found = compiled.when.search(row)
            if found and not (compiled.unless and compiled.unless.search(row)):
                return Match(compiled.rule, tags[found.start()].start, tags[found.end() - 1].end)
        return None

    def _compiled(self, rule: Rule) -> _Compiled:
        is_wide = any(step.startswith("sub") for pattern in rule.when for step in pattern.split())
        unless = self._pattern(rule.unless) if rule.unless else None
        return _Compiled(rule, self._pattern(rule.when), unless, rule.ends or is_wide)

    def _pattern(self, patterns: Sequence[str]) -> re.Pattern[str]:
        return re.compile("|".join("".join(map(self._step, pattern.split())) for pattern in patterns))

    def _step(self, step: str) -> str:
        if step in ("^", "$"):
            return step
        if step in _GAPS:
            return _GAPS[step]
        optional = "?" if step.endswith("?") else ""
        return f"[{''.join(sorted(self._chars(step.removesuffix('?'))))}]{optional}"

    def _chars(self, step: str) -> set[str]:
        return {self._codes[tag] for atom in step.split("|") for tag in tags_for(atom, self._codes)}

    def _key(self, pattern: str) -> set[str]:
        """The tags one of which must stand in a row that meets the pattern: those of its narrowest step."""
        steps = [s for s in pattern.split() if s not in (".", "..", "^", "$") and not s.endswith("?")]
        return min((self._chars(step) for step in steps), key=len)


@lru_cache(maxsize=8)
def matcher(grammar: str) -> Matcher:
    return Matcher(lexicon(grammar))


def readable(tags: Sequence[Tag], text: str) -> Mapping[str, str]:
    """Each tagged word with its tag, for explanations."""
    return {text[tag.start : tag.end]: tag.name for tag in tags}
