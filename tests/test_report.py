"""A report survives its JSON, and its sums are what people expect; reports of schema 1 are still read."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.instructor.statistics import misunderstandings, not_written, unexplained
from autograder.report import CriterionResult, Kind, Outcome, ScoreReport, Status, from_json, to_json, total
from autograder.sentences import Sentence, say

OLD = (Path(__file__).parent / "report_of_schema_1.json").read_text(encoding="utf-8")

text = st.text(max_size=30)
values = text | st.integers() | st.floats(allow_nan=False) | st.booleans() | st.none()
names = st.text("abcdef", min_size=1, max_size=3)
plain = st.builds(Sentence, text)
sentences = st.recursive(
    plain,
    lambda inner: st.builds(
        lambda template, fields: Sentence(template, tuple(fields.items())),
        text,
        st.dictionaries(names, values | inner, max_size=3),
    ),
    max_leaves=4,
)
rows = st.builds(
    CriterionResult,
    name=text,
    exercise=text,
    points=st.floats(0, 100),
    earned=st.floats(0, 100),
    outcome=st.sampled_from(Outcome),
    found=sentences,
    mistake=st.none() | text,
    hint=sentences,
    mistake_name=sentences,
    kind=st.sampled_from(Kind),
    asked=text,
)
reports = st.builds(
    ScoreReport,
    assignment=text,
    submission=text,
    status=st.sampled_from(Status),
    student=st.none() | text,
    why=sentences,
    criteria=st.lists(rows, max_size=4).map(tuple),
    warnings=st.lists(sentences, max_size=2).map(tuple),
    repairs=st.lists(sentences, max_size=2).map(tuple),
    review=st.lists(sentences, max_size=2).map(tuple),
    seed=st.none() | st.integers(0, 2**32),
    versions=st.dictionaries(text, text, max_size=2),
)


@given(reports)
def test_a_report_survives_its_json(report):
    line = to_json(report)
    assert "\n" not in line
    assert from_json(line) == report


def test_the_totals_stand_in_the_json():
    report = ScoreReport(
        "a",
        "f.py",
        Status.GRADED,
        criteria=(
            CriterionResult("x", "f", 0.1, 0.1, Outcome.PASSED),
            CriterionResult("y", "f", 0.2, 0.2, Outcome.CARRIED),
            CriterionResult("z", "f", 4, 0, Outcome.FAILED),
            CriterionResult("e", "f", 2, 0, Outcome.ERROR),
            CriterionResult("q", "q", 3, 0, Outcome.MANUAL),
        ),
    )
    data = json.loads(to_json(report))
    assert [data[key] for key in ("score", "max_score", "manual_max", "pending")] == [0.3, 6.3, 3, 5]
    assert data["schema"] == 2


def test_other_programs_find_every_sentence_as_text():
    row = CriterionResult(
        "z",
        "f",
        4,
        0,
        Outcome.FAILED,
        say("{what} is {got:g}.", what="out", got=3.0),
        "treble",
        say("Count the terms."),
        mistake_name=say("one trebles"),
        kind=Kind.VALUES,
        asked="out is twice x",
    )
    said = say("{number} lines", number=2)
    report = ScoreReport("a", "f.py", Status.GRADED, why=say("Because."), criteria=(row,), review=(said,))
    data = json.loads(to_json(report))
    assert (data["message"], data["warnings"], data["repairs"], data["review"]) == (
        "Because.",
        [],
        [],
        ["2 lines"],
    )
    assert data["criteria"] == [
        {
            "name": "z",
            "exercise": "f",
            "points": 4,
            "earned": 0,
            "outcome": "failed",
            "mistake": "treble",
            "hint": "Count the terms.",
            "hint_said": ["Count the terms."],
            "kind": "values",
            "asked": "out is twice x",
            "message": "out is 3. This is exactly what comes out when one trebles.",
            "found": ["{what} is {got:g}.", {"what": "out", "got": 3.0}],
            "mistake_name": ["one trebles"],
        }
    ]
    assert from_json(to_json(report)) == report
    del data["criteria"][0]["hint_said"]  # as reports were written when a hint was a text
    assert from_json(json.dumps(data)) == report
    assert data["said"] == {
        "why": ["Because."],
        "warnings": [],
        "repairs": [],
        "review": [["{number} lines", {"number": 2}]],
    }


def test_a_report_of_schema_1_says_the_same_and_who_had_not_begun():
    """The one place where a sentence is read: the words of that schema, which no longer change."""
    report = from_json(OLD)
    old = json.loads(OLD)
    assert [row.message for row in report.criteria] == [row["message"] for row in old["criteria"]]
    assert [str(row.hint) or None for row in report.criteria] == [row["hint"] for row in old["criteria"]]
    assert [str(why) for why in report.review] == old["review"] == ["A call did not finish in time."]
    assert (report.score, report.message) == (old["score"], "")
    failed = {(row.exercise, row.name): row.kind for row in report.automatic if row.outcome is Outcome.FAILED}
    assert failed == {
        ("column_stats", "variance"): Kind.NONE,  # a report of schema 1 does not say
        ("standardize", "values"): Kind.STUB,
        ("ema_update", "mix"): Kind.NONE,
        ("welford", "count and mean"): Kind.MISSING,
        ("welford", "M2"): Kind.MISSING,
        ("merge_stats", "count and mean"): Kind.NONE,
        ("merge_stats", "M2"): Kind.NONE,
    }
    assert dict(not_written([report])) == {"standardize": 1, "welford": 1}
    assert {key[:2] for key in unexplained([report])} == {
        ("ema_update", "mix"),
        ("merge_stats", "count and mean"),
        ("merge_stats", "M2"),
    }
    assert [row.id for row in misunderstandings([report], [])] == ["deviation_for_variance"]
    (named,) = [row for row in report.criteria if row.mistake]
    assert str(named.mistake_name) == "the standard deviation is returned in place of the variance"
    assert str(named.found).endswith("72,000 times the tolerance.")
    assert from_json(to_json(report)) == report


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"schema": 0}', '{"schema": 1}', '{"schema": 2}', "null", "{"]
)
def test_what_is_no_report_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


@pytest.mark.parametrize("change", [{"said": {}}, {"said": 3}, {"criteria": [{"message": 1}]}, {"wages": 3}])
def test_a_report_that_somebody_changed_is_refused(change):
    data = json.loads(to_json(ScoreReport("a", "f.py", Status.GRADED)))
    with pytest.raises(ValueError, match=r"."):
        from_json(json.dumps(data | change))


def test_a_report_of_another_version_says_so():
    with pytest.raises(ValueError, match="written by another version of the grader; grade again"):
        from_json('{"schema": 99}')


def test_sums_have_no_rounding_error():
    assert total([0.1] * 10) == 1.0
