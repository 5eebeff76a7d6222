"""What staff should look at: every sentence, and silence for ordinary work."""

import pytest

from autograder.marking.judging import review
from autograder.report import NOT_MARKED, CriterionResult, Kind, Outcome, ScoreReport, Status
from autograder.sentences import say
from autograder.tables import to_look_at


def row(outcome=Outcome.PASSED, kind=Kind.NONE):
    return CriterionResult("values", "f", 1.0, 0.0, outcome, say("What it says decides nothing."), kind=kind)


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
            [row(Outcome.FAILED, Kind.DIED), row(Outcome.FAILED, Kind.TIMEOUT)],
            (),
            False,
            ["A call did not finish in time and ended the whole process."],
        ),
        ([row(Outcome.BLOCKED, Kind.MEMORY)], (), False, ["A call needed more memory."]),
    ],
)
def test_reasons_to_look(rows, imports, everything, sentences):
    assert [str(why) for why in review(rows, imports=imports, everything=everything)] == sentences


def test_the_list_for_staff():
    def report(student, *why):
        return ScoreReport("batchnorm", "file", Status.GRADED, student, review=why)

    text = to_look_at([report("ann"), report("[b]bob", NOT_MARKED), report("eve", say("One."), say("Two."))])
    lines = [str(line) for line in text.renderables]
    assert lines == [
        "worth a look:",
        "  [b]bob: Nothing could be marked; the message says why.",
        "  eve: One. Two.",
    ]
    assert str(to_look_at([report("ann")])) == "nobody needs a look"
