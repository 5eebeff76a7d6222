"""A report survives its JSON, and its sums are what people expect."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.report import CriterionResult, Outcome, ScoreReport, Status, from_json, to_json, total

text = st.text(max_size=30)
rows = st.builds(
    CriterionResult,
    name=text,
    exercise=text,
    points=st.floats(0, 100),
    earned=st.floats(0, 100),
    outcome=st.sampled_from(Outcome),
    message=text,
    mistake=st.none() | text,
    hint=st.none() | text,
)
reports = st.builds(
    ScoreReport,
    assignment=text,
    submission=text,
    status=st.sampled_from(Status),
    student=st.none() | text,
    message=text,
    criteria=st.lists(rows, max_size=4).map(tuple),
    warnings=st.lists(text, max_size=2).map(tuple),
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
    assert data["schema"] == 1


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": 0}', '{"schema": 1}', "null", "{"])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


def test_a_report_of_another_version_says_so():
    with pytest.raises(ValueError, match="written by another version of the grader; grade again"):
        from_json('{"schema": 99}')


def test_sums_have_no_dust():
    assert total([0.1] * 10) == 1.0
