"""The catalogues against the sentences that the code asks for."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from bot.phrases import LANGUAGES, SOURCE_LANGUAGE, phrases_for
from tests.architecture.code import ROOT, Module, modules

PHRASE_CALL = re.compile(r"phrases(\.plural)?|phrases_for\(.*\)(\.plural)?")
TABLES = "bot/render/words.py"
TEMPLATES = ROOT / "bot" / "web" / "pages" / "templates"
TRANSLATED = [lang for lang in LANGUAGES if lang != SOURCE_LANGUAGE]


@dataclass(frozen=True)
class Asked:
    """One sentence that the code asks for. Shape: `many` is empty for a sentence without a plural."""

    where: str
    one: str
    many: str = ""


def test_every_sentence_is_in_every_catalogue():
    asked = {a.one for a in _asked()}
    missing = {lang: sorted(asked - set(_sentences(lang))) for lang in TRANSLATED}
    assert {lang: [] for lang in TRANSLATED} == missing


def test_no_catalogue_holds_a_sentence_that_nobody_asks_for():
    asked = {a.one for a in _asked()}
    unused = {lang: sorted(set(_sentences(lang)) - asked) for lang in TRANSLATED}
    assert {lang: [] for lang in TRANSLATED} == unused


def test_plurals_are_plurals_in_every_catalogue():
    asked = {(a.one, a.many) for a in _asked() if a.many}
    held = {lang: {m.id for m in _catalogue(lang) if isinstance(m.id, tuple)} for lang in TRANSLATED}
    assert dict.fromkeys(TRANSLATED, asked) == held


def test_translations_fill_in_the_same_values():
    differing = [
        f"{lang}: {source}"
        for lang in TRANSLATED
        for source, translated in _sentences(lang).items()
        if _places(source) != _places(translated)
    ]
    assert [] == differing


def test_no_translation_is_unsure():
    assert [] == [f"{lang}: {m.id}" for lang in TRANSLATED for m in _catalogue(lang) if m.id and m.fuzzy]


def test_chinese_uses_chinese_punctuation():
    """A half-width mark after a Chinese character is a slip of the keyboard."""
    slip = re.compile(r"[一-鿿][,.:;!?()]|[,.:;!?()][一-鿿]")
    assert [] == [text for text in _sentences("zh_Hans").values() if slip.search(text)]


def test_every_phrase_that_is_asked_for_is_written_out():
    """A sentence put together at run time cannot be translated: it stands in the call, or in a table of words.py."""
    found = [where for m in modules() for where in _put_together(m)]
    assert [] == found


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("en_GB", "en"),
        ("zh", "zh_Hans"),
        ("zh-CN", "zh_Hans"),
        ("zh_TW", "zh_Hans"),
        ("zh-Hans", "zh_Hans"),
        ("ZH-hant-HK", "zh_Hans"),
        ("", "en"),
        ("fr", "en"),
        ("zha", "en"),
        ("not a language", "en"),
    ],
)
def test_phrases_for_takes_the_nearest_language(lang: str, expected: str):
    assert expected == phrases_for(lang).lang


def test_call_fills_in_the_values():
    assert "in 3 days" == phrases_for("en")("in {length}", length="3 days")
    assert "3天后" == phrases_for("zh")("in {length}", length="3天")


def test_call_leaves_braces_in_a_value_alone():
    assert "in {0} {length}" == phrases_for("en")("in {length}", length="{0} {length}")


def test_call_with_a_sentence_that_the_catalogue_lacks_stays_english():
    assert "Nobody wrote this." == phrases_for("zh")("Nobody wrote this.")


@pytest.mark.parametrize(
    ("lang", "n", "expected"),
    [
        ("en", 1, "Reported by 1 outlet."),
        ("en", 2, "Reported by 2 outlets."),
        ("zh", 1, "1家媒体报道。"),
        ("zh", 2, "2家媒体报道。"),
    ],
)
def test_plural_takes_the_form_for_the_number(lang: str, n: int, expected: str):
    assert expected == phrases_for(lang).plural("Reported by {n} outlet.", "Reported by {n} outlets.", n)


def _asked() -> Iterator[Asked]:
    for module in modules():
        if module.name == TABLES:
            yield from (Asked(module.name, text) for text in _table_sentences(module.tree))
        for call in _phrase_calls(module):
            texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if texts:
                yield Asked(f"{module.name}:{call.lineno}", *texts)
    for path in sorted(TEMPLATES.glob("*.html")):
        for call in Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "phrases":
                yield Asked(f"{path.name}:{call.lineno}", call.args[0].as_const())


def _table_sentences(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
            for value in statement.value.values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def _phrase_calls(module: Module) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and PHRASE_CALL.fullmatch(ast.unparse(node.func)):
            yield node


def _put_together(module: Module) -> Iterator[str]:
    tables = _imported_tables(module)
    for call in _phrase_calls(module):
        for sentence in call.args[: 2 if ast.unparse(call.func).endswith(".plural") else 1]:
            is_literal = isinstance(sentence, ast.Constant)
            is_looked_up = any(isinstance(n, ast.Name) and n.id in tables for n in ast.walk(sentence))
            if not is_literal and not is_looked_up:
                yield f"{module.name}:{call.lineno}: {ast.unparse(sentence)}"


def _imported_tables(module: Module) -> set[str]:
    if module.name == TABLES:
        return {
            t.id for s in module.tree.body if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)
        }
    imports = (s for s in module.tree.body if isinstance(s, ast.ImportFrom) and s.module == "bot.render.words")
    return {alias.name for s in imports for alias in s.names if alias.name.isupper()}


def _catalogue(lang: str) -> Catalog:
    path = Path(__file__).parents[2] / "bot" / "locale" / lang / "LC_MESSAGES" / "reprieve.po"
    with path.open("rb") as file:
        return read_po(file, locale=lang, abort_invalid=True)


def _sentences(lang: str) -> dict[str, str]:
    """Each English sentence (the singular of a plural) with its translation; an untranslated one is left out."""
    pairs = {}
    for message in _catalogue(lang):
        if message.id and message.string and all(message.string):
            is_plural = isinstance(message.id, tuple)
            pairs[message.id[0] if is_plural else message.id] = message.string[0] if is_plural else message.string
    return pairs


def _places(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
