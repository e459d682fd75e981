import re
import subprocess
import sys
from importlib.metadata import version

import pytest

from bot.cli.main import VERBS, call


def test_help_names_every_verb_with_what_it_does(capsys):
    assert 0 == call(["--help"])
    shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert [] == [verb for verb, what in VERBS.items() if f"{verb} {what}" not in shown]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(capsys, verb):
    assert 0 == call([verb, "--help"])
    assert f"Usage: reprieve {verb}" in capsys.readouterr().out


def test_version_is_the_installed_one(capsys):
    assert 0 == call(["--version"])
    assert version("reprieve") == capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["clasify"], "classify"),
        (["classify", "--jsn"], "--jsn"),
        (["parse", "--json"], "KIND"),
    ],
)
def test_wrong_call_is_one_sentence_and_code_2(capsys, words, said):
    assert 2 == call(words)
    out, err = capsys.readouterr()
    assert "" == out
    assert re.fullmatch(r"reprieve: .+ See `reprieve --help`\.\n", err, re.DOTALL)
    assert said in err
    assert "Traceback" not in err


def test_wrong_settings_are_listed_and_code_2(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPRIEVE_WEB__PROT", "1")
    monkeypatch.setenv("REPRIEVE_LANG", "xx")
    assert 2 == call(["healthcheck"])
    assert [
        "reprieve: environment: unknown name REPRIEVE_WEB__PROT; did you mean “REPRIEVE_WEB__PORT”?",
        "reprieve: environment: “REPRIEVE_LANG”: it should be 'en' or 'zh_Hans'.",
    ] == capsys.readouterr().err.splitlines()


def test_missing_file_is_one_sentence_and_code_1(capsys, tmp_path):
    assert 1 == call(["classify", str(tmp_path / "none")])
    assert f"reprieve: {tmp_path}/none: No such file or directory.\n" == capsys.readouterr().err


@pytest.mark.slow
def test_module_can_be_run(tmp_path):
    ran = subprocess.run([sys.executable, "-m", "bot", "--version"], capture_output=True, check=True, text=True)
    assert version("reprieve") == ran.stdout.strip()
