"""The table against what the platforms take."""

from __future__ import annotations

import re

from bot.phrases import LANGUAGES
from handlers.commands import COMMANDS

HELP_LANGUAGES = {lang.partition("_")[0] for lang in LANGUAGES}


def test_names_are_what_both_platforms_take():
    assert [] == [row.name for row in COMMANDS if not re.fullmatch(r"[a-z][a-z0-9_]{0,31}", row.name)]


def test_names_are_unique_in_every_language():
    names = [name for row in COMMANDS for name in (row.name, *(row.names or {}).values())]
    assert len(names) == len(set(names))


def test_every_row_and_argument_has_help_in_every_language():
    texts = [text for row in COMMANDS for text in (row.help, *(argument.help for argument in row.arguments))]
    assert [HELP_LANGUAGES] * len(texts) == [set(text) for text in texts]


def test_help_fits_into_discords_hundred_characters():
    texts = [t for row in COMMANDS for help_ in (row.help, *(a.help for a in row.arguments)) for t in help_.values()]
    assert [] == [text for text in texts if not 1 <= len(text) <= 100]


def test_changes_to_a_channel_are_for_managers():
    assert ["subscribe", "unsubscribe", "follow", "unfollow"] == [row.name for row in COMMANDS if row.is_manager_only]
