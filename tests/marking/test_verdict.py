"""Every way in which a function can give no result has its own sentence, word for word."""

import pytest

from autograder.marking.verdict import sentence
from autograder.sandbox.steps import OVER_BUDGET, Failure


@pytest.mark.parametrize(
    ("failure", "wanted", "expected"),
    [
        (Failure("missing", message="f"), 0, "f is not defined in your notebook."),
        (Failure("stub", "NotImplementedError", "write this"), 0, "f is not written yet."),
        (Failure("stub", "NotImplementedError", "write this part of f"), 0, "f is not written yet."),
        (
            Failure("stub", "NotImplementedError", "write this part of g"),
            0,
            "f calls g, which is not written yet.",
        ),
        (
            Failure("raised", "IndexError", "out of range", "cell 5, line 3", "y = x[9]"),
            0,
            "f raised IndexError: out of range (cell 5, line 3: y = x[9]).",
        ),
        (Failure("raised", "KeyError", "", "cell 5, line 3"), 0, "f raised KeyError (cell 5, line 3)."),
        (
            Failure("raised", "ZeroDivisionError", "division by zero"),
            0,
            "f raised ZeroDivisionError: division by zero.",
        ),
        (
            Failure("raised", "SyntaxError", "invalid syntax", "cell 2, line 1", "def f(:"),
            0,
            "f cannot be read by Python: invalid syntax (cell 2, line 1: def f(:).",
        ),
        (Failure("count", "tuple", "3"), 2, "f returned 3 values; the contract asks for 2 values."),
        (Failure("count", "list", "0"), 1, "f returned 0 values; the contract asks for 1 value."),
        (Failure("count", "ndarray", "1"), 2, "f returned one ndarray; the contract asks for 2 values."),
        (
            Failure("timeout", message="it was stopped after 0.5 s"),
            0,
            "f did not finish in time: it was stopped after 0.5 s.",
        ),
        (Failure("timeout", message="stopped after 2 s"), 0, "f did not finish in time: stopped after 2 s."),
        (
            Failure("memory", "MemoryError", "", "cell 1, line 2", "np.ones(10**12)"),
            0,
            "f needed more memory than it may use (cell 1, line 2: np.ones(10**12)).",
        ),
        (
            Failure("memory", OVER_BUDGET),
            0,
            "f returned too much: all results of a submission together have a limit, and arrays of the shapes"
            " that the exercise asks for stay far below it.",
        ),
        (
            Failure("died", message="it exited with status 0"),
            0,
            "f ended the whole process: it exited with status 0.",
        ),
        (
            Failure("broken", message="the answer is cut short"),
            0,
            "f left the process in a state in which it no longer answers: the answer is cut short.",
        ),
        (Failure("skipped"), 0, "f could not be run after what happened before."),
    ],
)
def test_sentence(failure, wanted, expected):
    assert str(sentence(failure, function="f", wanted=wanted)) == expected


def test_without_a_function_the_code_is_blamed():
    assert str(sentence(Failure("raised", "KeyError", "'x'"), function="")) == "Your code raised KeyError: 'x'."


def test_an_exception_full_of_numbers_is_not_quoted():
    numbers = "array([[0.71750213, -0.68211255, 0.4571446], [1.26738757, -1.39847117, 0.1]])"
    assert str(sentence(Failure("raised", "ValueError", numbers), function="f")) == (
        "f raised ValueError: its text holds many numbers and is not shown."
    )
    assert str(sentence(Failure("raised", "ValueError", "shapes (7,5) (4,)"), function="f")) == (
        "f raised ValueError: shapes (7,5) (4,)."
    )
