import json

import pytest

from bot.cli.main import call

LABEL = "computed, check the docket"


@pytest.fixture
def counted(capsys):
    """Counts for a person; the lines that are shown."""

    def run(words: str) -> list[str]:
        assert 0 == call(["count", *words.split()])
        out, err = capsys.readouterr()
        assert "" == err
        return out.splitlines()

    return run


@pytest.fixture
def reported(capsys):
    """Counts for a program; the object that is printed."""

    def run(words: str) -> dict[str, object]:
        assert 0 == call(["count", *words.split(), "--json"])
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def refused(capsys):
    """A wrong call; the sentences that say what is wrong."""

    def run(words: str) -> list[str]:
        assert 2 == call(["count", *words.split()])
        out, err = capsys.readouterr()
        assert "" == out
        return err.splitlines()

    return run


def test_the_date_comes_first_with_its_weekday_its_label_and_every_step(counted):
    assert [
        f"The last day is Tuesday 2007-09-04: {LABEL}.",
        "Counted by Fed. R. Civ. P. 6(a)(1):",
        "  Sat 2007-08-18: the day of the event is not counted (Fed. R. Civ. P. 6(a)(1)(A))",
        "  Sat 2007-09-01: 14 days after it (Fed. R. Civ. P. 6(a)(1)(B))",
        (
            "  Tue 2007-09-04: rolled on over Saturday 2007-09-01, Sunday 2007-09-02, Labor Day 2007-09-03"
            " (Fed. R. Civ. P. 6(a)(1)(C))"
        ),
    ] == counted("14 --from 2007-08-18")[:5]


def test_both_dates_are_told_when_the_law_is_disputed(counted):
    first, second, *_ = counted("14 --from 2024-12-10 --court dcd")
    assert f"The last day is Tuesday 2024-12-24, or Thursday 2024-12-26: {LABEL}." == first
    assert "Which of the two is disputed; the first is safe either way." == second


def test_hours_are_told_with_their_time_and_zone(counted):
    line = counted("48 --from 2025-03-08T09:00 --hours --zone America/New_York")[0]
    assert f"The period ends on Monday 2025-03-10 at 10:00 (America/New_York): {LABEL}." == line


@pytest.mark.parametrize(
    ("words", "on", "rule"),
    [
        ("14 --from 2025-04-02", "2025-04-16", "Fed. R. Civ. P. 6(a)(1)"),
        ("14 --from 2025-04-02 --court dcd", "2025-04-17", "Fed. R. Civ. P. 6(a)(1)"),
        ("14 --from 2025-04-02 --court DCD", "2025-04-17", "Fed. R. Civ. P. 6(a)(1)"),
        ("14 --from 2025-04-02 --court cadc", "2025-04-17", "Fed. R. App. P. 26(a)(1)"),
        ("14 --from 2025-04-02 --court ca9", "2025-04-16", "Fed. R. App. P. 26(a)(1)"),
        ("14 --from 2025-04-02 --court scotus", "2025-04-16", "Sup. Ct. R. 30.1"),
        ("14 --from 2025-04-02 --court dcd --rule appellate", "2025-04-17", "Fed. R. App. P. 26(a)(1)"),
        ("14 --from 2025-04-02 --rule supreme", "2025-04-16", "Sup. Ct. R. 30.1"),
    ],
)
def test_the_court_gives_the_rule_and_the_district_its_holidays(reported, words, on, rule):
    report = reported(words)
    assert (on, rule) == (report["on"], report["rule"])


@pytest.mark.parametrize(
    ("words", "on", "other"),
    [
        ("14 --from 2007-09-15 --before", "2007-08-31", None),
        ("14 --from 2025-03-07 --mailed", "2025-03-24", None),
        ("14 --from 2008-04-07 --court mad --holiday 2008-04-21", "2008-04-22", None),
        ("14 --from 2024-12-23 --closed 2025-01-06", "2025-01-06", "2025-01-07"),
        ("14 --from 2024-12-23 --closed 2025-01-06 2025-01-07 --closed 2025-01-08", "2025-01-06", "2025-01-10"),
        ("14 --from 2024-12-23 --court scotus --closed 2025-01-06", "2025-01-07", None),
    ],
)
def test_options_change_the_count(reported, words, on, other):
    report = reported(words)
    assert (on, other) == (report["on"], report["other"])


def test_json_is_one_object_with_exactly_these_fields(reported):
    report = reported("48 --from 2025-01-17T16:30 --hours --zone America/New_York")
    steps = report.pop("steps")
    assert {
        "on": "2025-01-21",
        "weekday": "Tuesday",
        "at": "16:30",
        "zone": "America/New_York",
        "other": None,
        "rule": "Fed. R. Civ. P. 6(a)(2)",
        "label": LABEL,
    } == report
    assert ["trigger", "counted", "rolled"] == [step["kind"] for step in steps]
    assert {
        "kind": "trigger",
        "on": "2025-01-17",
        "what": "counting begins at once, at 16:30",
        "citation": "Fed. R. Civ. P. 6(a)(2)(A)",
    } == steps[0]


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("14 --from 2025-04-02 --court mad", True),
        ("14 --from 2025-04-02", True),
        ("14 --from 2025-04-02 --court dcd", False),
        ("14 --from 2025-04-02 --court mad --holiday 2025-04-21", False),
        ("14 --from 2025-04-02 --court mad --before", False),
        ("14 --from 2025-04-02 --court scotus", False),
    ],
)
def test_unknown_state_holidays_are_told_where_they_could_matter(counted, words, is_told):
    assert is_told == any("--holiday" in line for line in counted(words))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "14 --from 2025-02-30",
            "--from 2025-02-30 is no day; write year-month-day without a time, such as 2026-11-24.",
        ),
        ("14 --from 2025-03-01T10:00", "--from 2025-03-01T10:00 is no day; write year-month-day without a time,"),
        ("14 --from 2025-03-03 --closed tomorrow", "--closed tomorrow is no day; write year-month-day"),
        ("14 --from 2025-03-03 --holiday 4/21", "--holiday 4/21 is no day; write year-month-day"),
        ("14 --from 0205-03-03", "--from, 0205-03-03, lies outside the years whose court holidays are known, 1978 to"),
        ("9999 --from 1980-01-01 --before", "the end of the period, 1952-08-15, lies outside the years"),
        ("0 --from 2025-03-03", 'Invalid value "0" for DAYS. Must be >= 1'),
        ("14", "--from requires an argument"),
        ("14 --from 2025-03-03 --rule civl", 'Choose from: "civil", "appellate", "supreme"'),
        ("14 --from 2025-03-03 --court nysdd", "did you mean “nysd”?"),
        ("14 --from 2025-03-03 --court cal", "for another court that counts by one of the rules, name it with --rule"),
        ("5 --from 2025-03-03 --court scotus --before", "Sup. Ct. R. 30.1 does not count days before an event; name a"),
        ("5 --from 2025-03-03 --court scotus --mailed", "Sup. Ct. R. 30.1 adds no days for the way of service; leave"),
        (
            "5 --from 2025-03-03 --hours",
            "--hours needs the court's time zone; give it, such as --zone America/New_York",
        ),
        ("5 --from 2025-03-03 --zone America/New_York", "--zone is for hours, and days have none; leave it out"),
        ("5 --from 2025-03-03T09:00 --hours --zone US/Estern", "no time zone; did you mean “US/Eastern”?"),
        ("5 --from 2025-03-03 --hours --zone UTC", "write the court's own, such as 2026-11-24T16:30."),
        ("5 --from 2025-03-03T09:00 --hours --zone UTC --rule supreme", "Sup. Ct. R. 30.1 does not count hours; name"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(refused, words, said):
    [line] = refused(words)
    assert said in line


def test_options_that_do_not_go_together_are_all_told_at_once(refused):
    assert [
        "reprieve: hours are counted after an event; leave out one of --before and --hours.",
        "reprieve: the three days are added to periods of days; leave out one of --hours and --mailed.",
        "reprieve: the three days are added to periods after an event; leave out one of --before and --mailed.",
    ] == refused("5 --from 2025-03-03T09:00 --hours --before --mailed --zone UTC")
