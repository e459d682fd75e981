import io
import json

import pytest

from bot.cli.main import call

ROW = {"id": "a1", "lang": "en", "kind": "headline", "text": "Trump signs order extending TikTok deadline by 75 days"}


@pytest.fixture
def classified(capsys, monkeypatch):
    """Runs the verb on lines from stdin; the exit code, the rows and what stderr says."""

    def run(*lines: str, options: tuple[str, ...] = ("--json",)) -> tuple[int, list[dict[str, object]], str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
        code = call(["classify", *options])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return run


def test_each_text_is_answered_by_one_object_with_exactly_these_fields(classified):
    code, rows, err = classified(
        json.dumps({**ROW, "date": "2025-04-04"}), json.dumps({**ROW, "id": "a2", "saga": "x"})
    )
    assert (0, "") == (code, err)
    assert ["a1", "a2"] == [r["id"] for r in rows]
    assert ["id", "event", "stage", "alert", "scope", "new_deadline", "delta", "why"] == list(rows[0])
    assert ("extension", "ordered_or_happened", "breaking", "P75D") == tuple(
        rows[0][field] for field in ("event", "stage", "alert", "delta")
    )
    assert rows[0]["why"]


def test_explain_adds_the_rule_and_its_phrases(classified):
    _, [row], _ = classified(json.dumps(ROW), options=("--json", "--explain"))
    assert {"rule", "phrase", "temporary", "unconfirmed", "term"} <= set(row)


def test_stdin_may_be_named_by_a_dash(classified):
    assert 1 == len(classified(json.dumps(ROW), options=("-", "--json"))[1])


def test_line_that_cannot_be_read_is_reported_and_the_rest_answered(classified):
    code, rows, err = classified(
        "{", "[1]", json.dumps({"id": 1}), json.dumps({**ROW, "kind": "poem"}), "", json.dumps(ROW)
    )
    assert (1, ["a1"]) == (code, [r["id"] for r in rows])
    assert [
        "line 1: not JSON",
        "line 2: not a JSON object",
        "line 3: lang, kind, text missing",
        "line 4: unknown kind",
    ] == [line.split("(")[0].split(";")[0].split(" 'poem'")[0].strip() for line in err.splitlines()]


def test_without_json_a_person_can_read_it(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(ROW)))
    assert 0 == call(["classify"])
    assert "a1: breaking, extension/ordered_or_happened\n" == capsys.readouterr().out
