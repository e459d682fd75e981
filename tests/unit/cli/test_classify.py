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


@pytest.fixture
def explained(capsys, monkeypatch):
    """Explains what stands on stdin; the lines that are shown."""

    def run(given: str, *options: str) -> list[str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        assert 0 == call(["classify", "--explain", *options])
        out, err = capsys.readouterr()
        assert "" == err
        return out.splitlines()

    return run


def test_explain_shows_clauses_words_and_the_rule_that_decides(explained):
    lines = explained("Supreme Court pauses ruling after appeal; senator weighs extension")
    assert lines[0].startswith("headline: breaking, stay/ordered_or_happened")
    assert "  clause 1, read as English news: Supreme Court pauses ruling after appeal" in lines
    assert any("Supreme Court [court.high] · pauses [pause.s]" in line for line in lines)
    assert any(line.strip().startswith("background: after [sub") for line in lines)
    [decides] = [line for line in lines if line.endswith("← this decides")]
    assert "on “Supreme Court pauses”: stay/ordered_or_happened ←" in decides
    assert any(line.startswith("  clause 2, ") for line in lines)


def test_explain_shows_the_stated_term(explained):
    lines = explained("President extends the deadline by 90 days")
    assert lines[0].startswith("headline: ")
    assert any("P90D" in line and line.startswith("  states: ") for line in lines)


def test_explain_reads_the_lines_below_a_title_only_where_it_decides_nothing(explained):
    below = "A judge blocks the rule."
    assert not any(below[:-1] in line for line in explained(f"Court upholds the law\n{below}"))
    assert any(below[:-1] in line for line in explained(f"Foxglove news\n{below}"))


def test_explain_takes_a_plain_text_as_the_kind_it_is_said_to_be(explained):
    lines = explained("ORDER granting motion to stay the rule", "--kind", "docket")
    assert lines[0].startswith("docket: ")
    assert any("read as a docket entry" in line for line in lines)


def test_explain_says_when_no_word_is_known(explained):
    assert "  No word of the lexicon stands in it." == explained("Lovely weather")[-1]


def test_explain_answers_json_lines_for_people_too(explained):
    lines = explained("\n".join([json.dumps(ROW), json.dumps({**ROW, "id": "a2"})]))
    assert ["a1", "a2"] == [line.split(":")[0] for line in lines if not line.startswith(" ")]


def test_explain_says_nothing_of_nothing(explained):
    assert [] == explained(" \n")


def test_explain_adds_the_clauses_for_programs(classified):
    _, [row], _ = classified(json.dumps(ROW), options=("--json", "--explain"))
    assert ["text", "read_as", "words", "rule", "phrase"] == list(row["clauses"][0])
    assert row["rule"] in [clause["rule"] for clause in row["clauses"]]
