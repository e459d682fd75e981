import json

import pytest

from bot.cli.main import call

RIGHT = {
    "id": "e1",
    "lang": "en",
    "kind": "headline",
    "text": "President signs order extending the Foxglove deadline by 60 days",
    "date": "2031-05-02",
    "saga": "foxglove",
    "event": "extension",
    "stage": "ordered_or_happened",
    "alert": "breaking",
    "scope": "watched",
    "delta": "P60D",
}
QUIET = {
    **{name: RIGHT[name] for name in ("lang", "kind", "date")},
    "id": "e2",
    "text": "Foxglove festival draws record crowds",
    "saga": "fair",
    "event": "none",
    "stage": "none",
    "alert": "ignore",
}
MISSED = {**QUIET, "id": "e3", "event": "filing", "stage": "requested", "alert": "breaking", "scope": "filing"}


@pytest.fixture
def evaluated(capsys, tmp_path):
    """Runs the verb on a file of these rows; the exit code, what it says, and what stderr says."""

    def run(*rows: object, options: tuple[str, ...] = ()) -> tuple[int, str, str]:
        file = tmp_path / "labelled.jsonl"
        file.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows), "utf-8")
        code = call(["eval", str(file), *options])
        out, err = capsys.readouterr()
        return code, out, err.replace(str(file), "labelled.jsonl")

    return run


def report_on(evaluated, *rows: object, options: tuple[str, ...] = ()) -> dict:
    code, out, err = evaluated(*rows, options=("--json", *options))
    assert (0, "") == (code, err)
    return json.loads(out)


def test_figures_count_breaking_and_right_answers(evaluated):
    figures = report_on(evaluated, RIGHT, QUIET, MISSED)["all"]
    assert {"value": 1.0, "n_right": 1, "n": 1} == figures["breaking_precision"]
    assert {"value": 0.5, "n_right": 1, "n": 2} == figures["breaking_recall"]
    assert pytest.approx(2 / 3) == figures["breaking_f1"]
    assert [2, 2, 2, 2, 1, 1] == [
        figures[name]["n_right"] for name in ("event", "event_merged", "stage", "alert", "scope", "term")
    ]
    assert [3, 2, 1] == [figures[name]["n"] for name in ("event", "scope", "term")]


def test_figures_are_given_for_each_language_kind_and_saga(evaluated):
    chinese = {**QUIET, "lang": "zh", "kind": "lede", "text": "毛地黄节开幕\n人很多。"}
    by = report_on(evaluated, RIGHT, chinese)["by"]
    assert {
        "language": ["en", "zh"],
        "kind": ["headline", "lede"],
        "language and kind": ["en headline", "zh lede"],
        "saga": ["fair", "foxglove"],
    } == {name: list(groups) for name, groups in by.items()}


def test_a_text_without_saga_or_date_is_measured_too(evaluated):
    bare = {name: value for name, value in QUIET.items() if name not in ("saga", "date")}
    assert {"none": 1} == {name: row["n"] for name, row in report_on(evaluated, bare)["by"]["saga"].items()}


def test_errors_name_what_is_wrong_and_why(evaluated):
    [missed] = report_on(evaluated, RIGHT, QUIET, MISSED, options=("--errors",))["errors"]
    assert "e3" == missed["id"]
    assert {
        "event": {"label": "filing", "judged": "none"},
        "stage": {"label": "requested", "judged": "none"},
        "alert": {"label": "breaking", "judged": "ignore"},
        "scope": {"label": "filing", "judged": "none"},
    } == missed["wrong"]
    assert missed["why"]


def test_errors_show_a_wrong_date_or_length(evaluated):
    row = {**RIGHT, "delta": "P61D", "new_deadline": "2031-07-01"}
    [missed] = report_on(evaluated, row, options=("--errors",))["errors"]
    assert {"term": {"label": "2031-07-01 P61D", "judged": "P60D"}} == missed["wrong"]


def test_tables_show_groups_and_what_was_taken_for_what(evaluated):
    code, out, err = evaluated(RIGHT, QUIET, MISSED)
    assert (0, "") == (code, err)
    rows = [line.split() for line in out.splitlines()]
    assert ["all", "3", "1.000", "0.500", "0.667", "0.667", "0.667", "0.667", "0.667", "0.500", "1.000"] in rows
    assert ["en", "headline", "3"] in [row[:3] for row in rows]
    assert ["breaking", "1", "0", "1"] in rows
    assert ["filing", "none", "1"] in rows
    assert "foxglove" not in out


def test_tables_show_sagas_when_asked(evaluated):
    assert "foxglove" in evaluated(RIGHT, options=("--sagas",))[1]


def test_tables_leave_out_confusions_that_did_not_happen(evaluated):
    assert "taken for others" not in evaluated(RIGHT)[1]


def test_errors_are_explained_after_the_tables(evaluated):
    out = evaluated(RIGHT, MISSED, options=("--errors",))[1]
    told = out[out.index("\ne3") :]
    assert told.startswith(f"\ne3 (en, headline, fair): {MISSED['text']}\n  event: labelled filing, judged none; ")
    assert "decided by: no rule of the lexicon is met" in told
    assert told.endswith("\n1 miss.\n")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not JSON ("),
        ("7", "not a JSON object."),
        ({"id": "e9", "lang": "en"}, "kind, text, event, stage, alert missing."),
        ({**RIGHT, "event": "rumour"}, "'rumour' is not a valid EventType"),
        ({**RIGHT, "kind": "poem"}, "unknown kind 'poem'; use headline"),
        ({**RIGHT, "new_deadline": "soon"}, "Invalid isoformat string: 'soon'."),
        ({**RIGHT, "text": 7}, "text and lang must be strings."),
    ],
)
def test_a_bad_line_is_named_by_file_and_line_and_code_2(evaluated, line, what):
    code, out, err = evaluated(RIGHT, "", line)
    assert (2, "") == (code, out)
    assert err.startswith(f"reprieve: labelled.jsonl:3: {what}")


def test_every_bad_line_is_named(evaluated):
    assert ["labelled.jsonl:1:", "labelled.jsonl:2:"] == [
        line.split()[1] for line in evaluated("{", "[]", RIGHT)[2].splitlines()
    ]


def test_a_file_without_texts_is_a_wrong_call(evaluated):
    assert (2, "", "reprieve: labelled.jsonl: there is no labelled text in it.\n") == evaluated("")
