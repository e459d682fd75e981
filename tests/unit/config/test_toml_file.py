import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import ConfigError
from bot.toml_file import nearest, read

BODY = '''\
# a comment
title = "x"  # [not.a.table]
text = """
[inside]
key = 1
"""
list = [
    "a = b",
    "c",
]

[owner]
name = "y"
"quoted key" = 1

[[place]]
url = "1"

[[place]]
url = "2"
where.zone = "z"

[place.more]
deep = 1
'''


@pytest.fixture
def file(tmp_path):
    (tmp_path / "a.toml").write_text(BODY, "utf-8")
    return read(tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (("title",), 2),
        (("text",), 3),
        (("list", 1), 7),
        (("owner",), 12),
        (("owner", "name"), 13),
        (("owner", "quoted key"), 14),
        (("place", 0, "url"), 17),
        (("place", 1), 19),
        (("place", 1, "url"), 20),
        (("place", 1, "where", "zone"), 21),
        (("place", 1, "more", "deep"), 24),
        (("place", 1, "missing"), 19),
    ],
)
def test_where_names_the_line_of_a_value_or_of_what_is_around_it(file, location, line):
    assert f"{file.path}:{line}" == file.where(location)


def test_where_names_the_file_when_nothing_is_known(file):
    assert str(file.path) == file.where(("absent",))


def test_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "a.toml").write_bytes(b'x = "\xff"')
    with pytest.raises(ConfigError, match="save it as UTF-8"):
        read(tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("word", "known", "guess"),
    [("lenght", ["length", "anchor"], "length"), ("Zone", ["zone"], "zone"), ("qqq", ["zone"], ""), ("x", [], "")],
)
def test_nearest_finds_what_was_meant(word, known, guess):
    assert guess == nearest(word, known)


@given(st.text(alphabet="ab[]=\".\n'#", max_size=60))
def test_reading_ends_in_values_or_a_refusal_whatever_is_in_the_file(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("t") / "a.toml"
    path.write_text(text, "utf-8")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        values = None
    if values is None:
        with pytest.raises(ConfigError, match="not valid TOML"):
            read(path)
    else:
        assert values == read(path).values
