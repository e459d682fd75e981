"""The catalogues, read from their .po files as they are: no compile step stands between a translator and a chat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

_FOLDER = Path(__file__).parent / "locale"
_DOMAIN = "reprieve"
SOURCE_LANGUAGE = "en"
LANGUAGES = (SOURCE_LANGUAGE, *sorted(folder.name for folder in _FOLDER.iterdir() if folder.is_dir()))
"""Babel locale names. A new folder with a catalogue is a new language."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language's sentences; a sentence it lacks stays English."""

    lang: str
    sentences: dict[str, str]
    plurals: dict[str, str]

    def __call__(self, sentence: str, /, **values: object) -> str:
        return self.sentences.get(sentence, sentence).format(**values)

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Chinese has one form, English two; a language with more needs its own rule here."""
        english = one if n == 1 else many
        return self.plurals.get(one, english).format(n=n, **values)


def phrases_for(lang: str) -> Catalogue:
    """The catalogue nearest to a platform's word for a language: `zh-CN` and `zh_TW` are Chinese, unknown ones English.

    Shape: total; scripts and regions are not told apart.
    """
    wanted = _base(lang)
    return _loaded(next((known for known in LANGUAGES if _base(known) == wanted), SOURCE_LANGUAGE))


@cache
def _loaded(lang: str) -> Catalogue:
    if lang == SOURCE_LANGUAGE:
        return Catalogue(lang, {}, {})
    with (_FOLDER / lang / "LC_MESSAGES" / f"{_DOMAIN}.po").open("rb") as file:
        messages = [m for m in read_po(file, locale=lang) if m.id and m.string]
    return Catalogue(
        lang,
        {m.id: m.string for m in messages if isinstance(m.id, str) and isinstance(m.string, str)},
        {m.id[0]: m.string[0] for m in messages if isinstance(m.id, tuple) and isinstance(m.string, tuple)},
    )


def _base(lang: str) -> str:
    return lang.replace("_", "-").partition("-")[0].casefold()
