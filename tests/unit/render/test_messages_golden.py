"""Every kind of message against how it reads in each language, word for word."""

from __future__ import annotations

import pytest

from tests.unit.render.messages import CASES, FOLDER, written


@pytest.mark.parametrize("name", CASES)
def test_message_reads_as_expected(name: str):
    expected = (FOLDER / f"{name}.txt").read_text("utf-8")
    assert expected == written(CASES[name])


def test_no_expectation_is_left_without_its_message():
    assert set(CASES) == {path.stem for path in FOLDER.iterdir()}
