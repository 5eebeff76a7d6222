"""What staff should look at: every sentence, and silence for ordinary work."""

import pytest

from autograder.marking.judging import NOT_MARKED, review
from autograder.report import CriterionResult, Outcome, ScoreReport, Status
from autograder.tables import to_look_at


def row(outcome=Outcome.PASSED, message=""):
    return CriterionResult("values", "f", 1.0, 0.0, outcome, message)


@pytest.mark.parametrize(
    ("rows", "imports", "everything", "sentences"),
    [
        ([row()], {"numpy", "math"}, False, []),
        ([row(Outcome.ERROR)], (), False, ["The grader failed on 1 criterion; the points wait."]),
        ([row(Outcome.ERROR)] * 2, (), False, ["The grader failed on 2 criteria; the points wait."]),
        ([row()], {"sys", "gc"}, False, ["The code imports gc, sys, which no formula needs."]),
        (
            [row()],
            (),
            True,
            ["All cells were run, because no reading of the code finds what its functions rest on."],
        ),
        (
            [
                row(Outcome.FAILED, "f did not finish in time: 5 s."),
                row(Outcome.FAILED, "f ended the whole process: it exited."),
            ],
            (),
            False,
            ["A call did not finish in time and ended the whole process."],
        ),
    ],
)
def test_reasons_to_look(rows, imports, everything, sentences):
    assert list(review(rows, imports=imports, everything=everything)) == sentences


def test_the_list_for_staff():
    def report(student, *why):
        return ScoreReport("batchnorm", "file", Status.GRADED, student, review=why)

    text = to_look_at([report("ann"), report("[b]bob", NOT_MARKED), report("eve", "One.", "Two.")])
    lines = [str(line) for line in text.renderables]
    assert lines == [
        "worth a look:",
        "  [b]bob: Nothing could be marked; the message says why.",
        "  eve: One. Two.",
    ]
    assert str(to_look_at([report("ann")])) == "nobody needs a look"
