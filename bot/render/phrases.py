"""The sentences of one language, as the composers ask for them."""

from __future__ import annotations

from typing import Protocol


class Phrases(Protocol):
    """A language's catalogue. `lang` is a Babel locale name (`en`, `zh_Hans`)."""

    @property
    def lang(self) -> str: ...

    def __call__(self, sentence: str, /, **values: object) -> str:
        """The sentence in this language, with `{named}` values filled in; the English one where it is missing."""
        ...

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The form for `n`, with `{n}` and the named values filled in."""
        ...
