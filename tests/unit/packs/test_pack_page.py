"""The page for people who write a pack shows files that work."""

import re
from pathlib import Path

import pytest

from bot.cli.main import call
from bot.deadlines.chain import current_of, versions_at
from bot.domain.deadline import DeadlineStatus
from bot.domain.event import EventType, Stage
from bot.packs.load import load_pack
from bot.packs.schema import Pack
from bot.pipeline.match import find
from bot.sources.registry import KINDS
from tests import make

PAGE = (Path(__file__).parents[3] / "docs" / "PACKS.md").read_text("utf-8")


def blocks(language: str) -> str:
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture
def matter(tmp_path):
    file = tmp_path / "foxglove.toml"
    file.write_text(blocks("toml"), "utf-8")
    return load_pack(file, KINDS)


def test_the_tables_together_are_a_pack(matter):
    [deadline] = current_of(versions_at(matter, max(d.known_at for d in matter.documents)))
    assert (DeadlineStatus.MET, 3) == (deadline.status, deadline.version)


def test_every_table_is_shown():
    shown = {line.strip("[]") for line in re.findall(r"^\[+\w+\]+", blocks("toml"), re.MULTILINE)}
    tables = {field.alias or name for name, field in Pack.model_fields.items()} - {"id", "zone"}
    assert tables == shown


def test_terms_and_context_do_what_the_page_says(matter):
    titles = ("Foxglove ban starts", "Foxglove in bloom", "Foxgloves under a ban")
    assert [True, False, False] == [find(make.item(title=title, summary=""), matter) is not None for title in titles]


def test_every_word_of_a_document_is_named():
    assert [] == [word for word in (*EventType, *Stage) if f"`{word}`" not in PAGE]


def test_the_labelled_lines_are_measured_without_a_miss(tmp_path, capsys):
    file = tmp_path / "foxglove.jsonl"
    file.write_text(blocks("json"), "utf-8")
    assert 0 == call(["eval", str(file), "--errors"])
    assert capsys.readouterr().out.endswith("\n0 misses.\n")


def test_the_options_that_are_named_exist(tmp_path, capsys):
    for verb in ("classify", "eval", "opml"):
        assert 0 == call([verb, "--help"])
    help_ = capsys.readouterr().out
    assert [] == [option for option in set(re.findall(r"--[a-z]+", PAGE)) if option not in help_]


def test_the_files_it_links_to_exist():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE)
    assert [] == [link for link in links if not (Path(__file__).parents[3] / "docs" / link).exists()]
