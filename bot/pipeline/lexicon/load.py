"""The lexicon's files as grammars: which words carry which tag, and what a row of tags says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bot.domain.errors import PackError
from bot.domain.event import AlertLevel, EventType, Scope, Stage
from bot.pipeline.lexicon.inflect import BASE, GERUND, PAST, PRESENT, forms

FORMS = (BASE, PRESENT, PAST, GERUND, "i")
"""`i` is no spelling: the tagger gives it to a verb that follows "to" or a modal."""

_ASSERTING = (f".{PRESENT}", f".{PAST}")
_FILE_KEYS = {"grammars", "tags", "cased", "verbs", "irregular", "rules", "groups"}
_RULE_KEYS = {"name", "when", "unless", "event", "stage", "alert", "scope", "ends", "weak"}
_BLOCK = "block"
"""In a rule: a stay or an injunction, whichever the court and the words of the text make it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a row of tags says. Shape: `event` None means a stay or an injunction, told apart by who blocks;
    `ends` means that nothing else counts when it is met in a title, `weak` that anything else as loud counts more.
    """

    name: str
    when: tuple[str, ...]
    unless: tuple[str, ...]
    event: EventType | None
    stage: Stage
    alert: AlertLevel | None
    scope: Scope | None
    ends: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that one grammar's files say.

    Shape: `words` maps a lower-case phrase to its tag, `verbs` the forms of verbs to theirs, also where `words` takes
    one for a noun, `cased` a phrase that counts only as it is written; rules stand in the order they are tried.
    """

    name: str
    words: Mapping[str, str]
    verbs: Mapping[str, str]
    cased: Mapping[str, str]
    tags: frozenset[str]
    rules: tuple[Rule, ...]


@lru_cache(maxsize=8)
def lexicon(grammar: str) -> Lexicon:
    """The shipped lexicon of a grammar (`en`, `zh`, `docket`, `official`). Raises: PackError."""
    folders = [f for f in files("bot.pipeline.lexicon").iterdir() if f.is_dir()]
    found = {f"{folder.name}/{f.name}": f for folder in folders for f in folder.iterdir() if f.name.endswith(".toml")}
    return lexicon_from(grammar, [(name, found[name].read_text("utf-8")) for name in sorted(found)])


def lexicon_from(grammar: str, sources: Iterable[tuple[str, str]]) -> Lexicon:
    """The lexicon of a grammar out of (file name, TOML text) pairs, in order.

    Raises: PackError, with every problem found, each with its file and entry.
    """
    problems: list[str] = []
    draft = _Draft(problems)
    for name, text in sources:
        table = _table(name, text, problems)
        if grammar in table.get("grammars", ()):
            draft.take(name, table)
    draft.check()
    if problems:
        raise PackError(problems)
    words = {**draft.verbs, **draft.words}  # a word listed by itself is no form of a verb
    rules = tuple(rule for _, rule in draft.rules)
    return Lexicon(grammar, words, draft.verbs, draft.cased, frozenset(draft.tags), rules)


def _table(name: str, text: str, problems: list[str]) -> dict[str, Any]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{name}: not valid TOML: {error}")
        return {}
    problems += [f"{name}: unknown key {key!r}{_nearest(key, _FILE_KEYS)}" for key in table.keys() - _FILE_KEYS]
    return table


class _Draft:
    """A lexicon while its files are read."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        self.words: dict[str, str] = {}
        self.verbs: dict[str, str] = {}
        self.cased: dict[str, str] = {}
        self.tags: set[str] = set()
        self.groups: dict[str, str] = {}
        self.rules: list[tuple[str, Rule]] = []

    def take(self, name: str, table: Mapping[str, Any]) -> None:
        for tag, phrases in table.get("tags", {}).items():
            self.tags.add(tag)
            for phrase in phrases:
                self._add(self.words, name, phrase.lower(), tag)
        for tag, phrases in table.get("cased", {}).items():
            self.tags.add(tag)
            for phrase in phrases:
                self._add(self.cased, name, phrase, tag)
        for verb, phrases in table.get("verbs", {}).items():
            self.tags.update(f"{verb}.{form}" for form in FORMS)
            for phrase in phrases:
                for form, suffix in forms(phrase, table.get("irregular", {})):
                    self._add(self.verbs, name, form, f"{verb}.{suffix}")
        self.groups.update(table.get("groups", {}))
        for entry in table.get("rules", ()):
            rule = self._rule(name, entry)
            if rule:
                self.rules.append((name, rule))

    def _add(self, words: dict[str, str], name: str, phrase: str, tag: str) -> None:
        if words.setdefault(phrase, tag) != tag:
            self.problems.append(f"{name}: {phrase!r} is given to {tag!r} and to {words[phrase]!r}; keep one")

    def _rule(self, name: str, entry: Mapping[str, Any]) -> Rule | None:
        label = entry.get("name", f"rule {len(self.rules) + 1}")
        unknown = entry.keys() - _RULE_KEYS
        self.problems += [f"{name}: {label!r}: unknown key {k!r}{_nearest(k, _RULE_KEYS)}" for k in unknown]
        try:
            event = entry.get("event", "none")
            return Rule(
                name=entry["name"],
                when=self._patterns(entry["when"]),
                unless=self._patterns(entry.get("unless", ())),
                event=None if event == _BLOCK else EventType(event),
                stage=Stage(entry.get("stage", "none")),
                alert=AlertLevel(entry["alert"]) if "alert" in entry else None,
                scope=Scope(entry["scope"]) if "scope" in entry else None,
                ends=bool(entry.get("ends", False)),
                weak=bool(entry.get("weak", False)),
            )
        except KeyError as error:
            self.problems.append(f"{name}: {label!r}: {error} is missing")
        except ValueError as error:
            self.problems.append(f"{name}: {label!r}: {error}")
        return None

    def _patterns(self, patterns: Iterable[str]) -> tuple[str, ...]:
        """The patterns with every group's name replaced by what it stands for."""
        return tuple(" ".join(map(self._step, pattern.split())) for pattern in patterns)

    def _step(self, step: str) -> str:
        optional = "?" if step.endswith("?") else ""
        return "|".join(self.groups.get(atom, atom) for atom in step.removesuffix("?").split("|")) + optional

    def check(self) -> None:
        """Every tag that a rule names must be carried by some word."""
        for name, rule in self.rules:
            for atom in atoms_of((*rule.when, *rule.unless)):
                if not tags_for(atom, self.tags):
                    self.problems.append(
                        f"{name}: {rule.name!r}: no word has the tag {atom!r}{_nearest(atom, self.tags)}"
                    )


def atoms_of(patterns: Iterable[str]) -> set[str]:
    """The tag names that patterns speak of."""
    return {
        atom
        for pattern in patterns
        for step in pattern.split()
        if step not in (".", "..", "^", "$")
        for atom in step.removesuffix("?").split("|")
    }


@lru_cache(maxsize=4096)
def _matching(atom: str, tags: frozenset[str]) -> frozenset[str]:
    stem, _, form = atom.rpartition(".")
    if atom.endswith("!"):
        return frozenset(t for t in tags if t.startswith(atom[:-1] + ".") and t.endswith(_ASSERTING))
    if stem and form in FORMS:
        return frozenset(t for t in tags if t.startswith(stem + ".") and t.endswith("." + form))
    return frozenset(t for t in tags if t == atom or t.startswith(atom + "."))


def tags_for(atom: str, tags: Iterable[str]) -> frozenset[str]:
    """The tags an atom stands for: itself and what is below it (`court` → `court.high`); `verb!` is `.s` and `.d`."""
    return _matching(atom, frozenset(tags))


def _nearest(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
